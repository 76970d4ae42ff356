"""The audit of the whole product, from the ledger's folder alone: journal, replay, invariants (R-LED-8).

It trusts nobody: the chain of entries is followed, every transaction is run again in a fresh virtual machine,
from genesis or from a snapshot that the chain names, and the invariants of docs/concept/ledger.md are checked
after each one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from solders.pubkey import Pubkey

from gridtokenx.chain.programs import Programs, load_binary
from gridtokenx.ledger.difference import describe
from gridtokenx.ledger.finding import Finding, Findings
from gridtokenx.ledger.invariant.authority import AuthorityRule
from gridtokenx.ledger.invariant.certificate import CertificateRule
from gridtokenx.ledger.invariant.market import MarketRule
from gridtokenx.ledger.invariant.once import OnceRule
from gridtokenx.ledger.invariant.payment import PaymentRule
from gridtokenx.ledger.invariant.reservation import ReservationRule
from gridtokenx.ledger.invariant.rule import Rule, RuleObserver
from gridtokenx.ledger.invariant.supply import SupplyRule
from gridtokenx.ledger.invariant.surplus import SurplusRule
from gridtokenx.ledger.invariant.trade import TradeRule
from gridtokenx.ledger.invariant.upgrade import UpgradeRule, code_digest
from gridtokenx.ledger.invariant.vault import VaultRule
from gridtokenx.ledger.litesvm.verify import verify


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an audit found; `ok` when nothing is wrong. Energies in Wh.

    Readings, orders and intervals are those that were run again: behind a snapshot, those after it.
    """

    ok: bool
    findings: tuple[Finding, ...]
    finding_count: int
    notices: tuple[Finding, ...]
    """What is allowed and should be known, such as an upgraded program."""
    notice_count: int
    entries: int
    transactions: int
    first_run: int
    """The entry behind which everything was run again; 0 is the genesis."""
    state_hash: str
    head: str
    minted_wh: int = 0
    readings: int = 0
    intervals_cleared: int = 0
    orders: int = 0
    reservations: int = 0
    trades: int = 0
    """Bilateral ones."""
    certificates: int = 0
    """Those that were issued."""
    donated_units: int = 0
    burned_energy_units: int = 0
    """What owners burned by themselves with the token program."""
    burned_credit_units: int = 0
    privileged: int = 0
    """Instructions that were held against the authority, oracle or threshold in force."""


@dataclass(slots=True)
class Rules:
    """The invariants, in an order in which each finds what it needs."""

    shipped: Mapping[Pubkey, str]
    supply: SupplyRule = field(default_factory=SupplyRule)
    surplus: SurplusRule = field(default_factory=SurplusRule)
    once: OnceRule = field(default_factory=OnceRule)
    payment: PaymentRule = field(default_factory=PaymentRule)
    certificate: CertificateRule = field(init=False)
    reservation: ReservationRule = field(default_factory=ReservationRule)
    trade: TradeRule = field(default_factory=TradeRule)
    market: MarketRule = field(default_factory=MarketRule)
    upgrade: UpgradeRule = field(init=False)
    vault: VaultRule = field(init=False)
    authority: AuthorityRule = field(init=False)

    def __post_init__(self) -> None:
        self.upgrade = UpgradeRule(self.shipped)
        self.vault = VaultRule((self.market, self.reservation))
        self.authority = AuthorityRule(self.upgrade)
        self.certificate = CertificateRule(self.authority)

    def all(self) -> tuple[Rule, ...]:
        """Return them: who owes before the vaults, certificates before who approves from then on."""
        followed = (self.supply, self.surplus, self.once, self.payment, self.trade)
        owing = (self.market, self.reservation, self.vault)
        return (*followed, *owing, self.certificate, self.upgrade, self.authority)


def audit(
    folder: Path,
    *,
    programs: Programs | None,
    head: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    from_snapshot: bool = False,
) -> AuditReport:
    """Audit the ledger in a folder; it may be open in another process.

    Args:
        folder: The ledger's folder.
        programs: The programs' interfaces, or None to check journal and replay alone.
        head: A head exported earlier, ``seq:hash``; without one, cutting off the newest entries cannot
            be told from a ledger that never had them.
        progress: Called with entries done and entries in all.
        from_snapshot: Follow the whole chain, but run again only what comes after the newest good snapshot.
    """
    findings = Findings()
    rules = Rules(_shipped(programs))
    observers = [RuleObserver(programs, rules.all(), findings)] if programs else []
    verified = verify(
        folder,
        head=head,
        observers=observers,
        findings=findings,
        progress=progress,
        from_snapshot=from_snapshot,
        describe_difference=partial(describe, programs=programs),
    )
    return AuditReport(
        ok=not findings.count,
        findings=tuple(findings.kept),
        finding_count=findings.count,
        notices=tuple(findings.notices),
        notice_count=findings.notice_count,
        entries=verified.entries,
        transactions=verified.transactions,
        first_run=verified.first_run,
        state_hash=verified.state_hash,
        head=verified.head,
        minted_wh=rules.supply.minted_wh,
        readings=rules.once.readings,
        intervals_cleared=rules.market.cleared,
        orders=rules.market.placed,
        reservations=rules.reservation.reserved,
        trades=rules.trade.trades,
        certificates=rules.certificate.issued,
        donated_units=rules.vault.donated_units,
        burned_energy_units=rules.supply.direct_energy,
        burned_credit_units=rules.supply.direct_credit,
        privileged=rules.authority.privileged,
    )


def _shipped(programs: Programs | None) -> dict[Pubkey, str]:
    """Return the hashes of the code that this package ships, by program."""
    return {p.id: code_digest(load_binary(p.name)) for p in programs.all()} if programs else {}
