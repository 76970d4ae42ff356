"""The system of record for readings and for what the market made of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.reading.block import FleetBlock, WeatherPoint
from gridtokenx.reading.record import MeterReading
from gridtokenx.settlement.result import IntervalResult

RollUp = Literal["hour", "day"]


@dataclass(frozen=True, slots=True)
class RolledUp:
    """Energies of one meter over a longer period [Wh]."""

    meter_id: MeterId
    interval: MarketInterval
    readings: int
    generated_wh: int
    consumed_wh: int
    charged_wh: int
    discharged_wh: int
    import_wh: int
    export_wh: int


@dataclass(frozen=True, slots=True)
class CampusTotals:
    """Energies of all meters together over the interval that starts at `start_s` [epoch s, Wh]."""

    start_s: int
    readings: int
    generated_wh: int
    consumed_wh: int
    charged_wh: int
    discharged_wh: int
    import_wh: int
    export_wh: int


@dataclass(frozen=True, slots=True)
class TelemetryPoint:
    """Energies of one short step, of the campus or of one meter [Wh], with its weather."""

    interval: MarketInterval
    generated_wh: int
    consumed_wh: int
    charged_wh: int
    discharged_wh: int
    import_wh: int
    export_wh: int
    weather: WeatherPoint


class ReadingStore(Protocol):
    """Durable when a call returns; one writer; every append is idempotent on (meter, interval)."""

    def append(self, readings: Sequence[MeterReading], *, snapshot: bytes | None = None) -> int:
        """Store one interval's signed readings, their roll-ups and the fleet's snapshot in one transaction.

        A reading that is already stored is left as it is, and not counted into a roll-up again.

        Returns:
            How many readings were new.

        Raises:
            ReadingConflict: A stored reading of the same meter and interval differs.
        """

    def append_telemetry(self, blocks: Sequence[FleetBlock]) -> None:
        """Store short steps between settlement readings, in one transaction."""

    def telemetry(
        self, *, start_s: int, end_s: int, meter_id: MeterId | None = None, limit: int = 10_000
    ) -> list[TelemetryPoint]:
        """Return the first steps of [start_s, end_s) by time: the campus's sums, or one meter's."""

    def at(self, interval: MarketInterval) -> list[MeterReading]:
        """Return the readings of one interval in the campus's order."""

    def latest(self, meter_id: MeterId | None = None) -> list[MeterReading]:
        """Return the newest reading of each meter in the campus's order, or of one."""

    def history(
        self, *, start_s: int, end_s: int, meter_id: MeterId | None = None, limit: int = 1000, after: str = ""
    ) -> tuple[list[MeterReading], str]:
        """Return readings of [start_s, end_s) by time and meter, and the cursor of the next page or ""."""

    def totals(self, *, start_s: int, end_s: int) -> list[CampusTotals]:
        """Return the campus's energies by settlement interval, of those that start in [start_s, end_s)."""

    def rolled_up(
        self, period: RollUp, *, start_s: int, end_s: int, meter_id: MeterId | None = None
    ) -> list[RolledUp]:
        """Return roll-ups by hour or day of [start_s, end_s), by time and meter."""

    def last_interval(self) -> MarketInterval | None:
        """Return the newest interval that has readings."""

    def fleet_snapshot(self) -> bytes | None:
        """Return the fleet's state at the end of the newest interval."""

    def save_result(self, result: IntervalResult) -> None:
        """Store what the market made of an interval; a second call for the interval replaces the first."""

    def results(self, *, start_s: int, end_s: int) -> list[IntervalResult]:
        """Return results of [start_s, end_s) by time."""

    def get_meta(self, key: str) -> str | None:
        """Return a note about the data folder, such as the campus and the seed it belongs to."""

    def set_meta(self, items: Iterable[tuple[str, str]]) -> None:
        """Store notes."""

    def close(self) -> None:
        """Finish writing and let go of the files."""
