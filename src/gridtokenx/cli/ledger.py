"""`gridtokenx ledger`: ask a ledger, run one alone, deploy the programs to a cluster."""

from pathlib import Path
from typing import Annotated

import typer

from gridtokenx.cli import deploy, node
from gridtokenx.compose import folder_named, ledger_head

app = typer.Typer(help="Ask a ledger, run one alone, deploy to a cluster.", no_args_is_help=True)
app.command("serve")(node.serve)
app.command("deploy")(deploy.deploy)


@app.callback()
def ledger() -> None:
    """Ask a ledger, run one alone, deploy to a cluster."""


@app.command("head")
def head(
    data: Annotated[
        Path | None, typer.Option(help="The run's folder; by default the default campus's.")
    ] = None,
) -> None:
    """Print the newest point of the ledger, to be kept elsewhere and given to `gridtokenx audit --head`."""
    print(ledger_head(folder_named(data)))
