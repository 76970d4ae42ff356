import json
from datetime import date

import numpy as np
import pytest
from tests.unit.forecast.made import made_history

from gridtokenx.campus.model import Calendar
from gridtokenx.forecast.ahead import forecast_quantiles, train
from gridtokenx.forecast.daykind import ZoneUnknown
from gridtokenx.forecast.history import History
from gridtokenx.forecast.load_model import Setting, prepare
from gridtokenx.forecast.model_file import TAIL_HOURS, ModelFile, ModelFileInvalid, read_model, written
from gridtokenx.forecast.outdoor import WeatherAhead

BANGKOK = Setting(
    "Asia/Bangkok", Calendar(frozenset({date(2018, 1, 1)}), ((date(2018, 2, 1), date(2018, 2, 9)),))
)


def made_model(*, weather: bool = True) -> ModelFile:
    history = made_history(weeks=8, noise_kwh=0.2, weather=weather)
    data = prepare(history, setting=BANGKOK)
    return ModelFile(train(data, hour=history.hours, weather=WeatherAhead.PERSISTENCE), BANGKOK, history)


MODEL = made_model()
TEXT = written(MODEL)


def next_hours(model: ModelFile, history: History) -> np.ndarray:
    data = prepare(history, setting=model.setting)
    return np.stack(forecast_quantiles(model.forecaster, data=data, issues=np.array([history.hours])))


@pytest.mark.parametrize("weather", [True, False])
def test_a_model_forecasts_the_same_from_its_file(weather: bool) -> None:
    model = made_model(weather=weather)
    read = read_model(written(model), file_name="m.json")
    assert read.setting == BANGKOK
    assert read.tail.hours == TAIL_HOURS
    assert read.tail.end_s == model.tail.end_s
    assert np.allclose(next_hours(read, read.tail), next_hours(model, model.tail), rtol=1e-4)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": "else"}', "[" * 100_000])
def test_what_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(ModelFileInvalid, match=r"m.json: format: must be"):
        read_model(text, file_name="m.json")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("meters", []),
        ("meters", ["a", "a"]),
        ("holidays", ["1 May"]),
        ("holidays", 3),
        ("breaks", [["2018-01-01"]]),
        ("breaks", ["2018-01-01"]),
        ("slope_kwh", [[1.0]]),
        ("intercept_kwh", ["x", "y"]),
        ("intercept_kwh", [float("nan"), 1.0]),
        ("correction", None),
        ("error_kwh", [[1], [1, 2]]),
        ("tail_start_s", 12),
        ("tail_start_s", "now"),
        ("tail_kwh", [[1.0, 2.0]]),
        ("tail_temperature_c", [1.0]),
    ],
)
def test_a_wrong_field_is_named(field: str, value: object) -> None:
    document = json.loads(TEXT) | {field: value}
    with pytest.raises(ModelFileInvalid, match=rf"m.json: [a-z, ]*{field}"):
        read_model(json.dumps(document), file_name="m.json")


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(ZoneUnknown, match="Nowhere"):
        read_model(json.dumps(json.loads(TEXT) | {"timezone": "Nowhere"}), file_name="m.json")
