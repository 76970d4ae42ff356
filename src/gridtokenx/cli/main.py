"""The command line: one file a command, errors in one sentence, exit code 0 only if all went well."""

import typer

from gridtokenx import __version__
from gridtokenx.cli import audit, bench, calibrate, campus, forecast, ledger, meter, quality, run, simulate

app = typer.Typer(
    name="gridtokenx",
    help="A campus peer-to-peer energy market, from a smart meter's physics to money settled on a ledger.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("run")(run.run)
app.command("simulate")(simulate.simulate)
app.command("audit")(audit.audit)
app.command("quality")(quality.quality)
app.command("bench", context_settings=bench.PASSES_OPTIONS)(bench.bench)
app.command("calibrate")(calibrate.command)
app.command("forecast")(forecast.command)
app.add_typer(campus.app, name="campus")
app.add_typer(ledger.app, name="ledger")
app.add_typer(meter.app, name="meter")


@app.command("version")
def version() -> None:
    """Print the version."""
    print(__version__)
