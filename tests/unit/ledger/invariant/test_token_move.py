import struct

from tests.unit.ledger.invariant.conftest import key

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.ledger.invariant.call import Call
from gridtokenx.ledger.invariant.token_move import Move, TokenMove, token_moves

A, B, C, D = (key(n) for n in (1, 2, 3, 4))


def amount(tag: int, units: int, tail: bytes = b"") -> bytes:
    return struct.pack("<BQ", tag, units) + tail


def moves(data: bytes, *accounts: object) -> list[TokenMove]:
    return list(token_moves([Call(TOKEN_PROGRAM, accounts, data, 2, D)]))  # type: ignore[arg-type]  # keys


def test_transfers_mints_and_burns_are_read_in_both_forms() -> None:
    assert moves(amount(3, 7), A, B, C) == [TokenMove(Move.TRANSFER, 7, A, B, None, D)]
    assert moves(amount(12, 7, b"\x09"), A, C, B, D) == [TokenMove(Move.TRANSFER, 7, A, B, C, D)]
    for tag in (7, 14):
        assert moves(amount(tag, 7), C, B, A) == [TokenMove(Move.MINT, 7, None, B, C, D)]
    for tag in (8, 15):
        assert moves(amount(tag, 7), A, C, B) == [TokenMove(Move.BURN, 7, A, None, C, D)]


def test_a_batch_is_read_instruction_by_instruction() -> None:
    first, second = amount(3, 7), amount(8, 5)
    batch = bytes([255, 3, len(first)]) + first + bytes([3, len(second)]) + second
    found = moves(batch, A, B, C, B, C, D)
    assert found == [TokenMove(Move.TRANSFER, 7, A, B, None, D), TokenMove(Move.BURN, 5, B, None, C, D)]


def test_what_moves_nothing_or_is_cut_short_is_passed_over() -> None:
    assert moves(bytes([9]), A, B, C) == []
    assert moves(amount(3, 7)[:5], A, B, C) == []
    assert moves(amount(3, 7), A) == []
    assert moves(b"\xff\x03") == []
    assert list(token_moves([Call(A, (A, B, C), amount(3, 7))])) == []
