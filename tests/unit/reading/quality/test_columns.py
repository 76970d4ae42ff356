"""Files with faults in them are read, faults and all; what is no reading is named."""

from dataclasses import replace

import numpy as np
import pytest
from solders.keypair import Keypair

from gridtokenx.base.interval import MarketInterval
from gridtokenx.reading.csv_export import csv_lines
from gridtokenx.reading.quality.columns import (
    ColumnsUnreadable,
    is_export,
    readings_of_export,
    series_of_csv,
)
from gridtokenx.reading.record import MeterReading
from gridtokenx.reading.signing import sign

ROWS = """timestamp,A,air_temperature [degC],B
2019-01-01T00:00:00Z,1.5,3.0,2
2019-01-01T01:00:00Z,1.6,3.0,
2019-01-01T01:00:00Z,9.9,3.0,2.2
2019-01-01T04:00:00Z,1.8,3.0,2.4
2019-01-01T03:00:00Z,1.7,3.0,2.3
"""


def test_gaps_copies_empty_cells_and_disorder_are_kept() -> None:
    series = series_of_csv(ROWS, file_name="a.csv", timezone="UTC", days=28.0)
    assert series.meter_ids == ("A", "B")
    assert series.span.length_s == 3600
    assert series.copies.tolist() == [[1, 2, 0, 1, 1], [1, 1, 0, 1, 1]]
    assert series.consumed_wh[0, [0, 1, 3, 4]].tolist() == [1500.0, 1600.0, 1700.0, 1800.0]
    assert np.isnan(series.consumed_wh[:, 2]).all()
    assert series.consumed_wh[1, 1] == 2200.0


def test_the_last_days_are_taken() -> None:
    rows = "timestamp,A\n" + "".join(
        f"2019-01-{day:02d}T{hour:02d}:00:00,{day}\n" for day in range(1, 11) for hour in range(24)
    )
    series = series_of_csv(rows, file_name="a.csv", timezone="UTC", days=3.0)
    assert series.consumed_wh.shape == (1, 72)
    assert series.consumed_wh[0, 0] == 8000.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.csv, line 1: name the first column timestamp"),
        ("timestamp,wind_m_s\n", "a.csv, line 1: add a column for each meter"),
        ("timestamp,A\nyesterday,1\n", "a.csv, line 2: timestamp = 'yesterday'"),
        ("timestamp,A\n2019-01-01,one\n", "a.csv, line 2: A = 'one': write kWh"),
        ("timestamp,A\n2019-01-01,1\n", "two rows at least"),
        ("timestamp,A\n2019-01-01T00:00,1\n2019-01-01T00:07,1\n", "rows are 420 s apart"),
    ],
)
def test_what_holds_no_readings_is_named(text: str, message: str) -> None:
    with pytest.raises(ColumnsUnreadable) as caught:
        series_of_csv(text, file_name="a.csv", timezone="UTC", days=28.0)
    assert message in str(caught.value)


def test_an_export_is_read_back_with_its_signatures(item: MeterReading, key: Keypair) -> None:
    reading = sign(
        replace(item.reading, interval=MarketInterval(900 * 1_000_000)),
        signer=lambda message: bytes(key.sign_message(message)),
    )
    text = "".join(csv_lines([replace(item, reading=reading)]))
    assert is_export(text)
    assert not is_export(ROWS)
    assert readings_of_export(text, file_name="r.csv") == [reading]
    with pytest.raises(ColumnsUnreadable, match=r"r.csv, line 2: is no reading"):
        readings_of_export(text.replace(str(reading.consumed_wh), "x"), file_name="r.csv")
