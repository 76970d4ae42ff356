"""The chain's limits are Python's: what one side believes, the other believes."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.programs.oracle_stage import START, Refused, Stage, entry

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.validation import Fault, Limits, Rules, _most_wh, findings

LARGEST = 2**32 - 1
NUMBERS = count()
FIELDS = ("generated_wh", "consumed_wh", "import_wh", "export_wh")


def python_believes(line: dict[str, int], capacity_w: int, load_w: int) -> bool:
    reading = IntervalReading(
        meter_id=MeterId("ENG_001"),
        interval=MarketInterval(START),
        generated_wh=line["generated_wh"],
        consumed_wh=line["consumed_wh"],
        charged_wh=0,
        discharged_wh=0,
        import_wh=line["import_wh"],
        export_wh=line["export_wh"],
    )
    wrong = findings(reading, limits=Limits(capacity_w, load_w), rules=Rules())
    return not any(found.fault is Fault.OVER_CAPACITY for found in wrong)


@pytest.fixture(scope="module")
def stage() -> Stage:
    """One open batch for all cases; each case registers a meter of its own."""
    opened = Stage()
    opened.open_batch(10_000)
    return opened


def chain_believes(stage: Stage, line: dict[str, int], capacity_w: int, load_w: int) -> bool:
    meter = stage.meter(f"ENG_{next(NUMBERS)}", capacity_w=capacity_w, load_w=load_w)
    try:
        stage.submit((meter, line))
    except Refused as fault:
        return fault.args != ("ReadingOutOfRange",)
    return True


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    capacity_w=st.integers(1, 2**24),
    load_w=st.integers(0, 2**24),
    off=st.sampled_from([-1, 0, 1, 2]),
    field=st.sampled_from(FIELDS),
)
def test_both_draw_the_line_at_the_same_watt_hour(
    stage: Stage, capacity_w: int, load_w: int, off: int, field: str
) -> None:
    power_w = capacity_w + (load_w if field in {"consumed_wh", "import_wh"} else 0)
    edge = power_w * 900 * 21 // 72_000 + 1
    line = {**entry(), field: max(0, edge + off)}
    believed = off <= 0
    assert python_believes(line, capacity_w, load_w) is believed
    assert chain_believes(stage, line, capacity_w, load_w) is believed


@given(power_w=st.integers(0, 2**33 - 2), length_s=st.integers(1, 86_400))
def test_pythons_floats_give_the_chains_integers(power_w: int, length_s: int) -> None:
    assert _most_wh(power_w, length_s=length_s, tolerance=0.05) == power_w * length_s * 21 // 72_000 + 1


@pytest.mark.parametrize("field", FIELDS)
def test_configured_limit_holds_for_any_meter(field: str) -> None:
    limited = Stage()
    limited.open_batch(10)
    limited.set_parameters(meter_limit_wh=100)
    assert chain_believes(limited, {**entry(), field: 100}, LARGEST, LARGEST)
    assert not chain_believes(limited, {**entry(), field: 101}, LARGEST, LARGEST)
    limited.set_parameters(meter_limit_wh=0)
    assert chain_believes(limited, {**entry(), field: 101}, LARGEST, LARGEST)


def test_configured_limit_does_not_widen_what_a_meter_can(stage: Stage) -> None:
    stage.set_parameters(meter_limit_wh=LARGEST)
    assert not chain_believes(stage, entry(exported=10_000), 1_000, 0)
    stage.set_parameters(meter_limit_wh=0)


@pytest.mark.parametrize("capacity_w", [LARGEST, LARGEST - 1])
def test_the_largest_meter_does_not_wrap(stage: Stage, capacity_w: int) -> None:
    edge = capacity_w * 900 * 21 // 72_000 + 1
    assert chain_believes(stage, entry(exported=edge), capacity_w, LARGEST)
    assert not chain_believes(stage, entry(exported=edge + 1), capacity_w, LARGEST)
