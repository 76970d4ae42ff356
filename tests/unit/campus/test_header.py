"""Campus headers: what is taken, and every fault with its line."""

from contextlib import suppress
from datetime import date
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.campus.header import header_of
from gridtokenx.campus.invalid import CampusFileInvalid
from gridtokenx.campus.model import AuthorityModel

GOOD = resources.files("gridtokenx.campus").joinpath("data/engineering.toml").read_text("utf-8")


def line_of(start: str) -> int:
    return next(i for i, line in enumerate(GOOD.splitlines(), start=1) if line.startswith(start))


def test_everything_is_read() -> None:
    header = header_of(GOOD, file_name="e.toml")
    campus = header.campus
    assert header.table_name == "engineering.csv"
    assert campus.authority is AuthorityModel.ENGINEERING
    assert campus.meter_prefixes == ("ENG_",)
    assert (campus.tariff.grid_ticks, campus.tariff.feed_in_ticks) == (280, 120)
    assert (campus.opening.weekday_h, campus.opening.weekend_h) == ((6.0, 22.0), (8.0, 18.0))
    assert campus.opening.closed_on_holidays
    assert dict(campus.participants) == {
        "faculty": 50, "graduate_students": 75, "undergraduate_students": 125,
    }  # fmt: skip
    assert date(2026, 4, 13) in campus.calendar.holidays
    assert (campus.pv_tilt_deg, campus.pv_efficiency) == (30.0, 0.85)


def test_a_horizon_is_read_and_its_faults_are_named() -> None:
    text = GOOD.replace("[pv]", "[pv]\nhorizon = [[0, 5], [90.5, 12]]")
    campus = header_of(text, file_name="e.toml").campus
    assert campus.pv_horizon == ((0.0, 5.0), (90.5, 12.0))
    for wrong in ("[[90, 5], [80, 1]]", "[[0, 91]]", "[[360, 1]]", "[[0]]", "[5]"):
        with pytest.raises(CampusFileInvalid, match=r"e.toml, line \d+: pv.horizon"):
            header_of(GOOD.replace("[pv]", f"[pv]\nhorizon = {wrong}"), file_name="e.toml")


@pytest.mark.parametrize(
    ("old", "new", "start", "message"),
    [
        (
            "latitude_deg = 13.7787",
            "latitude_deg = 113",
            "latitude_deg",
            r"place.latitude_deg = 113: write a number",
        ),
        ("longitude_deg = 100.5597", "longitude_deg = nan", "longitude_deg", r"place.longitude_deg = nan"),
        ('"Asia/Bangkok"', '"Asia/Atlantis"', "timezone", r"place.timezone = 'Asia/Atlantis': write an IANA"),
        ('"Asia/Bangkok"', '"../../etc/passwd"', "timezone", r"place.timezone = .*write an IANA"),
        ('"Asia/Bangkok"', '"Asia"', "timezone", r"place.timezone = 'Asia': write an IANA"),
        ('"bangkok"', '"mars"', "climate", r"place.climate = 'mars': use one of bangkok"),
        ('grid = "0.280"', 'grid = "0.2805"', "grid", r"tariff.grid = '0.2805': .*at most 3 decimals"),
        (
            'feed_in = "0.120"',
            'feed_in = "0.300"',
            "feed_in",
            r"tariff.feed_in = '0.300': feed-in is no dearer",
        ),
        (
            'sell_min = "0.150"',
            'sell_min = "0.360"',
            "sell_min",
            r"tariff.sell_min = '0.360': sell_min is no higher",
        ),
        (
            'buy_max = "0.400"',
            'buy_max = "0.900"',
            "buy_max",
            r"tariff.buy_max = '0.900': the band .* 599 ticks",
        ),
        ('currency = "USD"', 'currency = "dollars"', "currency", r"currency = 'dollars': write an ISO 4217"),
        (
            'authority = "engineering"',
            'authority = "nobody"',
            "authority",
            r"use one of engineering, regulators",
        ),
        ('name = "engineering"', 'name = "../x"', "name", r"name = '../x': write a name"),
        ("tilt_deg = 30", "tilt = 30", "[pv]", r"pv.tilt = 30: unknown key: use one of azimuth_deg"),
        ("faculty = 50", "faculty = 1.5", "faculty", r"participants.faculty = 1.5: write a whole number"),
        (
            '["06:00", "22:00"]',
            '["22:00", "06:00"]',
            "weekday",
            r"opening.weekday = .*write \[opening, closing\]",
        ),
        ('["06:00", "22:00"]', '["6", "22"]', "weekday", r"opening.weekday = '6': write a time of day"),
        (
            '"12-05", ',
            '"12-45", ',
            "yearly_holidays",
            r"calendar.yearly_holidays = '12-45': write a month and day",
        ),
        (
            '["05-25", "08-07"]',
            '["08-07", "05-25"]',
            "yearly_breaks",
            r"calendar.yearly_breaks = .*first day",
        ),
        (
            'meter_prefixes = ["ENG_"]',
            'meter_prefixes = ["a b"]',
            "meter_prefixes",
            r"meter_prefixes = 'a b'",
        ),
    ],
)
def test_a_fault_is_named_with_its_line(old: str, new: str, start: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(CampusFileInvalid, match=message) as caught:
        header_of(GOOD.replace(old, new), file_name="e.toml")
    expected = line_of(start)
    assert caught.value.line in {expected, expected + 1} if start == "[pv]" else caught.value.line == expected
    assert str(caught.value).startswith("e.toml, line ")


def test_what_is_no_toml_is_named_with_its_line() -> None:
    with pytest.raises(CampusFileInvalid, match=r"e.toml, line 3: TOML"):
        header_of('name = "x"\ntitle = "y"\ncurrency = \n', file_name="e.toml")
    for text in ("", " \n ", "\ufeff", "x = " + "[" * 5_000, "a = 1\n" * 300_000):
        with pytest.raises(CampusFileInvalid, match=r"e.toml, line [0-9]+"):
            header_of(text, file_name="e.toml")


def test_a_missing_part_is_named() -> None:
    with pytest.raises(CampusFileInvalid, match=r"place.timezone = 'None'|place.timezone = None"):
        header_of(GOOD.replace('timezone = "Asia/Bangkok"\n', ""), file_name="e.toml")
    with pytest.raises(CampusFileInvalid, match=r"tariff.grid = None: write a price"):
        header_of(GOOD.replace('grid = "0.280"\n', ""), file_name="e.toml")
    with pytest.raises(CampusFileInvalid, match=r"place = 5: write \[place\]"):
        header_of('name = "x"\nplace = 5\n', file_name="e.toml")


@given(st.text(max_size=100), st.integers(0, len(GOOD)))
def test_hostile_text_meets_a_campus_error(text: str, place: int) -> None:
    with suppress(CampusFileInvalid):
        header_of(GOOD[:place] + text + GOOD[place:], file_name="e.toml")
