"""What each instruction costs in compute units, measured on the shipped programs in a defined state.

Recorded by ``python -m tests.integration.programs.compute_units`` as ``compute_units.json``; a test compares.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from solders.litesvm import LiteSVM
from solders.transaction import Transaction, VersionedTransaction
from solders.transaction_metadata import FailedTransactionMetadata, TransactionMetadata
from tests.integration.programs.campus_stage import programs

TABLE = Path(__file__).with_name("compute_units.json")
TOLERANCE = 0.03
"""An instruction may cost so much more than recorded before it fails: addresses' bumps differ by less."""
COMMAND = "python -m tests.integration.programs.compute_units"
_INVOKE = re.compile(r"Program (\w+) invoke \[1\]")
_CONSUMED = re.compile(r"Program (\w+) consumed (\d+) of ")
_NAMED = "Program log: Instruction: "

Table = dict[str, int]


def costs(logs: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield (program.instruction, compute units) of a transaction's own calls of our programs, in order."""
    speaker, name = "", ""
    for line in logs:
        if found := _INVOKE.match(line):
            speaker, name = found[1], ""
        elif line.startswith(_NAMED) and not name:
            name = line.removeprefix(_NAMED)
        elif (found := _CONSUMED.match(line)) and found[1] == speaker and name:
            program = programs().by_id(speaker)
            if program is not None:
                yield f"{program.name}.{name}", int(found[2])


@dataclass
class Meter:
    """A LiteSVM whose transactions are measured; the first of a name counts, or of a name and its label."""

    svm: LiteSVM
    table: Table = field(default_factory=dict)
    label: str = ""

    def send_transaction(
        self, transaction: Transaction | VersionedTransaction
    ) -> TransactionMetadata | FailedTransactionMetadata:
        done = self.svm.send_transaction(transaction)
        if isinstance(done, TransactionMetadata):
            for name, units in costs(done.logs()):
                self.table.setdefault(f"{name} {self.label}".strip(), units)
        self.label = ""
        return done

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever LiteSVM has
        return getattr(self.svm, name)


def measure() -> Table:
    """Run every scenario and return what each instruction cost in the first one that has it."""
    from tests.integration.programs.compute_scenarios import SCENARIOS

    table: Table = {}
    for scenario in SCENARIOS:
        known = {name.split(" ")[0] for name in table}
        table |= {name: units for name, units in scenario().items() if name.split(" ")[0] not in known}
    return dict(sorted(table.items()))


def recorded() -> Table:
    found: Table = json.loads(TABLE.read_text())
    return found


def complaints(measured: Table, known: Table) -> list[str]:
    """Say what grew past the tolerance, what is not recorded and what is recorded and gone."""
    again = f"if that is meant, run {COMMAND} and commit {TABLE.name}"
    said = []
    for name in sorted(measured.keys() | known.keys()):
        now, before = measured.get(name), known.get(name)
        if now is None:
            said.append(f"{name} is recorded and was not measured: {again}")
        elif before is None:
            said.append(f"{name} costs {now} and is not recorded: {again}")
        elif now > before * (1 + TOLERANCE):
            growth = f"{100 * (now / before - 1):.1f} %"
            said.append(f"{name} costs {now}, {growth} more than the {before} recorded: {again}")
        elif now < before * (1 - TOLERANCE):
            said.append(f"{name} costs {now}, less than the {before} recorded, well done: {again}")
    return said


def main() -> None:
    TABLE.write_text(json.dumps(measure(), indent=1) + "\n")
    print(f"{TABLE}: {len(recorded())} lines")  # noqa: T201  # a command


if __name__ == "__main__":
    main()
