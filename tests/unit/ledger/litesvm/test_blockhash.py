from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.ledger.litesvm.blockhash import LIFETIME_SLOTS, BlockhashWindow, blockhash_at


@given(steps=st.lists(st.integers(0, 400), min_size=1, max_size=12))
def test_a_blockhash_lives_150_slots(steps: list[int]) -> None:
    window, slot = BlockhashWindow(b"g", 1000), 1000
    window.move_to(slot)
    for step in steps:
        slot += step
        window.move_to(slot)
        assert window.latest() == blockhash_at(b"g", slot)
        for age in (0, 1, LIFETIME_SLOTS, LIFETIME_SLOTS + 1):
            expected = age <= LIFETIME_SLOTS and slot - age >= 1000
            assert window.lives(blockhash_at(b"g", slot - age)) is expected
        assert not window.lives(blockhash_at(b"g", slot + 1))


def test_two_ledgers_share_no_blockhash() -> None:
    assert blockhash_at(b"one", 5) != blockhash_at(b"two", 5)
