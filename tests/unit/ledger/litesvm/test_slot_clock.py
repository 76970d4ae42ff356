from dataclasses import dataclass

from gridtokenx.ledger.litesvm.slot_clock import FIRST_SLOT, SlotClock


@dataclass
class Wall:
    now: float

    def now_s(self) -> float:
        return self.now

    def monotonic_s(self) -> float:
        return self.now


def test_simulated_time_moves_only_the_slot() -> None:
    clock = SlotClock(100, None, 100)
    clock.tick()
    clock.tick()
    assert (clock.slot, clock.time_s) == (FIRST_SLOT + 2, 100)


def test_wall_time_has_slots_of_400_ms_and_never_goes_back() -> None:
    wall = Wall(110.0)
    clock = SlotClock(100, wall, 100)
    clock.tick()
    assert (clock.slot, clock.time_s) == (FIRST_SLOT + 25, 110)
    for wall.now in (105.0, 110.3):
        clock.tick()
        assert (clock.slot, clock.time_s) == (FIRST_SLOT + 25, 110)
    wall.now = 110.4
    clock.tick()
    assert clock.slot == FIRST_SLOT + 26
