"""A Solana ledger: the embedded validator or a cluster behind JSON-RPC."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from solders.hash import Hash
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.transaction import Transaction, VersionedTransaction

from gridtokenx.base.errors import GridTokenXError

AnyTransaction = Transaction | VersionedTransaction


class TransactionRefused(GridTokenXError):
    """A transaction that never entered the ledger; the message says why."""


class LedgerBusy(TransactionRefused):
    """More waits than the ledger takes on; nothing entered, and it may be tried again."""


class LedgerUnavailable(GridTokenXError):
    """A ledger that cannot be asked now, as a cluster out of reach; what was sent may have entered or not."""


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account as the ledger holds it."""

    address: Pubkey
    owner: Pubkey
    lamports: int
    data: bytes
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a transaction; a failed one has an `error` and changed nothing but fees."""

    signature: Signature
    slot: int
    time_s: int
    error: str | None
    """Such as ``InstructionError(0, Custom(6003))``."""
    custom_code: int | None
    """The program's own error code when there is one."""
    compute_units: int
    logs: tuple[str, ...]


class Ledger(Protocol):
    """Transactions in, receipts and accounts out."""

    def blockhash(self) -> Hash:
        """Return a recent blockhash to sign with."""

    def send(self, transactions: Sequence[AnyTransaction]) -> list[Receipt]:
        """Execute signed transactions in order; every receipt is durable when the call returns.

        Raises:
            TransactionRefused: A transaction never entered the ledger: bad signature, too large, a replay,
                or an unknown blockhash. Those before it did.
        """

    def group(self) -> AbstractContextManager[None]:
        """Make what is sent inside durable together when the block ends; nothing counts as done before."""

    def account(self, address: Pubkey) -> AccountState | None:
        """Return one account, or None."""

    def accounts(self, addresses: Sequence[Pubkey]) -> list[AccountState | None]:
        """Return several accounts in order."""

    def program_accounts(self, program: Pubkey, *, discriminator: bytes = b"") -> Iterable[AccountState]:
        """Return accounts that a program owns, those whose data start with the discriminator."""

    def time_s(self) -> int:
        """Return the chain's clock [epoch s]."""

    def advance_to(self, time_s: int) -> None:
        """Wait, or in simulated time move the chain's clock, until it shows at least `time_s`."""

    def history(self, *, limit: int, before: int | None = None) -> list[Receipt]:
        """Return receipts, newest first, those with a sequence number below `before`."""

    def transaction_count(self) -> int:
        """Return how many transactions the ledger holds."""

    def head(self) -> str:
        """Return the newest point of the ledger, to be kept elsewhere: a later cut is then noticed."""

    def state_hash(self) -> str:
        """Return SHA-256 [hex] over the programs' accounts and token accounts."""

    def close(self) -> None:
        """Let go of the ledger; everything is durable already."""
