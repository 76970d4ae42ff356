"""The embedded validator: the ledger port over LiteSVM, a journal, snapshots and a clock.

`send` returns when every receipt is durable: all transactions of a call, or of a :meth:`group`, are one
commit. What has answered once is never lost, and never runs twice.

One thread owns a ledger, since LiteSVM cannot be shared; a call from another thread is refused in words.
"""

import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
from solders.hash import Hash
from solders.pubkey import Pubkey
from solders.signature import Signature

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.loader import CLOCK_SYSVAR
from gridtokenx.chain.lookup_table import SLOT_HASHES
from gridtokenx.ledger.litesvm import genesis as genesis_form
from gridtokenx.ledger.litesvm import outcome
from gridtokenx.ledger.litesvm.admission import Admission
from gridtokenx.ledger.litesvm.folder_lock import FolderLock
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.journal import Entry, Journal, Kind
from gridtokenx.ledger.litesvm.machine import Simulated
from gridtokenx.ledger.litesvm.recovery import JournalDamaged, Recovered, recover
from gridtokenx.ledger.litesvm.slot_clock import FIRST_SLOT, SlotClock
from gridtokenx.ledger.litesvm.snapshots import SNAPSHOT_EVERY, Snapshots
from gridtokenx.ledger.litesvm.stored import stored_transaction
from gridtokenx.port.clock import Clock
from gridtokenx.port.ledger import AccountState, AnyTransaction, Receipt, TransactionRefused
from gridtokenx.port.node import Commit

WAIT_STEP_S = 0.05
_PRESENT = frozenset({CLOCK_SYSVAR, SLOT_HASHES})
"""Accounts that the validator itself writes, when somebody looks."""


class WrongThread(GridTokenXError):
    """A call from a thread that does not own the ledger."""


class LedgerClosed(GridTokenXError):
    """A ledger that was closed, or whose disk failed."""


