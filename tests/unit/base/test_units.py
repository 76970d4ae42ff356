from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.base.units import (
    CREDIT_UNITS,
    UNITS_PER_WH,
    WH_PER_KWH,
    PriceNotOnTick,
    credit_of,
    kwh,
    price_of,
    ticks,
)


def test_one_kwh_is_one_token_of_nine_decimals() -> None:
    assert UNITS_PER_WH * WH_PER_KWH == 10**9


def test_the_amount_of_one_kwh_at_one_credit_is_one_credit() -> None:
    assert 1_000 * ticks("1") == CREDIT_UNITS


@pytest.mark.parametrize(
    ("price", "count"), [("0", 0), ("0.28", 280), ("0.001", 1), ("12", 12_000), ("1e2", 100_000)]
)
def test_a_price_on_the_grid_is_exact(price: str, count: int) -> None:
    assert ticks(price) == count
    assert ticks(Decimal(price)) == count


@pytest.mark.parametrize("price", ["0.2805", "-0.1", "NaN", "Infinity", "-Infinity", "1e-9"])
def test_a_price_off_the_grid_is_refused(price: str) -> None:
    with pytest.raises(PriceNotOnTick, match="whole number of"):
        ticks(price)


@pytest.mark.parametrize("price", ["", "abc", "0,28", "sNaN1x"])
def test_a_text_that_is_no_number_is_refused(price: str) -> None:
    with pytest.raises(PriceNotOnTick, match="is not a number"):
        ticks(price)


@given(st.integers(min_value=0, max_value=65_535))
def test_ticks_and_price_are_inverse(count: int) -> None:
    assert ticks(price_of(count)) == count
    assert ticks(str(price_of(count))) == count


@given(st.integers(min_value=0, max_value=2**32 - 1))
def test_a_kwh_for_a_message_keeps_every_wh(energy_wh: int) -> None:
    assert Decimal(str(kwh(energy_wh))) * WH_PER_KWH == energy_wh


@given(st.integers(min_value=-(2**63), max_value=2**63))
def test_credits_keep_every_unit(amount: int) -> None:
    assert credit_of(amount) * CREDIT_UNITS == amount
