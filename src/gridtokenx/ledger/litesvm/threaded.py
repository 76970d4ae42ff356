"""A ledger with a thread of its own, so that any thread may use it and no arithmetic suffers.

LiteSVM belongs to the thread that made it. And its just-in-time code leaves the x87 registers of an
x86 processor in MMX mode, after which NumPy's remainder, which uses them, answers NaN once in the same
thread (seen with solders 0.29.0, numpy 2.4.6). Registers belong to a thread; this one only does integers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from solders.hash import Hash
from solders.pubkey import Pubkey

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.validator import LiteSvmLedger, open_litesvm
from gridtokenx.port.ledger import AccountState, AnyTransaction, Receipt

T = TypeVar("T")


def open_threaded(folder: Path, *, genesis: Genesis) -> "ThreadedLedger":
    """Open the ledger of a folder in simulated time, in a thread of its own; see ``open_litesvm``.

    Raises:
        LedgerInUse: Another process has the folder open.
        GenesisMismatch: The folder holds another ledger.
        JournalDamaged: The journal is not what was written.
    """
    executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
    try:
        return ThreadedLedger(executor, executor.submit(open_litesvm, folder, genesis=genesis).result())
    except GridTokenXError:
        executor.shutdown()
        raise


def in_own_thread(work: Callable[[], T]) -> T:
    """Do work that runs a virtual machine in a thread that ends with it."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger") as executor:
        return executor.submit(work).result()


class ThreadedLedger:
    """The ledger port; each call is done in the ledger's thread, and waited for."""

    def __init__(self, executor: ThreadPoolExecutor, ledger: LiteSvmLedger) -> None:
        self._executor = executor
        self._ledger = ledger

    def _do(self, work: Callable[[], T]) -> T:
        return self._executor.submit(work).result()

    def blockhash(self) -> Hash:
        """Return a recent blockhash to sign with."""
        return self._do(self._ledger.blockhash)

    def send(self, transactions: Sequence[AnyTransaction]) -> list[Receipt]:
        """Execute signed transactions in order; see the port."""
        return self._do(lambda: self._ledger.send(transactions))

    @contextmanager
    def group(self) -> Iterator[None]:
        """Make what is sent inside durable together when the block ends."""
        group = self._ledger.group()
        self._do(group.__enter__)
        try:
            yield
        except BaseException as error:
            caught = error
            if not self._do(lambda: group.__exit__(type(caught), caught, caught.__traceback__)):
                raise
        else:
            self._do(lambda: group.__exit__(None, None, None))

    def account(self, address: Pubkey) -> AccountState | None:
        """Return one account, or None."""
        return self._do(lambda: self._ledger.account(address))

    def accounts(self, addresses: Sequence[Pubkey]) -> list[AccountState | None]:
        """Return several accounts in order."""
        return self._do(lambda: self._ledger.accounts(addresses))

    def program_accounts(self, program: Pubkey, *, discriminator: bytes = b"") -> Iterable[AccountState]:
        """Return accounts that a program owns, those whose data start with the discriminator."""
        return self._do(lambda: list(self._ledger.program_accounts(program, discriminator=discriminator)))

    def time_s(self) -> int:
        """Return the chain's clock [epoch s]."""
        return self._do(self._ledger.time_s)

    def advance_to(self, time_s: int) -> None:
        """Move the chain's clock until it shows at least `time_s`."""
        self._do(lambda: self._ledger.advance_to(time_s))

    def history(self, *, limit: int, before: int | None = None) -> list[Receipt]:
        """Return receipts, newest first, those with a number below `before`."""
        return self._do(lambda: self._ledger.history(limit=limit, before=before))

    def transaction_count(self) -> int:
        """Return how many transactions the ledger holds."""
        return self._do(self._ledger.transaction_count)

    def head(self) -> str:
        """Return ``seq:hash`` of the newest entry."""
        return self._do(self._ledger.head)

    def state_hash(self) -> str:
        """Return SHA-256 [hex] over the programs' accounts and token accounts."""
        return self._do(self._ledger.state_hash)

    def close(self) -> None:
        """Let go of the ledger and its thread."""
        self._do(self._ledger.close)
        self._executor.shutdown()
