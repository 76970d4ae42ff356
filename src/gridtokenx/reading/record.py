"""One meter's reading of one interval: the canonical record that is signed, stored and attested (R-RDG-1)."""

from dataclasses import dataclass

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.reading.block import QualityFlags, Role, WeatherPoint


@dataclass(frozen=True, slots=True)
class IntervalReading:
    """Energies of one meter over one interval [Wh], all >= 0, with the meter's Ed25519 signature.

    The signature covers :func:`gridtokenx.reading.signing.canonical_bytes` of the fields above it.
    """

    meter_id: MeterId
    interval: MarketInterval
    generated_wh: int
    consumed_wh: int
    charged_wh: int
    discharged_wh: int
    import_wh: int
    export_wh: int
    quality: QualityFlags = QualityFlags.GOOD
    signature: bytes = b""

    @property
    def net_wh(self) -> int:
        """Export less import [Wh]: positive is a surplus that is minted, negative a deficit."""
        return self.export_wh - self.import_wh

    @property
    def surplus_wh(self) -> int:
        """Verified surplus [Wh], the energy that becomes tokens."""
        return max(self.net_wh, 0)

    @property
    def deficit_wh(self) -> int:
        """Attested deficit [Wh], the most that the meter may bid for."""
        return max(-self.net_wh, 0)


@dataclass(frozen=True, slots=True)
class MeterState:
    """What a reading is published with beside its energies: unsigned context of the same interval."""

    voltage_v: float
    current_a: float
    power_factor: float
    battery_soc: float | None
    role: Role
    weather: WeatherPoint


@dataclass(frozen=True, slots=True)
class MeterReading:
    """A signed reading with its context, as the store keeps it and the gateway shows it."""

    reading: IntervalReading
    state: MeterState
