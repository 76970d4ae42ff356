import time

import pytest

from gridtokenx.clock import ScaledClock, SystemClock


def test_system_clock_is_the_machines() -> None:
    before = time.time()
    assert before <= SystemClock().now_s() <= time.time()
    clock = SystemClock()
    assert clock.monotonic_s() <= clock.monotonic_s()


def test_scaled_clock_starts_where_told_and_runs_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    clock = ScaledClock(start_s=900.0, speed=60.0)
    assert clock.now_s() == pytest.approx(900.0)
    moment[0] += 2.0
    assert clock.now_s() == pytest.approx(1020.0)
    assert clock.monotonic_s() == pytest.approx(102.0)
