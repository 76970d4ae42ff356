"""What a running campus answers and does for those outside: the gateway's view of the pipeline."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus.model import Campus
from gridtokenx.port.ledger import Receipt
from gridtokenx.reading.block import FleetBlock
from gridtokenx.reading.record import IntervalReading
from gridtokenx.settlement.result import IntervalResult

Phase = Literal["idle", "open", "cleared"]


@dataclass(frozen=True, slots=True)
class BookLevel:
    """Open quantity at one price on one side."""

    price_ticks: int
    quantity_wh: int
    orders: int


@dataclass(frozen=True, slots=True)
class BookView:
    """The order book of the newest interval on the market; best price first on both sides."""

    interval: MarketInterval | None
    phase: Phase
    gate_closure_s: int | None
    bids: tuple[BookLevel, ...]
    asks: tuple[BookLevel, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """What the owner of a meter holds."""

    meter_id: MeterId
    wallet: str
    energy_units: int
    credit_units: int


@dataclass(frozen=True, slots=True)
class LedgerView:
    """State of the ledger in a glance."""

    programs: Mapping[str, str]
    transactions: int
    head: str
    time_s: int
    authority: str


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of a reading that was submitted from outside."""

    reading: IntervalReading
    transaction: str
    minted_units: int
    token_account: str


@dataclass(frozen=True, slots=True)
class HealthItem:
    """One part's state."""

    name: str
    ok: bool
    detail: str


StreamPayload = FleetBlock | IntervalResult | BookView | Receipt
"""What an event of kind power, interval, book or transaction carries."""


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """Something that happened, for streams."""

    kind: Literal["power", "interval", "book", "transaction"]
    time_s: int
    data: StreamPayload


class CampusService(Protocol):
    """A running campus. Calls that change something are awaited until they are durable."""

    @property
    def campus(self) -> Campus:
        """The campus that runs."""

    def time_s(self) -> int:
        """Return simulated or wall time [epoch s]."""

    def live(self) -> FleetBlock | None:
        """Return the newest step of the fleet, telemetry or settlement."""

    def health(self) -> tuple[HealthItem, ...]:
        """Return the state of each part."""

    async def book(self) -> BookView:
        """Return the order book of the newest interval on the market."""

    async def balances(self) -> tuple[Balance, ...]:
        """Return what each meter's owner holds, in the campus's order."""

    async def ledger(self) -> LedgerView:
        """Return the ledger's state."""

    async def transactions(self, *, limit: int, before: int | None) -> tuple[Receipt, ...]:
        """Return receipts, newest first."""

    async def submit(self, reading: IntervalReading) -> Submission:
        """Verify, store, attest and mint one reading of an external meter.

        Raises:
            GridTokenXError: Its subclasses say why the reading was refused, and nothing was changed.
        """

    def subscribe(self) -> AsyncIterator[StreamEvent]:
        """Yield what happens from now on; a slow reader loses the oldest events, never memory."""
