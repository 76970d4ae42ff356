import pytest
from tests.unit.ledger.invariant.conftest import key

from gridtokenx.ledger.invariant.call import Call, calls_of

KEYS = [key(n) for n in range(6)]


def test_calls_name_the_program_that_made_them() -> None:
    own = [(3, b"\0\1", b"a"), (4, b"", b"b")]
    inner = [(0, 2, 4, b"\0", b"c"), (0, 3, 5, b"\1", b"d"), (0, 2, 5, b"", b"e"), (1, 2, 5, b"", b"f")]
    found = list(calls_of(KEYS, own, inner))
    assert [call.data for call in found] == [b"a", b"c", b"d", b"e", b"b", b"f"]
    assert [call.caller for call in found] == [None, KEYS[3], KEYS[4], KEYS[3], None, KEYS[4]]
    assert found[0] == Call(KEYS[3], (KEYS[0], KEYS[1]), b"a")
    assert found[2].depth == 3


def test_a_place_outside_the_accounts_is_an_error() -> None:
    with pytest.raises(IndexError):
        list(calls_of(KEYS, [(9, b"", b"")], []))
