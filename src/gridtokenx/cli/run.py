"""`gridtokenx run`: the whole market, live with a page, or through any span of time as fast as it goes."""

from pathlib import Path
from typing import Annotated

import typer

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.interval import DAY_S, SETTLEMENT_S
from gridtokenx.cli.headless import run_headless
from gridtokenx.cli.moment import midnight_before, parse_moment
from gridtokenx.cli.serve import serve_live
from gridtokenx.compose import Plan, folder_for, load_campus, now_s, read_text
from gridtokenx.config import load_settings

CATCH_UP_S = DAY_S
"""How much of the past a new live run makes up; none on a cluster, where what is past cannot be traded."""
LONGEST_RUN_DAYS = 3_660


class OptionsDisagree(GridTokenXError):
    """Options that do not go together."""


def run(
    campus: Annotated[
        str | None, typer.Option(help="A shipped campus, or the path of a campus file.")
    ] = None,
    meters: Annotated[int | None, typer.Option(help="Generate a fleet of this many meters instead.")] = None,
    seed: Annotated[int | None, typer.Option(help="Everything random follows from it.")] = None,
    start: Annotated[str | None, typer.Option(help="Date or time to start at.")] = None,
    days: Annotated[
        float | None, typer.Option(help="How many days to run; without it, until Ctrl-C.")
    ] = None,
    speed: Annotated[
        str, typer.Option(help="1 is wall time, 60 a minute a second, max as fast as it goes.")
    ] = "1",
    data: Annotated[Path | None, typer.Option(help="Folder that keeps the run.")] = None,
    replay: Annotated[Path | None, typer.Option(help="CSV of measured readings to run on.")] = None,
    weather: Annotated[Path | None, typer.Option(help="EPW, TMY3 or CSV of weather to run on.")] = None,
    external: Annotated[list[str] | None, typer.Option(help="A meter that reports from outside.")] = None,
    telemetry: Annotated[int | None, typer.Option(help="Seconds between steps of the fleet.")] = None,
    port: Annotated[int | None, typer.Option(help="Port of the page and the API.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    headless: Annotated[bool, typer.Option("--headless", help="No page and no API.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Run a campus: meters, readings, ledger, market, page."""
    bounded = speed == "max"
    settings = load_settings(
        campus=campus, meters=meters, seed=seed, data=data, telemetry_s=telemetry, port=port, host=host
    )
    _check(speed, days=days, on_cluster=bool(settings.solana_rpc_url))
    chosen = load_campus(
        settings.campus,
        meters=settings.meters,
        seed=settings.seed,
        external=tuple(external or ()),
        replay=replay,
    )
    file_clock = replay is not None or chosen.measured is not None
    timezone = "UTC" if file_clock else chosen.place.timezone
    ago_s = SETTLEMENT_S if settings.solana_rpc_url else CATCH_UP_S
    start_s = _start(start, timezone=timezone, bounded=bounded, days=days, ago_s=ago_s)
    step_s = telemetry if bounded else settings.telemetry_s
    with folder_for(settings, given=data is not None, campus=chosen, keep=not bounded) as folder:
        plan = Plan(
            campus=chosen,
            seed=settings.seed,
            telemetry_s=step_s or SETTLEMENT_S,
            gate_s=settings.gate_s,
            submit_s=settings.submit_s,
            folder=folder,
            start_s=start_s,
            telemetry_days=settings.telemetry_days,
            replay=((replay.name, read_text(replay)),) if replay else (),
            weather=_weather(weather, measured=file_clock),
            cluster=settings.solana_rpc_url,
            keypair=settings.operator_keypair,
        )
        if bounded:
            assert days is not None
            run_headless(plan, end_s=start_s + _whole(days), as_json=as_json)
        else:
            serve_live(plan, settings=settings, speed=float(speed), headless=headless)


def _check(speed: str, *, days: float | None, on_cluster: bool) -> None:
    if speed != "max":
        try:
            factor = float(speed)
        except ValueError:
            factor = 0.0
        if not 0 < factor <= 3600:
            raise OptionsDisagree(f"--speed {speed!r} must be max, or a number above 0 and at most 3600")
    elif days is None:
        raise OptionsDisagree("--speed max needs --days: say how much time to run, such as --days 1")
    elif on_cluster:
        raise OptionsDisagree(
            "--speed max moves the ledger's own clock, and a cluster's cannot be moved: unset SOLANA_RPC_URL"
        )
    if days is not None and not 0 < days <= LONGEST_RUN_DAYS:
        raise OptionsDisagree(f"--days {days} must be above 0 and at most {LONGEST_RUN_DAYS}")
    if days is not None and speed != "max":
        raise OptionsDisagree("--days goes with --speed max; a live run ends with Ctrl-C")


def _start(text: str | None, *, timezone: str, bounded: bool, days: float | None, ago_s: int) -> int:
    """Return the start [epoch s], or negative how long before now; a replay's dates are its file's own."""
    if text is not None:
        return parse_moment(text, timezone=timezone)
    if bounded:
        return midnight_before(now_s(), days=days or 1, timezone=timezone)
    return -ago_s


def _weather(path: Path | None, *, measured: bool) -> tuple[str, str] | None:
    """Return name and text of a weather file; measured readings bring their own weather."""
    if path is None:
        return None
    if measured:
        raise OptionsDisagree("--weather: measured readings bring their own weather: leave it out")
    return path.name, read_text(path)


def _whole(days: float) -> int:
    """Whole intervals of a number of days [s], one at least."""
    return max(1, round(days * DAY_S / SETTLEMENT_S)) * SETTLEMENT_S