def open_litesvm(
    folder: Path,
    *,
    genesis: Genesis,
    clock: Clock | None = None,
    snapshot_every: int = SNAPSHOT_EVERY,
    sleep: Callable[[float], None] = time.sleep,
) -> "LiteSvmLedger":
    """Open the ledger of a folder, or found it.

    Args:
        folder: Where ``ledger.db`` is; made when it is not there.
        genesis: Where a new ledger starts; an existing one must have the same operator, program
            addresses and notes, and keeps its own clock and code.
        clock: The wall clock; None for simulated time, which moves by ``advance_to`` alone.
        snapshot_every: Transactions between snapshots.
        sleep: How ``advance_to`` waits in wall time.

    Raises:
        LedgerInUse: Another process has the folder open.
        GenesisMismatch: The folder holds another ledger.
        JournalDamaged: The journal is not what was written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as undo:
        lock = FolderLock(folder)
        undo.callback(lock.release)
        try:
            journal = Journal(folder)
            undo.callback(journal.close)
            if journal.last is None:
                _found(journal, genesis, simulated=clock is None)
            found = recover(journal, folder)
        except sqlite3.DatabaseError as fault:
            raise JournalDamaged(f"the journal cannot be read ({fault}): restore a backup") from None
        genesis_form.check_same((found.genesis, found.simulated), genesis, simulated=clock is None)
        undo.pop_all()
    return LiteSvmLedger(
        folder, lock, journal, found, clock=clock, snapshot_every=snapshot_every, sleep=sleep
    )


def _found(journal: Journal, genesis: Genesis, *, simulated: bool) -> None:
    """Write the genesis entry; a ledger in wall time gets a nonce of its own."""
    if not simulated and not genesis.nonce:
        genesis = replace(genesis, nonce=secrets.token_bytes(32))
    body = genesis_form.encode(genesis, simulated=simulated)
    journal.append(Kind.GENESIS, slot=FIRST_SLOT, time_s=genesis.time_s, body=body)
    for program in genesis.programs:
        journal.put_program(program.digest, program.code)
    journal.commit()


class LiteSvmLedger:
    """A ledger in this process; made by :func:`open_litesvm`, owned by the thread that opened it."""

    def __init__(
        self,
        folder: Path,
        lock: FolderLock,
        journal: Journal,
        recovered: Recovered,
        *,
        clock: Clock | None,
        snapshot_every: int,
        sleep: Callable[[float], None],
    ) -> None:
        assert journal.last is not None
        replayer, genesis = recovered.replayer, recovered.genesis
        self.folder = folder
        self.genesis = genesis
        self.genesis_hash = replayer.genesis_hash
        self.simulated = clock is None
        self._lock, self._journal, self._replayer = lock, journal, replayer
        self._machine = replayer.machine
        self._thread = threading.get_ident()
        self._sleep = sleep
        self._clock = SlotClock(genesis.time_s, clock, journal.last.time_s, journal.last.slot)
        self._admission = Admission(journal, replayer.genesis_hash, self._clock.slot)
        self._snapshots = Snapshots(folder, journal, recovered, every=snapshot_every)
        self._grouping = False
        self._closed = False
        self._ran: list[tuple[Entry, tuple[Pubkey, ...]]] = []
        """Entries of this commit, and what each may have written; its result is in the entry."""
        self.when_durable: Callable[[], None] = _nothing
        self._listeners: list[Callable[[Commit], None]] = []

    # -- sending ------------------------------------------------------------------------------------

    def blockhash(self) -> Hash:
        """Return a recent blockhash to sign with; it lives 150 slots."""
        self._check()
        self._follow_wall()
        return self._admission.latest()

    def send(self, transactions: Sequence[AnyTransaction]) -> list[Receipt]:
        """Execute signed transactions in order; durable when the call returns, or when its group ends.

        Raises:
            TransactionRefused: One never entered the ledger. Those before it did, and are durable.
        """
        self._check()
        if self._grouping:
            return [self._admit(transaction) for transaction in transactions]
        with self.group():
            return [self._admit(transaction) for transaction in transactions]

    def submit(self, transactions: Sequence[AnyTransaction]) -> list[Receipt | TransactionRefused]:
        """Execute transactions in order in one commit; each has a receipt, durable now, or its refusal."""
        with self.group(paced=True):
            return [self._try(transaction) for transaction in transactions]

    def _try(self, transaction: AnyTransaction) -> Receipt | TransactionRefused:
        try:
            return self._admit(transaction)
        except TransactionRefused as refused:
            return refused

    @contextmanager
    def group(self, *, paced: bool = False) -> Iterator[None]:
        """Make several sends one commit; acknowledge nothing before the block ends.

        What ran is committed even when the block raises, since the machine has moved on.

        Args:
            paced: In simulated time, whether slots pass by this machine's time, not with each group.
        """
        self._check()
        assert not self._grouping, "groups do not nest"
        if paced:
            self._clock.pace(time.monotonic)
        else:
            self._clock.tick()
        self._enter_slot()
        self._grouping = True
        try:
            yield
        finally:
            self._grouping = False
            self._commit()

    def _admit(self, transaction: AnyTransaction) -> Receipt:
        body = bytes(transaction)
        signature = outcome.signature_of(body)
        self._admission.check(transaction, body, signature)
        ran = self._machine.run(transaction)
        if ran.refused is not None:
            raise TransactionRefused(f"transaction {Signature(signature)} was refused: {ran.refused}")
        slot, time_s = self._clock.slot, self._clock.time_s
        entry = self._journal.append(
            Kind.TRANSACTION, slot=slot, time_s=time_s, body=body, result=ran.result, signature=signature
        )
        self._admission.entered(signature, slot)
        self._ran.append((entry, ran.written))
        return outcome.receipt_of(ran.outcome, body, slot=slot, time_s=time_s)

    def _enter_slot(self) -> None:
        self._admission.move_to(self._clock.slot)
        self._replayer.at(slot=self._clock.slot, time_s=self._clock.time_s)

    def _commit(self) -> None:
        try:
            if self._snapshots.due():
                self._take_snapshot()
            self._journal.commit()
        except sqlite3.Error as fault:
            self._let_go()
            raise LedgerClosed(
                f"the journal could not be written ({fault}): free the disk, open again"
            ) from None

        self._snapshots.hand_over()
        self.when_durable()
        self._tell()

    def _tell(self) -> None:
        """Tell the listeners what is durable now."""
        ran, self._ran = self._ran, []
        if not ran or not self._listeners:
            return
        changed = dict.fromkeys(address for _, written in ran for address in written)
        commit = Commit(
            ran[-1][0].slot,
            ran[-1][0].time_s,
            tuple(stored_transaction(entry) for entry, _ in ran),
            {address: self._machine.account(address) for address in changed},
        )
        for listener in list(self._listeners):
            listener(commit)

    def on_commit(self, listener: Callable[[Commit], None]) -> Callable[[], None]:
        """Call a listener after each commit, in order; returns what ends it."""
        self._listeners.append(listener)

        def end() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return end

    def _take_snapshot(self) -> None:
        """Chain the state to the journal; durable with the commit that follows."""
        self._snapshots.taken(self._append(Kind.SNAPSHOT, msgspec.msgpack.encode(self._machine.mark())))

    def _append(self, kind: Kind, body: bytes) -> Entry:
        return self._journal.append(kind, slot=self._clock.slot, time_s=self._clock.time_s, body=body)

    # -- reading ------------------------------------------------------------------------------------

    def account(self, address: Pubkey) -> AccountState | None:
        """Return one account, or None."""
        return self.accounts([address])[0]

    def accounts(self, addresses: Sequence[Pubkey]) -> list[AccountState | None]:
        """Return several accounts in order; the clock and the recent slots show the present."""
        self._check()
        if not self._grouping and not _PRESENT.isdisjoint(addresses):
            self._follow_wall()
            self._replayer.at(slot=self._clock.slot, time_s=self._clock.time_s)
        return [self._machine.account(address) for address in addresses]

    def program_accounts(self, program: Pubkey, *, discriminator: bytes = b"") -> Iterator[AccountState]:
        """Yield accounts that a program owns, by address, those whose data start with the discriminator."""
        self._check()
        return iter(self._machine.owned_by(program, prefix=discriminator))

    def lives(self, blockhash: Hash) -> bool:
        """Return whether a transaction may carry a blockhash now."""
        self._check()
        self._follow_wall()
        return self._admission.lives(blockhash)

    def simulate(self, transaction: AnyTransaction, *, check_signatures: bool) -> Simulated:
        """Run a transaction at the present slot without keeping anything."""
        self._check()
        self._follow_wall()
        self._replayer.at(slot=self._clock.slot, time_s=self._clock.time_s)
        return self._machine.simulate(transaction, check_signatures=check_signatures)

    def rent_exempt(self, size: int) -> int:
        """Return the lamports that an account of a size [bytes] needs to stay."""
        self._check()
        return self._machine.rent_exempt(size)

    def history(self, *, limit: int, before: int | None = None) -> list[Receipt]:
        """Return receipts, newest first; transactions are numbered from 1, `before` is such a number."""
        self._check()
        end = self.transaction_count() + 1 if before is None else before
        entries = self._journal.transactions(before=end, limit=limit)
        return [outcome.receipt(e.body, e.result, slot=e.slot, time_s=e.time_s) for e in entries]

    def transaction_count(self) -> int:
        """Return how many transactions the ledger holds."""
        assert self._journal.last is not None
        return self._journal.last.number

    def state_hash(self) -> str:
        """Return SHA-256 [hex] over the programs' accounts and token accounts."""
        self._check()
        return self._machine.state_hash()

    def head(self) -> str:
        """Return ``seq:hash`` of the newest entry, to be kept elsewhere: an audit finds what is cut off."""
        self._check()
        self._commit()
        assert self._journal.last is not None
        return self._journal.last.head

    # -- time ---------------------------------------------------------------------------------------

    def time_s(self) -> int:
        """Return the chain's clock [epoch s]."""
        self._check()
        self._follow_wall()
        return self._clock.time_s

    def slot(self) -> int:
        """Return the current slot."""
        self._check()
        self._follow_wall()
        return self._clock.slot

    def advance_to(self, time_s: int) -> None:
        """Move the clock in simulated time, or wait in wall time, until it shows at least `time_s`."""
        self._check()
        if self._clock.wall is not None:
            assert not self._grouping, "a group holds the clock: wait outside of it"
            while self.time_s() < time_s:
                self._sleep(WAIT_STEP_S)
            return
        if time_s > self._clock.time_s:
            self._clock.time_s = time_s
            self._append(Kind.CLOCK, b"")
            if self._grouping:
                self._enter_slot()

    def pace(self) -> None:
        """Let the slots pass that are due by this machine's time."""
        self._check()
        if not self._grouping:
            self._clock.pace(time.monotonic)
            self._admission.move_to(self._clock.slot)

    def _follow_wall(self) -> None:
        if self._clock.wall is not None and not self._grouping:
            self._clock.tick()
            self._admission.move_to(self._clock.slot)

    # -- life ---------------------------------------------------------------------------------------

    def close(self) -> None:
        """Write a snapshot and let go of the folder; closing twice does nothing."""
        if self._closed:
            return
        self._check()
        if self._snapshots.behind():
            self._take_snapshot()
        self._commit()
        self._let_go()

    def _let_go(self) -> None:
        self._closed = True
        self._snapshots.close()
        self._journal.close()
        self._lock.release()

    def _check(self) -> None:
        if threading.get_ident() != self._thread:
            raise WrongThread("the ledger belongs to the thread that opened it: hand it the call, see docs")
        if self._closed:
            raise LedgerClosed("the ledger is closed: open it again")


def _nothing() -> None:
    """Do nothing, for nobody who asked to be told."""
