"""`gridtokenx calibrate`: fit a building's load model on one's own readings and see its error."""

import json
from pathlib import Path
from typing import Annotated

import typer

from gridtokenx.campus.model import Calendar
from gridtokenx.cli.readings_file import read_history, write_text
from gridtokenx.compose import load_campus
from gridtokenx.forecast.calibration import Calibration, calibrate
from gridtokenx.forecast.correction import QUANTILES
from gridtokenx.forecast.guideline import HourlyError
from gridtokenx.forecast.load_model import Setting
from gridtokenx.forecast.model_file import ModelFile, written
from gridtokenx.forecast.score import HorizonScores

_SHOWN_H = (1, 3, 6, 12, 24, 48)
_LOW, _HIGH = QUANTILES[0], QUANTILES[-1]


def command(
    readings: Annotated[
        Path, typer.Argument(help="CSV: timestamp, one column a meter [kWh], weather or not.")
    ],
    weather: Annotated[Path | None, typer.Option(help="CSV: timestamp, temperature_c, ghi_w_m2.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Zone of wall time, such as Asia/Bangkok.")] = None,
    calendar: Annotated[
        str | None, typer.Option(help="Campus, shipped or a file, whose holidays and terms apply.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where to write the model, for `gridtokenx forecast`.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Fit load models and judge them on the last fifth of the readings, which they did not see."""
    history = read_history(readings, weather=weather)
    setting = _setting(timezone, calendar=calendar)
    found = calibrate(history, setting=setting)
    if out is not None:
        write_text(out, written(ModelFile(found.forecaster, setting, history)))
    print(json.dumps(_facts(found)) if as_json else _page(found, zone=setting.timezone))
    if out is not None and not as_json:
        print(f"\nmodel written to {out}: `gridtokenx forecast {out}` goes on from the last reading")


def _setting(timezone: str | None, *, calendar: str | None) -> Setting:
    """Return zone and calendar: the campus's where one is named, else UTC and no holidays."""
    if calendar is None:
        return Setting(timezone or "UTC", Calendar())
    campus = load_campus(calendar, meters=None, seed=0)
    return Setting(timezone or campus.place.timezone, campus.calendar)


def _facts(found: Calibration) -> dict[str, object]:
    scores, error = found.forecast, found.simulated
    return {
        "fitted_hours": found.fitted_hours,
        "held_out_hours": found.held_out_hours,
        "simulated": {
            name: {"nmbe": float(n), "cv_rmse": float(c), "mae": float(m), "guideline_14": bool(p)}
            for name, n, c, m, p in zip(
                error.meter_ids, error.nmbe, error.cv_rmse, error.mae, error.passed, strict=True
            )
        },
        "forecast": [
            {
                "hours_ahead": ahead,
                "margin": {n: float(scores.median_margin(n)[ahead - 1]) for n in scores.baseline_mae_kwh},
                "coverage_90": float(scores.coverage(_LOW, _HIGH)[ahead - 1]),
            }
            for ahead in _SHOWN_H
        ],
    }


def _page(found: Calibration, *, zone: str) -> str:
    weather = found.forecast.weather.value
    return "\n".join([
        f"fitted on {found.fitted_hours} h, judged on the last {found.held_out_hours} h; wall time of {zone}",
        "",
        "load from calendar and measured weather, no held-out load (ASHRAE Guideline 14, hourly):",
        *_errors(found.simulated),
        "",
        f"forecasts issued each held-out hour, weather ahead by {weather}: error less than by",
        *_margins(found.forecast),
    ])  # fmt: skip


def _errors(error: HourlyError) -> list[str]:
    rows = [
        f"  {name:<16} {n:>+8.1%} {c:>9.1%} {m:>8.1%}  {'within' if p else 'outside'}"
        for name, n, c, m, p in zip(
            error.meter_ids, error.nmbe, error.cv_rmse, error.mae, error.passed, strict=True
        )
    ]
    return [f"  {'meter':<16} {'NMBE':>8} {'CV(RMSE)':>9} {'MAE':>8}  limits 10 % and 30 %", *rows]


def _margins(scores: HorizonScores) -> list[str]:
    names = list(scores.baseline_mae_kwh)
    head = f"  {'ahead':<6} " + " ".join(f"{name:>12}" for name in names) + "  in the 90 % band"
    rows = [
        f"  {f'{ahead} h':<6} "
        + " ".join(f"{scores.median_margin(name)[ahead - 1]:>12.1%}" for name in names)
        + f"  {scores.coverage(_LOW, _HIGH)[ahead - 1]:.1%}"
        for ahead in _SHOWN_H
    ]
    return [head, *rows]
