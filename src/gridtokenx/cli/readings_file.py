"""A user's CSV of readings, and of weather beside it, as the hourly history that a model is fitted on."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.forecast.history import HOUR_S, Floats, History, hourly
from gridtokenx.meter.measured import UWH_PER_WH, Measurements, read_measurements, read_weather

_UWH_PER_KWH = 1_000 * UWH_PER_WH
_USED = ("temperature_c", "ghi_w_m2")


class FileUnreadable(GridTokenXError):
    """A file that is not there, is not text, or cannot be written."""


class WeatherTooShort(GridTokenXError):
    """Weather that does not cover the readings."""


def text_of(path: Path) -> str:
    """Return the text of a file.

    Raises:
        FileUnreadable: It is not there or is not UTF-8.
    """
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnreadable(f"{path}: {getattr(error, 'strerror', None) or 'not UTF-8 text'}") from None


def write_text(path: Path, text: str) -> None:
    """Write a file.

    Raises:
        FileUnreadable: Its folder is not there or may not be written to.
    """
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise FileUnreadable(f"{path}: {error.strerror}: name a file in a folder that is there") from None


def history_of(data: Measurements) -> History:
    """Return measured rows as hours."""
    energy = np.diff(data.total_uwh, axis=0) / _UWH_PER_KWH
    weather = {name: data.weather[name] for name in _USED if name in data.weather}
    return hourly(energy, meter_ids=data.meter_ids, start_s=data.start_s, row_s=data.row_s, weather=weather)


def read_history(readings: Path, *, weather: Path | None) -> History:
    """Read readings, with the weather of a second file where one is given.

    Raises:
        FileUnreadable: A file is not there.
        MeasurementInvalid: A file is wrong; the message names the line and the column.
        HistoryUnusable: The rows make no hours.
        WeatherTooShort: The weather does not cover the readings.
    """
    history = history_of(read_measurements({str(readings): text_of(readings)}))
    if weather is None:
        return history
    outside = history_of(read_weather(text_of(weather), file_name=str(weather)))
    first = (history.start_s - outside.start_s) // HOUR_S
    if first < 0 or first + history.hours > outside.hours:
        raise WeatherTooShort(
            f"{weather}: covers {outside.start_s} to {outside.end_s} [epoch s]: must cover the readings, "
            f"{history.start_s} to {history.end_s}"
        )
    covered = slice(first, first + history.hours)
    return replace(
        history,
        temperature_c=_cut(outside.temperature_c, covered),
        ghi_w_m2=_cut(outside.ghi_w_m2, covered),
    )


def _cut(values: Floats | None, covered: slice) -> Floats | None:
    return None if values is None else values[covered]
