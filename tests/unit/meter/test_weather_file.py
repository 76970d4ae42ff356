"""Weather files are told apart by how they begin."""

import pytest
from tests.unit.meter.weather_texts import epw, tmy3

from gridtokenx.meter.weather_file import read_weather
from gridtokenx.meter.weather_table import WeatherFileInvalid

CSV = "timestamp,wind_m_s\n2026-01-01T00:00Z,3\n2026-01-01T01:00Z,4\n"


@pytest.mark.parametrize(("text", "offset_s"), [(epw(), 25_200), (tmy3(), 25_200), (CSV, None)])
def test_each_kind_is_known(text: str, offset_s: int | None) -> None:
    assert read_weather(text, name="f").typical_offset_s == offset_s
    assert read_weather("\ufeff" + text, name="f").typical_offset_s == offset_s


@pytest.mark.parametrize("text", ["", "  \n", "<html>", "a,b\n1,2\n"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(WeatherFileInvalid, match="f, line 1: file"):
        read_weather(text, name="f")
