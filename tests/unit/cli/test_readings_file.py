from pathlib import Path

import numpy as np
import pytest
from tests.unit.cli.made_readings import write_readings, write_weather

from gridtokenx.cli.readings_file import FileUnreadable, WeatherTooShort, read_history, text_of, write_text
from gridtokenx.meter.measured import MeasurementInvalid


def test_weather_may_stand_beside_the_readings_or_in_a_file_of_its_own(tmp_path: Path) -> None:
    both = read_history(write_readings(tmp_path / "both.csv"), weather=None)
    alone = write_readings(tmp_path / "alone.csv", weather=False)
    apart = read_history(alone, weather=write_weather(tmp_path / "w.csv"))
    assert read_history(alone, weather=None).temperature_c is None
    assert both.temperature_c is not None
    assert apart.temperature_c is not None
    assert np.array_equal(both.temperature_c, apart.temperature_c)
    assert np.array_equal(both.load_kwh, apart.load_kwh)
    assert both.load_kwh[0, 0] == pytest.approx(10.0, abs=1.5)


def test_weather_must_cover_the_readings(tmp_path: Path) -> None:
    readings = write_readings(tmp_path / "r.csv", weather=False)
    with pytest.raises(WeatherTooShort, match=r"w.csv: covers"):
        read_history(readings, weather=write_weather(tmp_path / "w.csv", skip=24))
    with pytest.raises(WeatherTooShort, match="must cover the readings"):
        read_history(readings, weather=write_weather(tmp_path / "w.csv", weeks=4))


def test_faults_name_file_line_column_and_value(tmp_path: Path) -> None:
    path = write_readings(tmp_path / "r.csv")
    lines = path.read_text().splitlines()
    lines[4] = lines[4].replace(lines[4].split(",")[2], "much")
    path.write_text("\n".join(lines))
    with pytest.raises(MeasurementInvalid, match=r"r.csv, line 5: b = 'much'"):
        read_history(path, weather=None)
    weather = tmp_path / "w.csv"
    weather.write_text("timestamp,temperature_c\n2018-01-01,5\n2018-01-01 01:00,hot\n")
    with pytest.raises(MeasurementInvalid, match=r"w.csv, line 3: temperature_c = 'hot'"):
        read_history(write_readings(path), weather=weather)
    weather.write_text("timestamp,heat\n2018-01-01,5\n")
    with pytest.raises(
        MeasurementInvalid, match=r"w.csv, line 1: header = .*add a column such as temperature_c"
    ):
        read_history(path, weather=weather)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match=r"none.csv: No such file"):
        text_of(tmp_path / "none.csv")
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileUnreadable, match="not UTF-8"):
        text_of(tmp_path / "bytes.csv")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    write_text(tmp_path / "m.json", "{}")
    assert text_of(tmp_path / "m.json") == "{}"
    with pytest.raises(FileUnreadable, match=r"none.m.json: No such file or directory: name a file"):
        write_text(tmp_path / "none" / "m.json", "{}")
