"""Fleets of any size, drawn from the shares of meter kinds that R-CAM-6 states.

40 % solar prosumers, 35 % grid consumers, 20 % hybrid prosumers and 5 % battery storage. A meter is a
function of the seed and its own number, so a longer fleet starts with the shorter one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import overload

import numpy as np
from numpy.typing import NDArray

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.ids import MeterId
from gridtokenx.base.stream import stream_key, uniform
from gridtokenx.campus.catalogue import DEFAULT, load
from gridtokenx.campus.model import BuildingType, Campus, MeterSpec, MeterType, Strategy
from gridtokenx.campus.names import USUAL_PROFILE

Ints = NDArray[np.int64]

METERS_MAX = 1_000_000
KEPT_METERS = 16_384
"""Up to this many meters are made once and kept."""
KIND_SHARES = (
    (MeterType.PROSUMER, 0.40),
    (MeterType.CONSUMER, 0.35),
    (MeterType.HYBRID, 0.20),
    (MeterType.STORAGE, 0.05),
)
BUILDINGS_PER_ZONE = 25
_BUILDING_TYPES = tuple(BuildingType)
_BUILDING_SHARES = (0.32, 0.24, 0.16, 0.12, 0.08, 0.08)
_STRATEGIES = tuple(Strategy)


class FleetSizeOutOfRange(GridTokenXError):
    """A number of meters that cannot be generated."""


def generated(*, meters: int, seed: int = 0) -> Campus:
    """Return a campus of drawn meters at the default campus's place, with its tariff and calendar.

    Args:
        meters: How many, 1 to 1,000,000.
        seed: Seed of the draw.

    Raises:
        FleetSizeOutOfRange: The number is out of range.
    """
    if not 1 <= meters <= METERS_MAX:
        raise FleetSizeOutOfRange(f"meters = {meters}: give 1 to {METERS_MAX}")
    like = load(DEFAULT)
    key = np.array([stream_key(seed, "fleet")], dtype=np.uint64)
    spread = np.arange(1, meters + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + key
    kinds = _choice(uniform(spread, 0, channel=0), shares=tuple(s for _, s in KIND_SHARES))
    uses = _choice(uniform(spread, 0, channel=1), shares=_BUILDING_SHARES)
    sizes = np.exp(3.2 + 0.55 * (2.0 * uniform(spread, 0, channel=2) - 1.0)).round(1).astype(np.float64)
    wishes = (uniform(spread, 0, channel=3) * len(_STRATEGIES)).astype(np.int64)
    drawn = DrawnMeters(kinds=kinds, uses=uses, sizes_kw=sizes, wishes=wishes)
    specs: Sequence[MeterSpec] = drawn if meters > KEPT_METERS else tuple(drawn)
    return replace(
        like,
        name="generated",
        title=f"Generated fleet of {meters}",
        meters=specs,
        meter_prefixes=("AMI_METER_",),
    )


class DrawnMeters(Sequence[MeterSpec]):
    """Meters as the four arrays they were drawn as; a meter is made each time it is asked for.

    A million records would take 0.7 GB, a million draws take 32 MB.
    """

    def __init__(self, *, kinds: Ints, uses: Ints, sizes_kw: NDArray[np.float64], wishes: Ints) -> None:
        """Take each meter's kind, use, size and strategy: places in the tables, sizes [kW], shape (n,)."""
        self._columns = (kinds, uses, sizes_kw, wishes)

    def __len__(self) -> int:
        """Return how many meters there are."""
        return len(self._columns[0])

    @overload
    def __getitem__(self, index: int) -> MeterSpec: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[MeterSpec, ...]: ...
    def __getitem__(self, index: int | slice) -> MeterSpec | tuple[MeterSpec, ...]:
        """Return a meter, or those of a slice."""
        if isinstance(index, slice):
            return tuple(self._made(range(len(self))[index]))
        return next(self._made([range(len(self))[index]]))

    def __iter__(self) -> Iterator[MeterSpec]:
        """Yield the meters, made some at a time."""
        for first in range(0, len(self), KEPT_METERS):
            yield from self._made(range(first, min(first + KEPT_METERS, len(self))))

    def __eq__(self, other: object) -> bool:
        """Tell whether another fleet was drawn the same."""
        if not isinstance(other, DrawnMeters):
            return NotImplemented
        return all(np.array_equal(a, b) for a, b in zip(self._columns, other._columns, strict=True))

    def __hash__(self) -> int:
        """Return a hash that agrees with equality."""
        return hash(tuple(column.tobytes() for column in self._columns))

    def _made(self, places: Sequence[int]) -> Iterator[MeterSpec]:
        picked = (column[np.asarray(places, dtype=np.intp)].tolist() for column in self._columns)
        for place, kind, use, size_kw, wish in zip(places, *picked, strict=True):
            yield _meter(
                place + 1,
                kind=KIND_SHARES[kind][0],
                use=_BUILDING_TYPES[use],
                peak_kw=size_kw,
                strategy=_STRATEGIES[wish],
            )


def _choice(drawn: NDArray[np.float64], *, shares: tuple[float, ...]) -> NDArray[np.int64]:
    """Return which share each number in [0, 1) falls into."""
    return np.minimum(np.searchsorted(np.cumsum(shares), drawn, side="right"), len(shares) - 1).astype(
        np.int64
    )


def _meter(
    number: int, *, kind: MeterType, use: BuildingType, peak_kw: float, strategy: Strategy
) -> MeterSpec:
    """Return one meter; `peak_kw` [kW] is the size of its building or, for storage, of its store."""
    zone, building = divmod(number - 1, BUILDINGS_PER_ZONE)
    storage = kind is MeterType.STORAGE
    has_pv = kind in {MeterType.PROSUMER, MeterType.HYBRID}
    has_battery = storage or kind is MeterType.HYBRID
    pv_kw = round(1.6 * peak_kw, 1) if has_pv else 0.0
    load_kw = 0.1 if storage else peak_kw
    return MeterSpec(
        meter_id=MeterId(f"AMI_METER_{number:03d}"),
        building=f"Zone_{zone + 1}_Building_{building + 1}",
        building_type=use,
        floor=1,
        meter_type=kind,
        capacity_kw=max(pv_kw, peak_kw),
        load_profile="flat" if storage else USUAL_PROFILE[use],
        base_kw=0.1 if storage else round(0.2 * load_kw, 2),
        peak_weekday_kw=load_kw,
        peak_weekend_kw=load_kw if storage else round(0.6 * load_kw, 2),
        pv_kw=pv_kw,
        battery_kwh=round(1.2 * peak_kw, 1) if has_battery else 0.0,
        battery_kw=round(0.6 * peak_kw, 2) if has_battery else 0.0,
        zone=f"Zone_{zone + 1}",
        strategy=strategy,
    )
