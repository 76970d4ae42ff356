import csv
from dataclasses import replace

from gridtokenx.base.ids import MeterId
from gridtokenx.reading.csv_export import COLUMNS, csv_lines
from gridtokenx.reading.record import MeterReading


def test_lines_read_back_as_a_table(item: MeterReading) -> None:
    lines = list(csv_lines([item, item]))
    assert len(lines) == 3
    assert all(line.endswith("\r\n") for line in lines)
    rows = list(csv.DictReader(lines))
    assert rows[0]["meter_id"] == "UTCC_ENG_001"
    assert (rows[0]["start_utc"], rows[0]["end_utc"]) == ("2024-11-01T07:45:00Z", "2024-11-01T08:00:00Z")
    assert [rows[0][name] for name in COLUMNS[3:9]] == ["6200", "3000", "1500", "400", "0", "2100"]
    assert (rows[0]["role"], rows[0]["condition"], rows[0]["battery_soc"]) == ("prosumer", "sunny", "0.75")


def test_nothing_is_still_a_header() -> None:
    assert list(csv_lines([])) == [",".join(COLUMNS) + "\r\n"]


def test_a_meter_without_a_battery_has_an_empty_cell(item: MeterReading) -> None:
    bare = replace(item, state=replace(item.state, battery_soc=None))
    assert next(csv.DictReader(csv_lines([bare])))["battery_soc"] == ""


def test_an_id_with_a_comma_stays_one_cell(item: MeterReading) -> None:
    odd = replace(item, reading=replace(item.reading, meter_id=MeterId('A,"B"')))
    assert next(csv.DictReader(csv_lines([odd])))["meter_id"] == 'A,"B"'
