"""`gridtokenx meter`: what a developer needs to connect a meter."""

import json
from typing import Annotated

import typer

from gridtokenx.compose import load_campus, sign_engineering
from gridtokenx.config import load_settings

app = typer.Typer(help="Connect a meter.", no_args_is_help=True)


@app.callback()
def meter() -> None:
    """Connect a meter."""


@app.command("sign")
def sign(
    meter_id: Annotated[str, typer.Argument(help="The meter's id, such as ENG_001.")],
    timestamp: Annotated[int, typer.Option(help="End of the interval [epoch s].")],
    generated: Annotated[str, typer.Option(help="Energy generated in the interval [kWh].")],
    consumed: Annotated[str, typer.Option(help="Energy consumed in the interval [kWh].")],
    campus: Annotated[str | None, typer.Option(help="The campus that the meter belongs to.")] = None,
    seed: Annotated[
        int | None, typer.Option(help="The seed of the run, which its meter keys follow from.")
    ] = None,
) -> None:
    """Print a signed body for POST /api/engineering/meter-reading."""
    settings = load_settings(campus=campus, seed=seed)
    chosen = load_campus(settings.campus, meters=None, seed=settings.seed)
    body = sign_engineering(
        chosen,
        seed=settings.seed,
        meter_id=meter_id,
        timestamp=timestamp,
        generated=generated,
        consumed=consumed,
    )
    print(json.dumps(body, indent=2))
