"""What an audit keeps of certificates: each one, the quarter hours that a meter's take, and its totals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from solders.pubkey import Pubkey

from gridtokenx.ledger.invariant.rule import address, number

QUARTER_S = 900
QUARTERS_A_DAY = 96
REQUESTED, ISSUED, REJECTED, LAPSED, RETIRED, DISPUTED, REVOKED, EXPIRED = range(8)
"""``Certificate.status``."""
STATUS = ("requested", "issued", "rejected", "lapsed", "retired", "disputed", "revoked", "expired")
Fields = Mapping[str, object]


@dataclass(slots=True)
class FollowedCertificate:
    """A certificate as its events have left it."""

    meter: Pubkey
    owner: Pubkey
    producer: Pubkey
    requester: Pubkey
    start: int
    end: int
    wh: int
    surplus_wh: int
    emission_g: int = 0
    factor: int = 0
    """Emissions avoided for each kilowatt-hour [g]."""
    expires_at: int = 0
    status: int = REQUESTED
    version: int = 0
    """The approver set that the votes are of."""
    approve: set[Pubkey] = field(default_factory=set)
    reject: set[Pubkey] = field(default_factory=set)

    @classmethod
    def requested(cls, event: Fields) -> "FollowedCertificate":
        """Read it from its request's event."""
        producer = address(event, "producer")
        return cls(
            meter=address(event, "meter"),
            owner=producer,
            producer=producer,
            requester=address(event, "requester"),
            start=number(event, "start"),
            end=number(event, "end"),
            wh=number(event, "wh"),
            surplus_wh=number(event, "surplus_wh"),
            expires_at=number(event, "expires_at"),
        )

    @classmethod
    def of(cls, account: Fields, seats: tuple[Pubkey, ...]) -> "FollowedCertificate":
        """Read it from its account; `seats` are the approvers by seat, whose votes it keeps as bits."""
        names = ("start", "end", "wh", "surplus_wh", "emission_g", "expires_at", "status")
        return cls(
            meter=address(account, "meter"),
            owner=address(account, "owner"),
            producer=address(account, "producer"),
            requester=address(account, "requester"),
            **{name: number(account, name) for name in names},
            factor=number(account, "emission_g_per_kwh"),
            version=number(account, "approver_set_version"),
            approve=_seated(seats, number(account, "approvals")),
            reject=_seated(seats, number(account, "rejections")),
        )

    @property
    def claim(self) -> tuple[Pubkey, int, int, str]:
        """Who may claim what: owner, energy [Wh], emissions [g], and what became of it."""
        return self.owner, self.wh, self.emission_g, self.word

    @property
    def word(self) -> str:
        """What became of it."""
        return STATUS[self.status]

    def vote(self, approver: Pubkey, *, approves: bool, version: int) -> None:
        """Put a vote in the place of the same approver's earlier one; a new set's first voids all others."""
        if version != self.version:
            self.version, self.approve, self.reject = version, set(), set()
        for votes in (self.approve, self.reject):
            votes.discard(approver)
        (self.approve if approves else self.reject).add(approver)


def _seated(seats: tuple[Pubkey, ...], bits: int) -> set[Pubkey]:
    return {key for seat, key in enumerate(seats) if bits >> seat & 1}


@dataclass(slots=True)
class Calendar:
    """The quarter hours that certificates take: 96 bits a meter and day, as the ledger has them."""

    days: dict[tuple[Pubkey, int], int] = field(default_factory=dict)

    def take(self, meter: Pubkey, start: int, end: int) -> bool:
        """Take quarter hours; False when one of them was taken before."""
        free = True
        for key, bits in _spans(meter, start, end):
            taken = self.days.get(key, 0)
            free = free and not taken & bits
            self.days[key] = taken | bits
        return free

    def free(self, meter: Pubkey, start: int, end: int) -> None:
        """Give quarter hours back."""
        for key, bits in _spans(meter, start, end):
            self.days[key] = self.days.get(key, 0) & ~bits


def _spans(meter: Pubkey, start: int, end: int) -> Iterator[tuple[tuple[Pubkey, int], int]]:
    """Yield the days of an interval with the bits of its quarter hours."""
    quarter, last = start // QUARTER_S, end // QUARTER_S
    while quarter < last:
        day, first = divmod(quarter, QUARTERS_A_DAY)
        count = min(last - quarter, QUARTERS_A_DAY - first)
        yield (meter, day), ((1 << count) - 1) << first
        quarter += count


@dataclass(slots=True)
class MeterTotals:
    """A meter's certificates together [Wh]."""

    requested_wh: int = 0
    certified_wh: int = 0
    requested_surplus_wh: int = 0
    minted_wh: int = 0

    @classmethod
    def of(cls, account: Fields) -> "MeterTotals":
        """Read them from a MeterCertification account."""
        return cls(*(number(account, name) for name in cls.__slots__))
