"""A validator that cheats: the real machine, programs and journal, and somebody who writes to its memory.

What it writes down is perfectly chained by itself, and its state hashes are those of what it holds.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from solders.account import Account
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from tests.unit.pipeline.conftest import plan_in

from gridtokenx.chain.addresses import SYSTEM_PROGRAM
from gridtokenx.chain.program import Program
from gridtokenx.chain.token import balance_of
from gridtokenx.compose import Run, audit_folder, open_run
from gridtokenx.ledger.audit import AuditReport
from gridtokenx.ledger.litesvm.journal import Entry, Kind
from gridtokenx.ledger.litesvm.machine import Machine, Ran
from gridtokenx.ledger.litesvm.node import LiteSvmNode
from gridtokenx.ledger.litesvm.validator import LiteSvmLedger
from gridtokenx.pipeline.run import run_interval, start
from gridtokenx.pipeline.sending import Step
from gridtokenx.pipeline.site import Site
from gridtokenx.port.ledger import AnyTransaction, Receipt

AMOUNT_AT, SUPPLY_AT = slice(64, 72), slice(36, 44)
Row = dict[str, Any]
THIEF = Keypair.from_seed(b"thief".ljust(32, b"\0"))


@dataclass
class Cheater:
    """A campus that trades on a ledger whose validator is not honest."""

    folder: Path
    run: Run = field(init=False)

    def __enter__(self) -> Self:
        self.run = open_run(plan_in(self.folder))
        start(self.run.meters, self.run.exchange)
        self.trade()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.run.close()

    @property
    def site(self) -> Site:
        return self.run.exchange.site

    @property
    def machine(self) -> Machine:
        return self.ledger._machine

    @property
    def ledger(self) -> LiteSvmLedger:
        assert isinstance(self.run.ledger, LiteSvmNode)
        return self.run.ledger._ledger

    def trade(self) -> None:
        """Run one interval as it should be."""
        run_interval(self.run.meters, self.run.exchange)

    def send(self, step: Step) -> Receipt:
        """Send a transaction, whatever becomes of it."""
        sender = self.site.sender
        (receipt,) = sender.deliver(sender.sign([step], sender.build([step], self.site.ledger.blockhash())))
        return receipt

    def behind(self, work: Callable[[], None]) -> None:
        """Do something in the validator's own thread, between two transactions."""
        assert isinstance(self.run.ledger, LiteSvmNode)
        self.run.ledger.read(lambda _: work()).result()

    def write(self, address: Pubkey, data: bytes, *, owner: Pubkey | None = None) -> None:
        """Write an account without a transaction, and let the state hash say so; no bytes remove it."""
        svm = self.machine._svm
        before = svm.get_account(address)
        self.machine.book.touch(address, before)
        holder = owner or (before.owner if before else SYSTEM_PROGRAM)
        lamports = (before.lamports if before else 10**9) if data else 0
        executable = before.executable if before else False
        svm.set_account(address, Account(lamports, data, holder, executable))

    def read(self, address: Pubkey) -> bytes:
        found = self.machine.account(address)
        assert found is not None
        return bytes(found.data)

    def add(self, address: Pubkey, units: int, *, at: slice = AMOUNT_AT) -> None:
        """Change the amount of a token account, or of a mint's supply."""
        data = self.read(address)
        amount = int.from_bytes(data[at], "little") + units
        self.write(address, data[: at.start] + amount.to_bytes(8, "little") + data[at.stop :])

    def edit(self, program: Program, name: str, address: Pubkey, **fields: object) -> None:
        """Change fields of an account of ours."""
        known = program.account(name, self.read(address))
        self.write(address, program.encode_account(name, {**known, **fields}))

    def after(self, instruction: str, act: Callable[[], None]) -> None:
        """Do something once, right after the first transaction that has an instruction."""
        honest, waiting = self.machine.run, [act]

        def run(transaction: AnyTransaction) -> Ran:
            ran = honest(transaction)
            if waiting and f"Program log: Instruction: {instruction}" in ran.outcome.logs:
                waiting.pop()()
            return ran

        self.machine.run = run  # type: ignore[method-assign]  # that is the point

    def writing(self, change: Callable[[Callable[..., Entry], Row], Entry | None]) -> None:
        """Come between the validator and its journal, for transactions; None: nothing is written."""
        journal = self.ledger._journal
        honest = journal.append

        def append(kind: Kind, **row: Any) -> Entry:  # noqa: ANN401  # as the journal takes it
            written = change(honest, row) if kind is Kind.TRANSACTION else honest(kind, **row)
            assert journal.last is not None
            return written or journal.last

        journal.append = append  # type: ignore[method-assign]  # that is the point

    def balance(self, account: Pubkey) -> int:
        found = self.run.ledger.account(account)
        return balance_of(found.data) if found is not None else 0

    def audited(self, *, from_snapshot: bool = False) -> AuditReport:
        """Stop the validator and audit what it wrote."""
        self.run.close()
        return audit_folder(self.folder, from_snapshot=from_snapshot)


def codes(report: AuditReport) -> set[str]:
    return {finding.code for finding in report.findings}
