"""What is durable, read beside the ledger's thread: by signature, by address and by slot."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.transaction import VersionedTransaction

from gridtokenx.ledger.litesvm.journal import Entry, Journal, Kind
from gridtokenx.ledger.litesvm.stored import signature_record, stored_transaction
from gridtokenx.port.node import HistoryView, SignatureRecord, StoredTransaction

T = TypeVar("T")


class JournalHistory:
    """The port's ``HistoryView`` over a journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def transaction(self, signature: Signature) -> StoredTransaction | None:
        """Return a transaction, or None."""
        found = self._journal.by_signature(bytes(signature))
        return stored_transaction(found) if found else None

    def statuses(self, signatures: Sequence[Signature]) -> list[SignatureRecord | None]:
        """Return what became of several transactions."""
        found = (self._journal.by_signature(bytes(signature)) for signature in signatures)
        return [signature_record(entry) if entry else None for entry in found]

    def signatures(
        self, address: Pubkey, *, limit: int, before: Signature | None = None, until: Signature | None = None
    ) -> list[SignatureRecord]:
        """Return the transactions that name an address, newest first, strictly between two of them."""
        end, start = self._number(before, 2**62), self._number(until, 0)
        found: list[SignatureRecord] = []
        for entry in self._journal.transactions(before=end, limit=2**62):
            if entry.number <= start or len(found) >= limit:
                break
            if address in names(entry):
                found.append(signature_record(entry))
        return found

    def _number(self, signature: Signature | None, missing: int) -> int:
        entry = self._journal.by_signature(bytes(signature)) if signature else None
        return entry.number if entry else missing

    def block(self, slot: int) -> list[StoredTransaction]:
        """Return a slot's transactions in order."""
        entries = self._journal.at_slot(slot)
        return [stored_transaction(entry) for entry in entries if entry.kind == Kind.TRANSACTION]

    def block_time(self, slot: int) -> int | None:
        """Return a slot's time [epoch s]: of its transactions, or of the newest ones before it."""
        return self._journal.time_of_slot(slot)


def names(entry: Entry) -> set[Pubkey]:
    """Return every account that a transaction names, those of lookup tables among them."""
    stored = stored_transaction(entry)
    message = VersionedTransaction.from_bytes(entry.body).message
    return {*message.account_keys, *stored.loaded_writable, *stored.loaded_readonly}


class HistoryReader:
    """A thread that reads the history of a folder."""

    def __init__(self, folder: Path) -> None:
        self._closed = False
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="history")
        self._journal = self._executor.submit(Journal, folder, read_only=True).result()

    def look_up(self, work: Callable[[HistoryView], T]) -> Future[T]:
        """Do work on the history in the thread."""
        return self._executor.submit(lambda: work(JournalHistory(self._journal)))

    def close(self) -> None:
        """End the thread; what waits is done first, and closing twice does nothing."""
        if not self._closed:
            self._closed = True
            self._executor.submit(self._journal.close).result()
            self._executor.shutdown()
