"""Whether our programs are on a ledger, before anything is built on them."""

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.programs import Programs
from gridtokenx.port.ledger import Ledger


class ProgramsNotDeployed(GridTokenXError):
    """A ledger that lacks programs of ours."""


def expect_programs(ledger: Ledger, programs: Programs, *, url: str) -> None:
    """Do nothing when all five programs can be called.

    Raises:
        ProgramsNotDeployed: Names those that are missing, and the command that deploys them.
    """
    accounts = ledger.accounts([program.id for program in programs.all()])
    missing = [
        program.name
        for program, account in zip(programs.all(), accounts, strict=True)
        if account is None or not account.executable
    ]
    if missing:
        raise ProgramsNotDeployed(
            f"{url} lacks the programs {', '.join(missing)}: run `gridtokenx ledger deploy --url` with its "
            "address first"
        )
