import pytest

from gridtokenx.pipeline.stage import Stages


class HandClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = 0.0

    def now_s(self) -> float:
        return self.time

    def monotonic_s(self) -> float:
        return self.time


def test_stages_add_up_and_shares_make_one() -> None:
    clock = HandClock()
    stages = Stages(clock)
    for name, spent in (("attest", 1.0), ("clear", 2.0), ("attest", 1.0)):
        with stages(name):
            clock.time += spent
    assert stages.seconds == {"attest": 2.0, "clear": 2.0}
    assert stages.shares() == {"attest": 0.5, "clear": 0.5}


def test_a_stage_that_fails_is_counted() -> None:
    clock = HandClock()
    stages = Stages(clock)

    def fail() -> None:
        with stages("settle"):
            clock.time += 3.0
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert stages.seconds == {"settle": 3.0}


def test_nothing_timed_has_no_shares() -> None:
    assert Stages(HandClock()).shares() == {}
