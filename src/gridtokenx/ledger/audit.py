"""The audit of the whole product, from the ledger's folder alone: journal, replay, invariants (R-LED-8).

It trusts nobody: the chain of entries is followed, every transaction is run again from genesis in a
fresh virtual machine, and the invariants of docs/concept/ledger.md are checked after each one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gridtokenx.chain.programs import Programs
from gridtokenx.ledger.invariant.market import MarketRule
from gridtokenx.ledger.invariant.once import OnceRule
from gridtokenx.ledger.invariant.rule import Rule, RuleObserver
from gridtokenx.ledger.invariant.supply import SupplyRule
from gridtokenx.ledger.litesvm.verify import Finding, Findings, verify


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an audit found; `ok` when nothing is wrong. Energies in Wh."""

    ok: bool
    findings: tuple[Finding, ...]
    finding_count: int
    entries: int
    transactions: int
    state_hash: str
    head: str
    minted_wh: int = 0
    readings: int = 0
    intervals_cleared: int = 0
    orders: int = 0
    donated_units: int = 0
    burned_energy_units: int = 0
    """What owners burned by themselves with the token program."""
    burned_credit_units: int = 0


def audit(
    folder: Path,
    *,
    programs: Programs | None,
    head: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> AuditReport:
    """Audit the ledger in a folder; it may be open in another process.

    Args:
        folder: The ledger's folder.
        programs: The programs' interfaces, or None to check journal and replay alone.
        head: A head exported earlier, ``seq:hash``; without one, cutting off the newest entries cannot
            be told from a ledger that never had them.
        progress: Called with entries done and entries in all.
    """
    findings = Findings()
    supply, once, market = SupplyRule(), OnceRule(), MarketRule()
    rules: tuple[Rule, ...] = (supply, once, market)
    observers = [RuleObserver(programs, rules, findings)] if programs else []
    verified = verify(folder, head=head, observers=observers, findings=findings, progress=progress)
    return AuditReport(
        ok=not findings.count,
        findings=tuple(findings.kept),
        finding_count=findings.count,
        entries=verified.entries,
        transactions=verified.transactions,
        state_hash=verified.state_hash,
        head=verified.head,
        minted_wh=supply.minted_wh,
        readings=len(once.seen),
        intervals_cleared=market.cleared,
        orders=market.placed,
        donated_units=market.donated_units,
        burned_energy_units=supply.direct_energy,
        burned_credit_units=supply.direct_credit,
    )
