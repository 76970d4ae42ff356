"""A calibrated model as JSON text: coefficients, corrections, setting, and the last weeks it goes on from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.campus.model import Calendar
from gridtokenx.forecast.ahead import HORIZONS, Forecaster
from gridtokenx.forecast.baseline import WEEK_H
from gridtokenx.forecast.correction import QUANTILES, SIGNALS, Correction
from gridtokenx.forecast.daykind import zone
from gridtokenx.forecast.history import HOUR_S, Floats, History
from gridtokenx.forecast.load_model import Setting, prepare
from gridtokenx.forecast.outdoor import WeatherAhead
from gridtokenx.forecast.regression import Coefficients

FORMAT = "gridtokenx load model 1"
TAIL_HOURS = 4 * WEEK_H
"""Long enough for the residuals of a week and for the smoothed temperature to forget its start."""
_DIGITS = 9
_METERS_MAX = 10_000


class ModelFileInvalid(GridTokenXError):
    """A model file that was not written by `gridtokenx calibrate`, or was changed."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """What a model file holds."""

    forecaster: Forecaster
    setting: Setting
    tail: History
    """The last weeks that the model was fitted on."""


def written(model: ModelFile) -> str:
    """Return the JSON text of a model, its history cut to the last four weeks."""
    tail = model.tail.between(max(model.tail.hours - TAIL_HOURS, 0), model.tail.hours)
    corrections = model.forecaster.corrections
    document = {
        "format": FORMAT,
        "meters": list(tail.meter_ids),
        "timezone": model.setting.timezone,
        "holidays": sorted(day.isoformat() for day in model.setting.calendar.holidays),
        "breaks": [[a.isoformat(), b.isoformat()] for a, b in model.setting.calendar.breaks],
        "weather": model.forecaster.weather.value,
        "intercept_kwh": _rounded(model.forecaster.model.intercept_kwh),
        "slope_kwh": _rounded(model.forecaster.model.slope_kwh),
        "correction": _rounded(np.stack([c.weight for c in corrections])),
        "error_kwh": _rounded(np.stack([c.error_kwh for c in corrections])),
        "tail_start_s": tail.start_s,
        "tail_kwh": _rounded(tail.load_kwh),
        "tail_temperature_c": None if tail.temperature_c is None else _rounded(tail.temperature_c),
        "tail_ghi_w_m2": None if tail.ghi_w_m2 is None else _rounded(tail.ghi_w_m2),
    }
    return json.dumps(document, separators=(",", ":"))


def _rounded(values: Floats) -> object:
    """Return nested lists of numbers with nine digits."""
    text = np.char.mod(f"%.{_DIGITS}g", values.ravel())
    return text.astype(np.float64).reshape(values.shape).tolist()


def read_model(text: str, *, file_name: str) -> ModelFile:
    """Read a model.

    Raises:
        ModelFileInvalid: It is none; the message names the file, the field and the fix.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ModelFileInvalid(
            f"{file_name}: format: must be {FORMAT!r}: write it with `gridtokenx calibrate`"
        )
    return _Fields(document, file_name=file_name).model()


def _span_of(ends: object) -> tuple[date, date]:
    if not isinstance(ends, list):
        raise TypeError(ends)
    first, last = ends
    return date.fromisoformat(first), date.fromisoformat(last)


class _Fields:
    """Takes a document's fields and names the one that is wrong."""

    def __init__(self, document: Mapping[str, object], *, file_name: str) -> None:
        self._document = document
        self._file_name = file_name

    def model(self) -> ModelFile:
        """Return the model of the document."""
        meters = self._names()
        tail, setting = self._tail(meters), self._setting()
        width = prepare(tail.between(0, 1), setting=setting).columns(0, 1).shape[1]
        count = len(meters)
        fitted = Coefficients(
            self._array("intercept_kwh", shape=(count,)), self._array("slope_kwh", shape=(width, count))
        )
        weights = self._array("correction", shape=(HORIZONS, count, SIGNALS))
        errors = self._array("error_kwh", shape=(HORIZONS, 2, len(QUANTILES), count))
        corrections = tuple(Correction(w, e) for w, e in zip(weights, errors, strict=True))
        return ModelFile(Forecaster(fitted, corrections, WeatherAhead.PERSISTENCE), setting, tail)

    def _names(self) -> tuple[str, ...]:
        names = self._document.get("meters")
        if (
            not isinstance(names, list)
            or not 0 < len(names) <= _METERS_MAX
            or len(set(map(str, names))) < len(names)
        ):
            raise self._fault("meters", f"list 1 to {_METERS_MAX} different names")
        return tuple(str(name) for name in names)

    def _setting(self) -> Setting:
        timezone = str(self._document.get("timezone"))
        zone(timezone)
        try:
            holidays = frozenset(date.fromisoformat(day) for day in self._listed("holidays"))
            breaks = tuple(_span_of(ends) for ends in self._listed("breaks"))
        except (TypeError, ValueError):
            raise self._fault("holidays, breaks", "write dates like 2026-01-31") from None
        return Setting(timezone, Calendar(holidays, breaks))

    def _listed(self, name: str) -> list[str]:
        value = self._document.get(name)
        if not isinstance(value, list):
            raise self._fault(name, "write a list")
        return value

    def _tail(self, meters: tuple[str, ...]) -> History:
        start_s = self._document.get("tail_start_s")
        if not isinstance(start_s, int) or start_s % HOUR_S or not 0 <= start_s < 2**33:
            raise self._fault("tail_start_s", "write the start of an hour in epoch seconds")
        load = self._array("tail_kwh", shape=(TAIL_HOURS, len(meters)))
        weather = [
            None if self._document.get(name) is None else self._array(name, shape=(TAIL_HOURS,))
            for name in ("tail_temperature_c", "tail_ghi_w_m2")
        ]
        return History(meters, start_s, load, *weather)

    def _array(self, name: str, *, shape: tuple[int, ...]) -> Floats:
        try:
            values = np.array(self._document.get(name), dtype=np.float64)
        except (TypeError, ValueError):
            raise self._fault(name, f"write numbers of shape {shape}") from None
        if values.shape != shape or not np.isfinite(values).all():
            raise self._fault(name, f"write finite numbers of shape {shape}, not {values.shape}")
        return values

    def _fault(self, name: str, fix: str) -> ModelFileInvalid:
        shown = repr(self._document.get(name))[:60]
        return ModelFileInvalid(f"{self._file_name}: {name} = {shown}: {fix}, as `gridtokenx calibrate` does")
