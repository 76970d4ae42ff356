"""In whatever order readings come, a surplus is minted once: supply = sum of surpluses (invariants 1, 2)."""

from collections.abc import Mapping, Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.programs.oracle_stage import (
    INTERVAL_S,
    START,
    UNITS_PER_WH,
    Metered,
    Refused,
    Stage,
    entry,
)

CAPACITY_W, LOAD_W = 40_000, 20_000
SOURCE_WH, USE_WH = 10_501, 15_751
"""1.05 x the energy of 900 s, and 1 Wh."""
METERS, INTERVALS = 4, 4
ROOM = 1_000
WH = st.one_of(st.sampled_from([0, 1, SOURCE_WH]), st.integers(0, SOURCE_WH))
LINES = st.builds(
    lambda generated, consumed, imported, exported: entry(
        generated=generated, consumed=consumed, imported=imported, exported=exported
    ),
    WH,
    WH,
    WH,
    WH,
)
MOVES = st.lists(
    st.tuples(
        st.integers(0, INTERVALS - 1),
        st.lists(st.tuples(st.integers(0, METERS - 1), LINES), min_size=1, max_size=METERS),
        st.booleans(),
    ),
    max_size=14,
)
"""Interval, meters with their energies, and whether each comes by its own signature."""


class Model:
    """What must be true, kept beside the chain."""

    def __init__(self) -> None:
        self.last = [-1] * METERS
        self.surplus = [0] * METERS
        self.attested = [0] * INTERVALS

    def takes(self, interval: int, meters: list[int]) -> bool:
        in_order = all(interval > self.last[meter] for meter in meters)
        return in_order and len(set(meters)) == len(meters)

    def add(self, interval: int, lines: Sequence[tuple[int, Mapping[str, int]]]) -> None:
        for meter, line in lines:
            self.last[meter] = interval
            self.surplus[meter] += max(0, line["export_wh"] - line["import_wh"])
            self.attested[interval] += 1


def start_of(interval: int) -> int:
    return START - INTERVAL_S * (INTERVALS - 1 - interval)


def fleet() -> tuple[Stage, list[Metered]]:
    """Four meters of three owners, and an open batch for each interval with room for everything."""
    stage = Stage()
    owners = ("alice", "alice", "bob", "carol")
    meters = [
        stage.meter(f"ENG_{i}", owner=owner, capacity_w=CAPACITY_W, load_w=LOAD_W)
        for i, owner in enumerate(owners)
    ]
    for interval in range(INTERVALS):
        stage.open_batch(ROOM, start=start_of(interval))
    return stage, meters


def went_through(
    stage: Stage, lines: Sequence[tuple[Metered, Mapping[str, int]]], start: int, *, signed: bool
) -> bool:
    try:
        if signed:
            (meter, line) = lines[0]
            stage.submit_single(meter, stage.reading(meter, dict(line), start=start))
        else:
            stage.submit(*lines, start=start)
    except Refused as fault:
        if fault.args != ("StaleReading",):
            raise
        return False
    return True


def holds(stage: Stage, meters: list[Metered], model: Model) -> None:
    total = sum(model.surplus)
    assert stage.supply() == total * UNITS_PER_WH
    assert stage.minted_wh() == total
    assert [stage.feed(meter)["minted_wh"] for meter in meters] == model.surplus
    assert [stage.feed(meter)["surplus_wh"] for meter in meters] == model.surplus
    balances = {meter.energy: stage.balance(meter.energy) for meter in meters}
    assert sum(balances.values()) == total * UNITS_PER_WH
    batches = [stage.batch(start_of(i)) for i in range(INTERVALS)]
    assert [batch["attested"] + batch["sequence"] for batch in batches] == model.attested
    assert sum(batch["minted_wh"] for batch in batches) == total


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(moves=MOVES)
def test_supply_is_the_sum_of_surpluses(
    moves: list[tuple[int, list[tuple[int, dict[str, int]]], bool]],
) -> None:
    stage, meters = fleet()
    model = Model()
    for interval, chosen, signed in moves:
        lines = chosen[:1] if signed else chosen
        placed = [(meters[i], line) for i, line in lines]
        expected = model.takes(interval, [i for i, _ in lines])
        done = went_through(stage, placed, start_of(interval), signed=signed)
        assert done is expected
        if done:
            model.add(interval, list(lines))
    holds(stage, meters, model)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    lines=st.lists(LINES, min_size=METERS, max_size=METERS),
    order=st.lists(st.integers(0, INTERVALS - 1), min_size=4, max_size=16),
)
def test_replays_and_reordered_submissions_never_mint_twice(
    lines: list[dict[str, int]], order: list[int]
) -> None:
    """The same signed transactions again and again, in any order: each counts at most once."""
    stage, meters = fleet()
    model = Model()
    placed = list(zip(meters, lines, strict=True))
    for interval in order:
        done = went_through(stage, placed, start_of(interval), signed=False)
        assert done is model.takes(interval, list(range(METERS)))
        if done:
            model.add(interval, list(enumerate(lines)))
    holds(stage, meters, model)
    assert max(model.attested) <= METERS
