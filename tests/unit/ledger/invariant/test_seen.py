from dataclasses import replace

import pytest
from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.transaction import Transaction
from tests.unit.ledger.invariant.conftest import key

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.chain.programs import Programs
from gridtokenx.ledger.invariant.call import Call
from gridtokenx.ledger.invariant.seen import Reader, Seen
from gridtokenx.ledger.litesvm.outcome import Effects, Outcome, TokenChange

PAYER, OTHER = Keypair.from_seed(bytes(32)), Keypair.from_seed(bytes([1]) * 32)
NOTHING = Outcome(None, None, 0, [], 0, [], None)


def body(*instructions: Instruction) -> bytes:
    return bytes(Transaction([PAYER], Message(list(instructions), PAYER.pubkey()), Hash.default()))


def pause(programs: Programs) -> Instruction:
    return programs.governance.instruction("pause", accounts={"authority": PAYER.pubkey()}, args={"mask": 2})


def test_a_transaction_is_seen_with_its_names_signers_and_calls(programs: Programs) -> None:
    seen = Reader(programs).see(body(pause(programs)), NOTHING, time_s=5)
    (named,) = seen.named
    assert (named.name, named.args(), named.remaining) == ("governance.pause", {"mask": 2}, ())
    assert named.accounts["authority"] == PAYER.pubkey()
    assert seen.signers == {PAYER.pubkey()}
    assert seen.touches(programs.addresses().config())
    assert not seen.touches(key(9))
    assert Seen().touches(key(9))
    assert seen.time_s == 5


def test_inner_calls_and_loaded_accounts_are_seen(programs: Programs) -> None:
    mint, account = key(7), key(8)
    meta = AccountMeta(TOKEN_PROGRAM, is_signer=False, is_writable=False)
    sent = body(Instruction(programs.trading.id, b"other", [meta]))
    # Static: payer, then the two programs in the message's order; what tables loaded comes behind.
    message = Transaction.from_bytes(sent).message
    token = message.account_keys.index(TOKEN_PROGRAM)
    burn = (8).to_bytes(1, "little") + (5).to_bytes(8, "little")
    inner = [(0, 2, token, bytes([4, 3, 0]), burn)]
    change = TokenChange(4, bytes(mint), 9, bytes(key(1)), 5, None, 0)
    effects = Effects([], [], [change], [bytes(mint), bytes(account)], [])
    seen = Reader(programs).see(sent, replace_outcome(inner, effects), time_s=0)
    (move,) = seen.moves
    assert (move.source, move.mint, move.amount, move.caller) == (account, mint, 5, programs.trading.id)
    assert seen.owners == {account: key(1)}
    assert seen.named == ()


def replace_outcome(inner: list[tuple[int, int, int, bytes, bytes]], effects: Effects) -> Outcome:
    return Outcome(None, None, 0, [], 0, inner, None, effects)


def test_a_place_that_is_not_there_is_an_error(programs: Programs) -> None:
    with pytest.raises(ValueError, match="does not have"):
        Reader(programs).see(
            body(pause(programs)),
            replace_outcome([(0, 2, 99, b"", b"")], Effects([], [], [], [], [])),
            time_s=0,
        )


def test_a_signature_is_the_transactions_or_a_programs(programs: Programs) -> None:
    seen = Seen(signers=frozenset({PAYER.pubkey()}))
    derived = programs.addresses().attestor()
    outer, inner = Call(key(1), (), b""), Call(key(1), (), b"", 2, key(2))
    assert seen.signed(outer, PAYER.pubkey())
    assert not seen.signed(inner, OTHER.pubkey())
    assert not seen.signed(outer, derived)
    assert seen.signed(inner, derived)
    assert not derived.is_on_curve()
    assert isinstance(replace(seen, time_s=1).signers, frozenset)


def test_instructions_that_a_program_does_not_declare_have_no_name(programs: Programs) -> None:
    reader = Reader(programs)
    assert reader.name(Call(programs.trading.id, (), b"\0" * 8)) is None
    assert reader.name(Call(Pubkey.default(), (), b"")) is None
