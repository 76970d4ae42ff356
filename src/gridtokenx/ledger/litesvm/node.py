"""The embedded validator for everybody: the port ``Node`` over a ledger in a thread of its own.

LiteSVM belongs to the thread that made it. And its just-in-time code leaves the x87 registers of an
x86 processor in MMX mode, after which NumPy's remainder, which uses them, answers NaN once in the same
thread (seen with solders 0.29.0, numpy 2.4.6). Registers belong to a thread; this one only does integers.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from solders.hash import Hash
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from gridtokenx.ledger.litesvm.blockhash import blockhash_at
from gridtokenx.ledger.litesvm.engine import Engine
from gridtokenx.ledger.litesvm.faucet import Faucet
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.history_thread import HistoryThread
from gridtokenx.ledger.litesvm.promise import fulfil
from gridtokenx.ledger.litesvm.slot_clock import FIRST_SLOT
from gridtokenx.ledger.litesvm.snapshots import SNAPSHOT_EVERY
from gridtokenx.ledger.litesvm.state import LedgerState
from gridtokenx.ledger.litesvm.validator import LiteSvmLedger, open_litesvm
from gridtokenx.port.clock import Clock
from gridtokenx.port.ledger import AccountState, AnyTransaction, Receipt
from gridtokenx.port.node import Commit, HistoryView, StateView

_log = logging.getLogger(__name__)
T = TypeVar("T")
WAIT_STEP_S = 0.05


def open_node(
    folder: Path,
    *,
    genesis: Genesis,
    clock: Clock | None = None,
    faucet: Keypair | None = None,
    snapshot_every: int = SNAPSHOT_EVERY,
) -> "LiteSvmNode":
    """Open the ledger of a folder in a thread of its own, or found it.

    Args:
        folder: Where ``ledger.db`` is; made when it is not there.
        genesis: Where a new ledger starts; see ``open_litesvm``.
        clock: The wall clock; None for simulated time.
        faucet: Whose lamports ``airdrop`` gives away; None allows none. The genesis or a transfer funds it.
        snapshot_every: Transactions between snapshots.

    Raises:
        LedgerInUse: Another process has the folder open.
        GenesisMismatch: The folder holds another ledger.
        JournalDamaged: The journal is not what was written.
    """
    engine = Engine()
    ledger = engine.start(
        lambda: open_litesvm(folder, genesis=genesis, clock=clock, snapshot_every=snapshot_every)
    )
    return LiteSvmNode(engine, ledger, faucet=Faucet(faucet) if faucet else None)


class LiteSvmNode:
    """The port ``Node``; every call may come from any thread."""

    def __init__(self, engine: Engine, ledger: LiteSvmLedger, *, faucet: Faucet | None) -> None:
        self._engine, self._ledger, self._faucet = engine, ledger, faucet
        self._state = LedgerState(ledger)
        self._history = HistoryThread(ledger.folder)
        ledger.when_durable = self._history.committed
        self.genesis_hash = Hash(ledger.genesis_hash)
        self.first_slot = FIRST_SLOT

    # -- sending ------------------------------------------------------------------------------------

    def blockhash(self) -> Hash:
        """Return a recent blockhash to sign with."""
        return self._engine.call(self._ledger.blockhash, passes=True)

    def submit(self, transaction: AnyTransaction) -> Future[Receipt]:
        """Queue a transaction; the future has its receipt once that is durable, or `TransactionRefused`."""
        return self._engine.submit(transaction)

    def send(self, transactions: Sequence[AnyTransaction]) -> list[Receipt]:
        """Execute signed transactions in order; see the port."""
        return self._engine.call(lambda: self._ledger.send(transactions))

    @contextmanager
    def group(self) -> Iterator[None]:
        """Make what this thread sends inside durable together; what others send waits for its end."""
        group = self._ledger.group()
        self._engine.enter(group.__enter__)
        try:
            yield
        except BaseException as error:
            caught = error
            if not self._engine.leave(lambda: group.__exit__(type(caught), caught, caught.__traceback__)):
                raise
        else:
            self._engine.leave(lambda: group.__exit__(None, None, None))

    def airdrop(self, address: Pubkey, lamports: int) -> Future[Receipt]:
        """Send lamports from the faucet, by an ordinary transaction."""
        faucet = self._faucet
        if faucet is None:
            return Faucet.refused()
        return self._engine.submit_made(
            lambda: faucet.gift(address, lamports, blockhash=self._ledger.blockhash())
        )

    # -- reading ------------------------------------------------------------------------------------

    def read(self, work: Callable[[StateView], T]) -> Future[T]:
        """Do work on the state, on the ledger's thread, between two commits."""

        def at_one_slot() -> T:
            self._ledger.pace()
            return work(self._state)

        return self._engine.hand(at_one_slot)

    def look_up(self, work: Callable[[HistoryView], T]) -> Future[T]:
        """Do work on the history, beside the ledger's thread."""
        return self._history.look_up(work)

    def account(self, address: Pubkey) -> AccountState | None:
        """Return one account, or None."""
        return self._engine.call(lambda: self._ledger.account(address), passes=True)

    def accounts(self, addresses: Sequence[Pubkey]) -> list[AccountState | None]:
        """Return several accounts in order."""
        return self._engine.call(lambda: self._ledger.accounts(addresses), passes=True)

    def program_accounts(self, program: Pubkey, *, discriminator: bytes = b"") -> Iterable[AccountState]:
        """Return accounts that a program owns, those whose data start with the discriminator."""
        return self._engine.call(
            lambda: list(self._ledger.program_accounts(program, discriminator=discriminator)), passes=True
        )

    def rent_exempt(self, size: int) -> int:
        """Return the lamports that an account of a size [bytes] needs to stay."""
        return self._engine.call(lambda: self._ledger.rent_exempt(size), passes=True)

    def history(self, *, limit: int, before: int | None = None) -> list[Receipt]:
        """Return receipts, newest first, those with a number below `before`."""
        return self._engine.call(lambda: self._ledger.history(limit=limit, before=before), passes=True)

    def transaction_count(self) -> int:
        """Return how many transactions the ledger holds."""
        return self._engine.call(self._ledger.transaction_count, passes=True)

    def head(self) -> str:
        """Return ``seq:hash`` of the newest entry."""
        return self._engine.call(self._ledger.head)

    def state_hash(self) -> str:
        """Return the hash [hex] of the programs' accounts and token accounts."""
        return self._engine.call(self._ledger.state_hash, passes=True)

    def block_hash(self, slot: int) -> Hash:
        """Return a slot's blockhash; every slot since the first has one."""
        return blockhash_at(self._ledger.genesis_hash, slot)

    def on_commit(self, listener: Callable[[Commit], None]) -> Callable[[], None]:
        """Call a listener after each commit, on the ledger's thread, in order; it must return at once."""

        def tell(commit: Commit) -> None:
            told: Future[None] = Future()
            fulfil(told, lambda: listener(commit))
            if (fault := told.exception()) is not None:
                _log.error("ledger.listener.failed", exc_info=fault)

        return self._engine.call(lambda: self._ledger.on_commit(tell), passes=True)

    # -- time and life ------------------------------------------------------------------------------

    def time_s(self) -> int:
        """Return the chain's clock [epoch s]."""
        return self._engine.call(self._ledger.time_s, passes=True)

    def advance_to(self, time_s: int) -> None:
        """Move the chain's clock, or wait in wall time, until it shows at least `time_s`."""
        if self._ledger.simulated:
            self._engine.call(lambda: self._ledger.advance_to(time_s))
        else:
            while self.time_s() < time_s:
                time.sleep(WAIT_STEP_S)

    def close(self) -> None:
        """Let go of the ledger and its threads; closing twice does nothing."""
        self._engine.close(self._ledger.close)
        self._history.close()
