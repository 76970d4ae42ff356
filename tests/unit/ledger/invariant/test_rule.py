from collections.abc import Iterator

from solders.hash import Hash
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.transaction import Transaction
from tests.unit.ledger.invariant.conftest import World, key

from gridtokenx.chain.programs import Programs
from gridtokenx.ledger.finding import Findings
from gridtokenx.ledger.invariant.rule import Fault, RuleObserver, View
from gridtokenx.ledger.invariant.seen import Seen
from gridtokenx.ledger.litesvm.genesis import Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.journal import Entry, Kind
from gridtokenx.ledger.litesvm.outcome import Outcome


class Complains:
    """A rule that finds something at every step and at the end, and has something to say at the start."""

    def start(self, view: View) -> list[Fault]:
        return [Fault("AUDITED_FROM_GENESIS", f"begun, {view.machine is not None}", is_notice=True)]

    def step(self, seen: Seen, view: View) -> Iterator[Fault]:
        yield Fault("VAULT_SHORT", f"{len(seen.events)} events, {view.machine is not None}")
        view.programs.governance.account("Config", b"")

    def end(self, view: View) -> list[Fault]:
        return [Fault("FILLS_DIFFER", f"over, {view.machine is not None}")]


def outcome(*logs: str, error: str | None = None) -> Outcome:
    return Outcome(error, None, 0, list(logs), 0, [], None)


KEYPAIR = Keypair.from_seed(bytes(32))
MESSAGE = Message([Instruction(key(3), b"", [])], KEYPAIR.pubkey())
BODY = bytes(Transaction([KEYPAIR], MESSAGE, Hash.default()))
ENTRY = Entry(7, 1, 2, Kind.TRANSACTION, 7, bytes(64), BODY, b"", b"", b"")


def test_findings_name_the_transaction(world: World, programs: Programs) -> None:
    findings = Findings()
    observer = RuleObserver(programs, [Complains()], findings)
    observer.transaction(ENTRY, outcome(), world.view.machine)
    observer.transaction(ENTRY, outcome(error="InstructionError"), world.view.machine)
    observer.end(world.view.machine)
    assert [finding.code for finding in findings.kept] == ["VAULT_SHORT", "NOT_READABLE", "FILLS_DIFFER"]
    assert findings.kept[0].seq == 7
    assert str(Signature(BODY[1:65])) in findings.kept[0].message


def test_a_cut_log_is_a_finding(world: World, programs: Programs) -> None:
    findings = Findings()
    observer = RuleObserver(programs, [], findings)
    observer.transaction(ENTRY, outcome("Log truncated"), world.view.machine)
    assert [finding.code for finding in findings.kept] == ["NOT_READABLE"]


def test_programs_that_are_not_deployed_are_named(world: World, programs: Programs) -> None:
    findings = Findings()
    observer = RuleObserver(programs, [Complains()], findings)
    deployed = Genesis(key(1), 1, (ProgramBinary("oracle", programs.oracle.id, b""),))
    observer.begin(deployed, world.view.machine)
    assert len(findings.kept) == 4
    assert all("is not deployed" in finding.message for finding in findings.kept)
    assert [notice.code for notice in findings.notices] == ["AUDITED_FROM_GENESIS"]


def test_balances_and_supplies_are_read(world: World) -> None:
    world.mint(key(8), 55)
    world.token(key(9), 66)
    assert (world.view.supply(key(8)), world.view.balance(key(9))) == (55, 66)
    assert (world.view.supply(key(9)), world.view.balance(Pubkey.default())) == (0, 0)
    assert world.view.read(world.view.programs.governance, "Config", key(8)) is None


def test_accounts_of_a_type_are_listed(world: World) -> None:
    registry = world.view.programs.registry
    world.put(registry, "User", key(20), role=2)
    world.put(registry, "Meter", key(21))
    assert [(place, fields["role"]) for place, fields in world.view.all(registry, "User")] == [(key(20), 2)]
