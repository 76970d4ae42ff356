"""The five programs of the market, from the IDL files that ship beside their code."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.addresses import Addresses
from gridtokenx.chain.event import all_data
from gridtokenx.chain.idl import parse
from gridtokenx.chain.program import Event, Program

PROGRAM_NAMES = ("governance", "registry", "energy_token", "trading", "oracle")


class ProgramMissing(GridTokenXError):
    """A program file that the package should ship and does not."""


@dataclass(frozen=True, slots=True)
class Programs:
    """Clients of the five programs, and the addresses of one deployment of them."""

    governance: Program
    registry: Program
    energy_token: Program
    trading: Program
    oracle: Program

    def all(self) -> tuple[Program, ...]:
        """Return the five in deployment order."""
        return (self.governance, self.registry, self.energy_token, self.trading, self.oracle)

    def by_id(self, program_id: str) -> Program | None:
        """Return the program at an address in base 58, or None when it is none of ours."""
        return next((program for program in self.all() if str(program.id) == program_id), None)

    def addresses(self) -> Addresses:
        """Return where this deployment's accounts are."""
        return Addresses(
            governance=self.governance.id,
            registry=self.registry.id,
            energy_token=self.energy_token.id,
            trading=self.trading.id,
            oracle=self.oracle.id,
        )

    def events(self, logs: Sequence[str]) -> list[Event]:
        """Return what the five logged in one transaction, in the order of the log.

        Raises:
            EventsTruncated: The log was cut off.
        """
        ours = {str(program.id): program for program in self.all()}
        found = (ours[speaker].event(data) for speaker, data in all_data(logs) if speaker in ours)
        return [event for event in found if event is not None]


def load_programs() -> Programs:
    """Read the shipped IDL files; keep the result, each call reads them again.

    Raises:
        ProgramMissing: A file is not there.
        IdlInvalid: A file does not have the IDL's shape.
    """
    return Programs(**{name: Program(parse(_file(f"{name}.json").read_bytes())) for name in PROGRAM_NAMES})


def load_binary(name: str) -> bytes:
    """Read a shipped program's code, as the Solana virtual machine loads it.

    Raises:
        ProgramMissing: The file is not there.
    """
    return _file(f"{name}.so").read_bytes()


def _file(name: str) -> Traversable:
    found = files("gridtokenx.chain") / "data" / name
    if not found.is_file():
        raise ProgramMissing(f"{name} is not in the package: run programs/build, or install again")
    return found
