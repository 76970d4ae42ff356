from solders.pubkey import Pubkey
from solders.signature import Signature
from tests.unit.ledger.invariant.conftest import World, key

from gridtokenx.chain.program import Event
from gridtokenx.chain.programs import Programs
from gridtokenx.ledger.invariant.rule import Fault, RuleObserver, View
from gridtokenx.ledger.litesvm.genesis import Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.journal import Entry, Kind
from gridtokenx.ledger.litesvm.verify import Findings
from gridtokenx.port.ledger import Receipt


class Complains:
    """A rule that finds something at every step and at the end."""

    def step(self, events: list[Event], view: View) -> list[Fault]:
        return [("BAD", f"{len(events)} events, {view.machine is not None}")]

    def end(self, view: View) -> list[Fault]:
        return [("END", f"over, {view.machine is not None}")]


def receipt(*logs: str, error: str | None = None) -> Receipt:
    return Receipt(Signature.default(), 1, 2, error, None, 0, logs)


ENTRY = Entry(7, 1, 2, Kind.TRANSACTION, 7, bytes(64), b"\1" + bytes(200), b"", b"", b"")


def test_findings_name_the_transaction(world: World, programs: Programs) -> None:
    findings = Findings()
    observer = RuleObserver(programs, [Complains()], findings)  # type: ignore[list-item]  # lists are iterables
    observer.transaction(ENTRY, receipt(), world.view.machine)
    observer.transaction(ENTRY, receipt(error="InstructionError"), world.view.machine)
    observer.end(world.view.machine)
    assert [finding.code for finding in findings.kept] == ["BAD", "END"]
    assert findings.kept[0].seq == 7
    assert str(Signature.default()) in findings.kept[0].message


def test_a_cut_log_is_a_finding(world: World, programs: Programs) -> None:
    findings = Findings()
    observer = RuleObserver(programs, [], findings)
    observer.transaction(ENTRY, receipt("Log truncated"), world.view.machine)
    assert [finding.code for finding in findings.kept] == ["NOT_READABLE"]


def test_programs_that_are_not_deployed_are_named(programs: Programs) -> None:
    findings = Findings()
    observer = RuleObserver(programs, [], findings)
    observer.begin(Genesis(key(1), 1, (ProgramBinary("oracle", programs.oracle.id, b""),)))
    assert len(findings.kept) == 4
    assert all("is not deployed" in finding.message for finding in findings.kept)


def test_balances_and_supplies_are_read(world: World) -> None:
    world.mint(key(8), 55)
    world.vault(key(9), 66)
    assert (world.view.supply(key(8)), world.view.balance(key(9))) == (55, 66)
    assert (world.view.supply(key(9)), world.view.balance(Pubkey.default())) == (0, 0)
    assert world.view.read(world.view.programs.governance, "Config", key(8)) is None
