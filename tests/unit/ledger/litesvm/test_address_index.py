from pathlib import Path

from gridtokenx.ledger.litesvm.address_index import FILE_NAME, AddressIndex
from gridtokenx.ledger.litesvm.journal import Entry, Kind

A, B = bytes([1] * 32), bytes([2] * 32)


def entry(number: int) -> Entry:
    signature = (number % 4).to_bytes(8, "little", signed=True) + bytes([number])
    return Entry(number + 10, 1, 1, Kind.TRANSACTION, number, signature, b"", b"", b"", bytes([number]))


def test_mentions_come_newest_first_between_two_numbers(tmp_path: Path) -> None:
    index = AddressIndex(tmp_path)
    assert index.reached() is None
    index.add((entry(n), (A, B) if n % 2 else (A,)) for n in range(1, 7))
    assert index.numbers(A, after=0, before=99, limit=99) == [6, 5, 4, 3, 2, 1]
    assert index.numbers(A, after=2, before=6, limit=2) == [5, 4]
    assert index.numbers(B, after=0, before=99, limit=99) == [5, 3, 1]
    assert index.numbers(bytes(32), after=0, before=99, limit=99) == []
    assert index.reached() == (16, bytes([6]))
    assert index.candidates(entry(2).signature or b"") == [2, 6]
    assert index.candidates(bytes([9] * 64)) == []
    index.close()


def test_it_goes_on_where_it_was_and_can_begin_anew(tmp_path: Path) -> None:
    index = AddressIndex(tmp_path)
    index.add([(entry(1), (A,))])
    index.close()
    again = AddressIndex(tmp_path)
    again.add([(entry(1), (A,)), (entry(2), (A, B))])
    assert again.numbers(A, after=0, before=99, limit=99) == [2, 1]
    again.restart()
    assert again.reached() is None
    again.add([(entry(3), (B,))])
    assert again.numbers(B, after=0, before=99, limit=99) == [3]
    again.close()
    assert (tmp_path / FILE_NAME).exists()
