"""Where the command line starts: imports only what the command that is asked for needs.

The ledger's virtual machine and the store take most of the time and memory of a start. What runs without
them is listed here; every other command, and the help of all, is :mod:`gridtokenx.cli.main`.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.cli.garbage import collect_seldom

if TYPE_CHECKING:
    from collections.abc import Callable

LIGHT = frozenset({"simulate"})
"""Commands with an `app` of their own, named like their module."""


def main() -> None:
    """Run the command line; an expected error is one sentence on standard error and exit code 1."""
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    app: Callable[..., object] = import_module(f"gridtokenx.cli.{asked if asked in LIGHT else 'main'}").app
    if asked not in LIGHT:
        collect_seldom()
    arguments = sys.argv[2:] if asked in LIGHT else sys.argv[1:]
    name = f"gridtokenx {asked}" if asked in LIGHT else "gridtokenx"
    try:
        app(args=arguments, prog_name=name)
    except GridTokenXError as error:
        print(f"gridtokenx: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except BrokenPipeError:
        raise SystemExit(0) from None
