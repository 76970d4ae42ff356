"""The campus's lookup tables: a meter's accounts that every interval names, so that more fit a transaction.

Tables only save bytes. Their addresses are kept in the store; what is missing is made anew, and while a table
is too young to serve, transactions do without.
"""

from collections.abc import Iterable, Iterator, Sequence

from solders.pubkey import Pubkey

from gridtokenx.chain.lookup_table import (
    MAX_ADDRESSES,
    SLOT_HASHES,
    TableState,
    fill_table,
    read_table,
    recent_slots,
    table_address,
)
from gridtokenx.chain.message import LookupTable
from gridtokenx.pipeline.sending import Step
from gridtokenx.pipeline.site import Connection, Site
from gridtokenx.port.reading_store import ReadingStore

META = "lookup_tables"
ACCOUNTS_A_METER = 3
METERS_A_TABLE = MAX_ADDRESSES // ACCOUNTS_A_METER
FEWEST_METERS = 7
"""So many do not fit one transaction without a table."""
NEWEST_SLOTS = 64
"""Recent slots that tables are made with: older ones may be gone when the transaction arrives."""


class Tables:
    """Lookup tables of a campus; none if left out."""

    def __init__(self, states: Sequence[TableState] = ()) -> None:
        self._by_key = {key: state.table for state in states for key in state.table.places}
        self._serve_after = max((state.last_extended_slot for state in states), default=0)
        self._served = False

    def serving(self, site: Site, keys: Iterable[bytes]) -> tuple[LookupTable, ...]:
        """Return the tables that hold addresses, or none while the newest is too young."""
        if not self._by_key or not self._old_enough(site):
            return ()
        found = [self._by_key[key] for key in keys if key in self._by_key]
        return tuple({table.address: table for table in found}.values())

    def _old_enough(self, site: Site) -> bool:
        if not self._served:
            past = _recent_slots(site)
            self._served = bool(past) and past[0] >= self._serve_after
        return self._served


def lookup_keys(connection: Connection) -> tuple[Pubkey, Pubkey, Pubkey]:
    """Return a meter's accounts that attesting it names: registry entry, feed, its owner's energy."""
    return connection.meter, connection.feed, connection.energy


def open_tables(site: Site, store: ReadingStore) -> Tables:
    """Return the campus's tables, made or completed where need be.

    Raises:
        ProgramError: The lookup table program refused.
    """
    if len(site.connections) < FEWEST_METERS:
        return Tables()
    stored = [Pubkey.from_string(text) for text in (store.get_meta(META) or "").split()]
    states = _read(site, stored)
    held = {key for state in states for key in state.table.places}
    missing = [c for c in site.connections if not held.issuperset(map(bytes, lookup_keys(c)))]
    if missing:
        made = list(_make(site, missing))
        present = [Pubkey(state.table.address) for state in states]
        store.set_meta([(META, " ".join(str(address) for address in (*present, *made)))])
        states = [*states, *_read(site, made)]
    return Tables(states)


def _read(site: Site, addresses: Sequence[Pubkey]) -> list[TableState]:
    accounts = site.ledger.accounts(addresses)
    return [read_table(account.address, account.data) for account in accounts if account is not None]


def _make(site: Site, connections: Sequence[Connection]) -> Iterator[Pubkey]:
    """Make tables for meters, one for each free slot at a time; yield their addresses.

    Each sending brings a slot; should there be none, the meters left over do without.
    """
    me = site.operator_address()
    groups = [
        [key for c in connections[first : first + METERS_A_TABLE] for key in lookup_keys(c)]
        for first in range(0, len(connections), METERS_A_TABLE)
    ]
    while groups and (slots := _free_slots(site)[: len(groups)]):
        calls = [
            call
            for slot, keys in zip(slots, groups, strict=False)
            for call in fill_table(me, slot=slot, keys=keys)
        ]
        site.sender.send([Step((call,)) for call in calls])
        yield from (table_address(me, slot=slot) for slot in slots)
        groups = groups[len(slots) :]


def _free_slots(site: Site) -> list[int]:
    """Return recent slots with which the operator has made no table yet."""
    me, slots = site.operator_address(), _recent_slots(site)[:NEWEST_SLOTS]
    taken = site.ledger.accounts([table_address(me, slot=slot) for slot in slots])
    return [slot for slot, account in zip(slots, taken, strict=True) if account is None]


def _recent_slots(site: Site) -> list[int]:
    account = site.ledger.account(SLOT_HASHES)
    return [] if account is None else recent_slots(account.data)
