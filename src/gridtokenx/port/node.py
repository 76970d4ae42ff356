"""A validator as its JSON-RPC server needs it: state, history and news of commits.

Three sides, because they differ in who may touch them. State belongs to the ledger's own thread, so work on
it is handed over and runs between two commits, at one slot. History is read from disk by anybody. News of a
commit comes after it is durable, never before.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol, TypeVar

from solders.hash import Hash
from solders.pubkey import Pubkey
from solders.signature import Signature

from gridtokenx.port.ledger import AccountState, AnyTransaction, Ledger, Receipt

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TokenBalance:
    """A token account's balance before or after a transaction."""

    account_index: int
    """Its place among the transaction's accounts, those of lookup tables after the static ones."""
    mint: Pubkey
    owner: Pubkey
    amount: int
    """[base units]."""
    decimals: int


@dataclass(frozen=True, slots=True)
class InnerInstruction:
    """An instruction that a program called; accounts by their places in the transaction."""

    outer: int
    """Which of the transaction's own instructions led to it."""
    stack_height: int
    program_index: int
    accounts: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class StoredTransaction:
    """A transaction with everything that is told of it afterwards."""

    number: int
    """Transactions of the ledger up to and including this one."""
    receipt: Receipt
    body: bytes
    """As signed, serialised."""
    fee: int
    """[lamports]."""
    pre_balances: tuple[int, ...]
    """[lamports], an account each, in the order of the accounts."""
    post_balances: tuple[int, ...]
    pre_token_balances: tuple[TokenBalance, ...]
    post_token_balances: tuple[TokenBalance, ...]
    inner: tuple[InnerInstruction, ...]
    loaded_writable: tuple[Pubkey, ...]
    """Addresses that lookup tables gave, writable ones."""
    loaded_readonly: tuple[Pubkey, ...]
    return_data: tuple[Pubkey, bytes] | None


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a transaction would do; nothing of it is kept."""

    error: str | None
    """As in `Receipt`; a transaction that would be refused has its refusal here."""
    custom_code: int | None
    compute_units: int
    logs: tuple[str, ...]
    return_data: tuple[Pubkey, bytes] | None
    accounts: tuple[AccountState | None, ...]
    """Those asked for, as they would be."""


@dataclass(frozen=True, slots=True)
class SignatureRecord:
    """One line of an address's history."""

    signature: Signature
    slot: int
    time_s: int
    error: str | None
    number: int


@dataclass(frozen=True, slots=True)
class Commit:
    """What became durable together."""

    slot: int
    time_s: int
    transactions: tuple[StoredTransaction, ...]
    changed: Mapping[Pubkey, AccountState | None]
    """Accounts that the transactions could write, as they are now; None for one that is gone."""


class StateView(Protocol):
    """The state at one slot; used on the ledger's thread only."""

    def slot(self) -> int:
        """Return the current slot."""

    def time_s(self) -> int:
        """Return the chain's clock [epoch s]."""

    def block_height(self) -> int:
        """Return the height of the current block: slots since the first one."""

    def latest_blockhash(self) -> tuple[Hash, int]:
        """Return a recent blockhash and the last block height at which it is valid."""

    def blockhash_valid(self, blockhash: Hash) -> bool:
        """Return whether a transaction may still carry a blockhash."""

    def account(self, address: Pubkey) -> AccountState | None:
        """Return one account, or None."""

    def program_accounts(self, program: Pubkey, *, discriminator: bytes = b"") -> Iterable[AccountState]:
        """Yield the accounts that a program owns, by address."""

    def rent_exempt(self, size: int) -> int:
        """Return the lamports that an account of a size [bytes] needs to stay."""

    def fee(self, message: bytes) -> int | None:
        """Return what a serialised message costs [lamports], or None when its blockhash has died.

        Raises:
            ValueError: The bytes are no message.
        """

    def simulate(
        self,
        transaction: AnyTransaction,
        *,
        check_signatures: bool,
        replace_blockhash: bool,
        addresses: Sequence[Pubkey] = (),
    ) -> Simulation:
        """Run a transaction without keeping anything."""

    def transaction_count(self) -> int:
        """Return how many transactions the ledger holds."""


class HistoryView(Protocol):
    """What is durable, by signature, by address and by slot."""

    def transaction(self, signature: Signature) -> StoredTransaction | None:
        """Return a transaction, or None."""

    def statuses(self, signatures: Sequence[Signature]) -> list[SignatureRecord | None]:
        """Return what became of several transactions."""

    def signatures(
        self, address: Pubkey, *, limit: int, before: Signature | None = None, until: Signature | None = None
    ) -> list[SignatureRecord]:
        """Return the transactions that name an address, newest first, strictly between two of them."""

    def block(self, slot: int) -> list[StoredTransaction]:
        """Return a slot's transactions in order; a slot without any has none."""

    def block_time(self, slot: int) -> int | None:
        """Return a slot's time [epoch s]: of its transactions, or of the newest ones before it."""


class Node(Ledger, Protocol):
    """A ledger that serves others; every call may come from any thread."""

    genesis_hash: Hash
    """Names the ledger."""
    first_slot: int
    """The slot it began with."""

    def submit(self, transaction: AnyTransaction) -> Future[Receipt]:
        """Queue a transaction; what waits is executed in order and made durable in one commit.

        The future is done when the receipt is durable, or has `TransactionRefused`.
        """

    def read(self, work: Callable[[StateView], T]) -> Future[T]:
        """Do work on the state, on the ledger's thread, between two commits."""

    def look_up(self, work: Callable[[HistoryView], T]) -> Future[T]:
        """Do work on the history, beside the ledger's thread."""

    def airdrop(self, address: Pubkey, lamports: int) -> Future[Receipt]:
        """Send lamports from the faucet, by an ordinary transaction.

        The future has `TransactionRefused` when the ledger has no faucet, or the faucet not enough.
        """

    def block_hash(self, slot: int) -> Hash:
        """Return a slot's blockhash; every slot since the first has one."""

    def on_commit(self, listener: Callable[[Commit], None]) -> Callable[[], None]:
        """Call a listener after each commit, on the ledger's thread, in order; it must return at once.

        Returns:
            A function that ends it.
        """
