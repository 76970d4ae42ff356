"""Adapters of the clock port: the machine's time, and time that runs faster for demonstrations."""

import time


class SystemClock:
    """The machine's own clock."""

    def now_s(self) -> float:
        """Return the time [epoch s]."""
        return time.time()

    def monotonic_s(self) -> float:
        """Return a time that never goes back [s]."""
        return time.monotonic()


class ScaledClock:
    """Time that starts at a moment and runs a number of times faster than the machine's."""

    def __init__(self, *, start_s: float, speed: float) -> None:
        self._start_s = start_s
        self._speed = speed
        self._began = time.monotonic()

    def now_s(self) -> float:
        """Return the scaled time [epoch s]."""
        return self._start_s + self._speed * (time.monotonic() - self._began)

    def monotonic_s(self) -> float:
        """Return a time that never goes back [s], not scaled."""
        return time.monotonic()
