"""`gridtokenx forecast`: the next hours of load with quantiles, from a calibrated model."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.cli.readings_file import read_history, text_of
from gridtokenx.forecast.ahead import HORIZONS, forecast_quantiles
from gridtokenx.forecast.correction import QUANTILES
from gridtokenx.forecast.daykind import zone
from gridtokenx.forecast.history import HOUR_S, Floats, History
from gridtokenx.forecast.load_model import prepare
from gridtokenx.forecast.model_file import ModelFile, read_model


class ReadingsOfOthers(GridTokenXError):
    """Newer readings that are not those of the model's meters, or lack its weather."""


def command(
    model: Annotated[Path, typer.Argument(help="A model that `gridtokenx calibrate --out` wrote.")],
    hours: Annotated[int, typer.Option(min=1, max=HORIZONS, help="How many hours ahead.")] = HORIZONS,
    readings: Annotated[
        Path | None, typer.Option(help="Newer readings to go on from, nine days or more, same columns.")
    ] = None,
    weather: Annotated[Path | None, typer.Option(help="Weather of the newer readings.")] = None,
    meter: Annotated[str | None, typer.Option(help="One meter; without it, each of them.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Print quantiles of each hour's energy [kWh], from what is known at the last reading."""
    known = read_model(text_of(model), file_name=str(model))
    history = known.tail if readings is None else _newer(known, readings=readings, weather=weather)
    data = prepare(history, setting=known.setting)
    ahead = forecast_quantiles(known.forecaster, data=data, issues=np.array([history.hours]))[:hours]
    quantiles = np.stack([quantile[:, 0] for quantile in ahead])
    places = _places(history, meter=meter)
    if as_json:
        print(json.dumps(_facts(quantiles, history=history, places=places)))
        return
    for place in places:
        print("\n".join(_page(quantiles[:, :, place], history=history, place=place, model=known)))


def _newer(known: ModelFile, *, readings: Path, weather: Path | None) -> History:
    history = read_history(readings, weather=weather)
    if history.meter_ids != known.tail.meter_ids:
        raise ReadingsOfOthers(
            f"{readings}: meters = {', '.join(history.meter_ids)[:60]}: must be those of the model, "
            f"{', '.join(known.tail.meter_ids)[:60]}"
        )
    for name in ("temperature_c", "ghi_w_m2"):
        if (getattr(history, name) is None) != (getattr(known.tail, name) is None):
            raise ReadingsOfOthers(f"{readings}: {name}: must be there if and only if the model was given it")
    return history


def _places(history: History, *, meter: str | None) -> list[int]:
    if meter is None:
        return list(range(len(history.meter_ids)))
    if meter not in history.meter_ids:
        raise ReadingsOfOthers(f"--meter {meter[:60]!r}: use one of {', '.join(history.meter_ids)[:200]}")
    return [history.meter_ids.index(meter)]


def _facts(quantiles_kwh: Floats, *, history: History, places: list[int]) -> dict[str, object]:
    return {
        "issued_utc": datetime.fromtimestamp(history.end_s, UTC).isoformat(),
        "quantiles": list(QUANTILES),
        "hours": [
            {
                "start_utc": datetime.fromtimestamp(history.end_s + HOUR_S * lead, UTC).isoformat(),
                "kwh": {history.meter_ids[place]: row[:, place].tolist() for place in places},
            }
            for lead, row in enumerate(quantiles_kwh)
        ],
    }


def _page(quantiles_kwh: Floats, *, history: History, place: int, model: ModelFile) -> list[str]:
    here = zone(model.setting.timezone)
    head = " ".join(f"{f'q{level:g}':>9}" for level in QUANTILES)
    rows = []
    for lead, row in enumerate(quantiles_kwh):
        start = datetime.fromtimestamp(history.end_s + HOUR_S * lead, UTC).astimezone(here)
        rows.append(f"{start:%Y-%m-%d %H:%M}  " + " ".join(f"{value:>9.3f}" for value in row))
    return [
        f"{history.meter_ids[place]} [kWh an hour], {model.setting.timezone}",
        f"{'hour':<16}  {head}",
        *rows,
    ]
