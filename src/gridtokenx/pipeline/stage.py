"""Where a run's time goes: seconds a stage, by the clock that is handed in."""

from collections.abc import Iterator
from contextlib import contextmanager

from gridtokenx.port.clock import Clock


class Stages:
    """Adds up the time spent in each named stage; stages inside one another count once each."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Time a block of code as a stage."""
        started = self._clock.monotonic_s()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + self._clock.monotonic_s() - started

    def shares(self) -> dict[str, float]:
        """Return each stage's share of all timed seconds, adding up to 1."""
        total = sum(self.seconds.values())
        return {name: round(spent / total, 4) for name, spent in self.seconds.items()} if total else {}
