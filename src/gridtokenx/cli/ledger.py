"""`gridtokenx ledger`: what can be asked of a ledger that is not running."""

from pathlib import Path
from typing import Annotated

import typer

from gridtokenx.compose import folder_named, ledger_head

app = typer.Typer(help="Ask a ledger.", no_args_is_help=True)


@app.callback()
def ledger() -> None:
    """Ask a ledger."""


@app.command("head")
def head(
    data: Annotated[
        Path | None, typer.Option(help="The run's folder; by default the default campus's.")
    ] = None,
) -> None:
    """Print the newest point of the ledger, to be kept elsewhere and given to `gridtokenx audit --head`."""
    print(ledger_head(folder_named(data)))
