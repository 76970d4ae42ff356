from dataclasses import fields

from gridtokenx.reading.quality.rules import Thresholds
from gridtokenx.reading.validation import IMBALANCE_MAX_WH, Rules


def test_what_the_oracle_refuses_is_what_the_checks_mark() -> None:
    assert Thresholds().imbalance_wh == IMBALANCE_MAX_WH
    assert Thresholds().tolerance == Rules().tolerance


def test_every_threshold_but_the_horizon_is_positive() -> None:
    rules = Thresholds()
    assert all(getattr(rules, f.name) > 0 for f in fields(rules) if f.name != "dark_elevation_deg")
