"""Ageing rates against the figures of the papers they come from."""

import numpy as np
import pytest

from gridtokenx.meter.battery_ageing import calendar_fade_per_sqrt_s, cycle_fade_per_sqrt_cycle


def test_calendar_rate_at_the_papers_reference() -> None:
    """At 25 C and half charge the rate is the reference's times 0.60225."""
    assert calendar_fade_per_sqrt_s(np.array([0.5]), cell_c=25.0)[0] == pytest.approx(1.2571e-5 * 0.60225)


@pytest.mark.parametrize(("soc", "cell_c", "after_885_days"), [(0.5, 25.0, 0.066), (1.0, 40.0, 0.146)])
def test_loss_on_the_shelf(soc: float, cell_c: float, after_885_days: float) -> None:
    rate = calendar_fade_per_sqrt_s(np.array([soc]), cell_c=cell_c)[0]
    assert rate * (885 * 86_400) ** 0.5 == pytest.approx(after_885_days, abs=0.002)


def test_full_warm_cells_age_fastest() -> None:
    soc = np.linspace(0.0, 1.0, 21)
    cool, warm = (calendar_fade_per_sqrt_s(soc, cell_c=c) for c in (10.0, 40.0))
    assert (np.diff(cool) >= 0.0).all()
    assert (warm > cool).all()
    assert cool.min() > 0.0


def test_cycle_loss_grows_with_rate_and_with_depth() -> None:
    rates = cycle_fade_per_sqrt_cycle(np.array([0.2, 0.5, 1.0]), depth=1.0)
    assert (np.diff(rates) > 0.0).all()
    assert rates[2] * 4_000**0.5 == pytest.approx(0.137, abs=0.002)
    assert (cycle_fade_per_sqrt_cycle(np.array([0.5]), depth=0.4) < rates[1]).all()
