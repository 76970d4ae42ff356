import msgspec
import pytest
from solders.pubkey import Pubkey

from gridtokenx.ledger.litesvm.journal import Entry, Kind
from gridtokenx.ledger.litesvm.outcome import Effects, Outcome, TokenChange, to_bytes
from gridtokenx.ledger.litesvm.stored import signature_record, stored_transaction
from gridtokenx.port.node import InnerInstruction, TokenBalance

A, B, MINT = (Pubkey(bytes([n] * 32)) for n in (1, 2, 3))
BODY = b"\x01" + bytes(range(64)) + b"message"


def entry(result: bytes) -> Entry:
    return Entry(9, 40, 50, Kind.TRANSACTION, 7, BODY[1:65], BODY, result, b"", b"")


def test_a_result_is_unfolded() -> None:
    effects = Effects(
        [10, 20, 30],
        [(0, 4), (2, 31)],
        [
            TokenChange(1, bytes(MINT), 9, bytes(A), 5, bytes(B), 6),
            TokenChange(2, bytes(MINT), 9, None, 0, bytes(B), 8),
        ],
        [bytes(A)],
        [bytes(B)],
    )
    inner = [(0, 2, 1, b"\x00", b"call")]
    stored = stored_transaction(
        entry(
            to_bytes(
                Outcome("InstructionError(0, Custom(9))", 9, 77, ["log"], 6, inner, (bytes(A), b"x"), effects)
            )
        )
    )
    assert (stored.number, stored.fee, stored.receipt.slot, stored.receipt.custom_code) == (7, 6, 40, 9)
    assert (stored.pre_balances, stored.post_balances) == ((10, 20, 30), (4, 20, 31))
    assert stored.pre_token_balances == (TokenBalance(1, MINT, A, 5, 9),)
    assert stored.post_token_balances == (TokenBalance(1, MINT, B, 6, 9), TokenBalance(2, MINT, B, 8, 9))
    assert stored.inner == (InnerInstruction(0, 2, 1, b"\x00", b"call"),)
    assert (stored.loaded_writable, stored.loaded_readonly, stored.return_data) == ((A,), (B,), (A, b"x"))


def test_a_line_of_history() -> None:
    record = signature_record(entry(to_bytes(Outcome(None, None, 1, [], 5_000, [], None))))
    assert (bytes(record.signature), record.slot, record.time_s) == (BODY[1:65], 40, 50)
    assert (record.error, record.number) == (None, 7)


def test_a_damaged_result_is_said() -> None:
    with pytest.raises(msgspec.MsgspecError):
        stored_transaction(entry(b"\xc1"))
