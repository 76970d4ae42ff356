import struct

import pytest
from solders.compute_budget import set_compute_unit_limit, set_compute_unit_price
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import Message, MessageV0
from solders.pubkey import Pubkey
from solders.transaction import Transaction
from tests.unit.ledger.conftest import KEYS, mint_to, transfer

from gridtokenx.ledger.litesvm.fee import fee_of, read_message
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.machine import Machine

ED25519 = Pubkey.from_string("Ed25519SigVerify111111111111111111111111111")
OPERATOR, OTHER = KEYS.operator(), Keypair.from_seed(bytes([7] * 32))
PAY = transfer(Pubkey(bytes([5] * 32)), 10**9)
SHOWN = Keypair.from_seed(bytes([3] * 32)).sign_message(b"reading")


def checked(count: int) -> Instruction:
    """Have the Ed25519 program check one signature several times."""
    start = 2 + 14 * count
    each = struct.pack("<7H", start, 0xFFFF, start + 64, 0xFFFF, start + 96, 7, 0xFFFF)
    shown = bytes(SHOWN) + bytes(Keypair.from_seed(bytes([3] * 32)).pubkey()) + b"reading"
    return Instruction(ED25519, bytes([count, 0]) + each * count + shown, [])


SIGNED = Instruction(PAY.program_id, PAY.data, [*PAY.accounts, AccountMeta(OTHER.pubkey(), True, False)])


@pytest.mark.parametrize(
    "instructions",
    [
        [PAY],
        [SIGNED],
        [set_compute_unit_price(1), PAY],
        [set_compute_unit_price(1_000_000), PAY],
        [set_compute_unit_price(333), set_compute_unit_limit(77_777), PAY],
        [set_compute_unit_limit(2_000_000), set_compute_unit_price(1_000_000), PAY],
        [set_compute_unit_price(1_000), mint_to("A", 1)],
        [checked(1), PAY],
        [checked(3), set_compute_unit_price(1_000_000), PAY],
    ],
)
def test_it_is_what_the_machine_takes(instructions: list[Instruction]) -> None:
    machine = Machine(Genesis(OPERATOR.pubkey(), 900))
    message = Message(instructions, OPERATOR.pubkey())
    before = machine.account(OPERATOR.pubkey())
    signers = [OPERATOR, OTHER] if SIGNED in instructions else [OPERATOR]
    ran = machine.run(Transaction(signers, message, message.recent_blockhash))
    after = machine.account(OPERATOR.pubkey())
    assert before is not None
    assert after is not None
    paid = 10**9 if ran.outcome.error is None else 0
    assert before.lamports - after.lamports - paid == ran.outcome.fee == fee_of(message)


def test_messages_of_both_versions_are_read() -> None:
    legacy = Message([PAY], OPERATOR.pubkey())
    versioned = MessageV0.try_compile(OPERATOR.pubkey(), [PAY], [], legacy.recent_blockhash)
    assert fee_of(read_message(bytes(legacy))) == 5_000
    assert fee_of(read_message(bytes([0x80]) + bytes(versioned))) == 5_000
    for damaged in (b"", b"\x01", bytes(legacy)[:-3]):
        with pytest.raises(ValueError, match=r"."):
            read_message(damaged)
