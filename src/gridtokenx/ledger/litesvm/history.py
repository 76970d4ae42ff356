"""What is durable, read beside the ledger's thread: by signature, by address and by slot."""

import logging
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from solders.message import MessageV0
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.transaction import VersionedTransaction

from gridtokenx.ledger.litesvm import outcome
from gridtokenx.ledger.litesvm.address_index import AddressIndex, remove_index
from gridtokenx.ledger.litesvm.journal import Entry, Journal, Kind
from gridtokenx.ledger.litesvm.stored import signature_record, stored_transaction
from gridtokenx.port.node import SignatureRecord, StoredTransaction

_log = logging.getLogger(__name__)
CHUNK = 200
"""Entries indexed at a time: 10 ms or so, between which lookups are answered."""


class History:
    """The port's ``HistoryView`` over a ledger folder, open in one thread."""

    def __init__(self, folder: Path) -> None:
        self._journal = Journal(folder, read_only=True)
        self._index = _open_index(folder)
        self._next = self._start()

    def transaction(self, signature: Signature) -> StoredTransaction | None:
        """Return a transaction, or None."""
        found = self._find(signature)
        return stored_transaction(found) if found else None

    def statuses(self, signatures: Sequence[Signature]) -> list[SignatureRecord | None]:
        """Return what became of several transactions."""
        found = map(self._find, signatures)
        return [signature_record(entry) if entry else None for entry in found]

    def signatures(
        self, address: Pubkey, *, limit: int, before: Signature | None = None, until: Signature | None = None
    ) -> list[SignatureRecord]:
        """Return the transactions that name an address, newest first, strictly between two of them.

        A `before` that the ledger does not have gives none, as with Solana; such an `until` has no effect.
        """
        self._index_all()
        end = 2**62 if before is None else self._number(before)
        after = 0 if until is None else self._number(until)
        numbers = self._index.numbers(bytes(address), after=after, before=end, limit=limit)
        entries = map(self._journal.numbered, numbers)
        return [signature_record(entry) for entry in entries if entry is not None]

    def block(self, slot: int) -> list[StoredTransaction]:
        """Return a slot's transactions in order."""
        entries = self._journal.at_slot(slot)
        return [stored_transaction(entry) for entry in entries if entry.kind == Kind.TRANSACTION]

    def block_time(self, slot: int) -> int | None:
        """Return a slot's time [epoch s]: of its transactions, or of the newest ones before it."""
        return self._journal.time_of_slot(slot)

    def index_some(self) -> bool:
        """Index the next entries; False when there are no more."""
        entries = list(islice(self._journal.entries(first=self._next), CHUNK))
        if entries:
            self._index.add((entry, _names(entry)) for entry in entries)
            self._next = entries[-1].seq + 1
        return len(entries) == CHUNK

    def close(self) -> None:
        """Let go of the files."""
        self._index.close()
        self._journal.close()

    def _index_all(self) -> None:
        while self.index_some():
            pass

    def _find(self, signature: Signature) -> Entry | None:
        self._index_all()
        wanted = bytes(signature)
        entries = map(self._journal.numbered, self._index.candidates(wanted))
        return next(
            (entry for entry in entries if entry and outcome.signature_of(entry.body) == wanted), None
        )

    def _number(self, signature: Signature) -> int:
        entry = self._find(signature)
        return entry.number if entry else 0

    def _start(self) -> int:
        """Return the first entry to index; an index of another journal is thrown away."""
        reached = self._index.reached()
        if reached is None:
            return 0
        seq, link = reached
        entry = self._journal.entry(seq)
        if entry is not None and entry.hash == link:
            return seq + 1
        _log.warning("ledger.history.restarted: the index is of another journal and is made again")
        self._index.restart()
        return 0


def _open_index(folder: Path) -> AddressIndex:
    try:
        index = AddressIndex(folder)
        index.reached()
    except sqlite3.DatabaseError as fault:
        _log.warning("ledger.history.restarted: the index cannot be read (%s) and is made again", fault)
        remove_index(folder)
        return AddressIndex(folder)
    return index


def _names(entry: Entry) -> Iterable[bytes]:
    """Return every account that a transaction names, those of lookup tables among them."""
    if entry.kind != Kind.TRANSACTION:
        return ()
    message = VersionedTransaction.from_bytes(entry.body).message
    static = map(bytes, message.account_keys)
    if not isinstance(message, MessageV0) or not message.address_table_lookups:
        return {*static}
    effects = outcome.decode(entry.result).effects
    loaded = (*effects.loaded_writable, *effects.loaded_readonly) if effects else ()
    return {*static, *loaded}
