"""The ledger port over JSON-RPC: any Solana cluster, or the embedded validator in another process.

A transaction is done when the cluster has voted for it (`confirmed`). One thread at a time uses a ledger.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from solders.hash import Hash
from solders.pubkey import Pubkey
from solders.signature import Signature

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.chain.loader import CLOCK_SYSVAR
from gridtokenx.ledger.rpc.answer import (
    Meta,
    SignatureLine,
    Status,
    TransactionAnswer,
    receipt_of,
    signature_of,
)
from gridtokenx.ledger.rpc.cluster import ACCOUNTS_A_CALL, Cluster
from gridtokenx.ledger.rpc.delivery import IN_FLIGHT, Delivery
from gridtokenx.ledger.rpc.index import SignatureIndex
from gridtokenx.ledger.rpc.state import state_hash
from gridtokenx.ledger.rpc.transport import PATIENCE_S, CallRefused, Transport
from gridtokenx.ledger.rpc.wave import WAVE_MAX, waves
from gridtokenx.port.ledger import AccountState, AnyTransaction, LedgerUnavailable, Receipt

OPENING_PATIENCE_S = 3.0
"""How long a wrong address is tried before it is said to be wrong [s]."""
BLOCKHASH_S = 10.0
"""How long a blockhash is handed out when nothing was sent with it [s]; it lives a minute or so."""
RECEIPTS_KEPT = 4_096
RECEIPT_TRIES = 20
RECEIPT_PAUSE_S = 0.2
"""A node may know a transaction's status before its log."""
CLOCK_STEP_S = 0.1
AIRDROP_S = 60.0
CLOCK_STILL_S = 60.0
_UNIX_TIME = slice(32, 40)
"""Where the clock sysvar has its time: behind slot, epoch start, epoch and next epoch."""


class ClockStandsStill(LedgerUnavailable):
    """A cluster whose time does not pass."""


class AirdropRefused(GridTokenXError):
    """A cluster without a faucet, or one that has given enough."""


def open_rpc(
    url: str,
    *,
    programs: Sequence[Pubkey],
    commitment: str = "confirmed",
    patience_s: float = PATIENCE_S,
    sleep: Callable[[float], None] = time.sleep,
) -> "RpcLedger":
    """Open a cluster's ledger.

    Args:
        url: Its JSON-RPC address, such as ``http://127.0.0.1:8899``.
        programs: Our programs, whose transactions are the ledger's history and whose accounts its state.
        patience_s: How long a call is tried again while the cluster does not answer [s].
        commitment: When something counts as done, ``confirmed`` or ``finalized``.
        sleep: How it waits.

    Raises:
        LedgerUnreachable: Nothing answers there, or no JSON-RPC server.
    """
    transport = Transport(url, patience_s=OPENING_PATIENCE_S, sleep=sleep)
    try:
        cluster = Cluster(transport, commitment=commitment)
        genesis_hash = cluster.genesis_hash()
    except GridTokenXError:
        transport.close()
        raise
    patient = Transport(url, patience_s=patience_s, sleep=sleep)
    transport.close()
    return RpcLedger(Cluster(patient, commitment=commitment), genesis_hash, programs, sleep=sleep)


class RpcLedger:
    """A ledger behind JSON-RPC; made by :func:`open_rpc`."""

    def __init__(
        self,
        cluster: Cluster,
        genesis_hash: Hash,
        programs: Sequence[Pubkey],
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.genesis_hash = genesis_hash
        self.programs = tuple(programs)
        self._cluster, self._sleep, self._monotonic = cluster, sleep, monotonic
        self._pool = ThreadPoolExecutor(max_workers=IN_FLIGHT, thread_name_prefix="rpc")
        self._delivery = Delivery(cluster, self._pool, sleep=sleep, monotonic=monotonic)
        self._index = SignatureIndex(cluster, self._pool, programs)
        self._receipts: OrderedDict[Signature, Receipt] = OrderedDict()
        self._fresh: tuple[Hash, float] | None = None

    @property
    def url(self) -> str:
        """Where it is, without what may be secret."""
        return self._cluster.transport.shown

    # -- sending ------------------------------------------------------------------------------------

    def blockhash(self) -> Hash:
        """Return a recent blockhash to sign with, a new one after each send."""
        now = self._monotonic()
        if self._fresh is None or now - self._fresh[1] > BLOCKHASH_S:
            blockhash, last_height, _ = self._cluster.latest_blockhash()
            self._delivery.remember(blockhash, last_height)
            self._fresh = (blockhash, now)
        return self._fresh[0]

    def send(self, transactions: Sequence[AnyTransaction]) -> list[Receipt]:
        """Send signed transactions so that each sees what those before it did; all are confirmed on return.

        Raises:
            TransactionRefused: One never entered the ledger. Those before it did; some after it may have, if
                it was lost on its way and they share no account with it.
        """
        refused = self._delivery.refusals(transactions)
        good = transactions[: min(refused, default=len(transactions))]
        self._fresh = None
        done: dict[Signature, Status] = {}
        for wave in waves(good):
            done |= self._delivery.deliver(wave)
        if refused:
            raise refused[min(refused)]
        return self._receipts_of(good, done)

    def send_in_any_order(self, transactions: Sequence[AnyTransaction]) -> list[Receipt]:
        """Send signed transactions that do not depend on one another, many at once.

        Raises:
            TransactionRefused: One never entered the ledger; the others did or did not.
        """
        refused = self._delivery.refusals(transactions)
        good = [transaction for place, transaction in enumerate(transactions) if place not in refused]
        self._fresh = None
        done: dict[Signature, Status] = {}
        for start in range(0, len(good), WAVE_MAX):
            done |= self._delivery.deliver(good[start : start + WAVE_MAX])
        if refused:
            raise refused[min(refused)]
        return self._receipts_of(good, done)

    def _receipts_of(
        self, transactions: Sequence[AnyTransaction], done: dict[Signature, Status]
    ) -> list[Receipt]:
        def receipt(transaction: AnyTransaction) -> Receipt:
            signature = transaction.signatures[0]
            status = done[signature]
            return self._receipt(signature, slot=status.slot, err=status.err)

        return [*self._pool.map(receipt, transactions)]

    @contextmanager
    def group(self) -> Iterator[None]:
        """Do nothing: a cluster makes each transaction durable by itself."""
        yield

    def _receipt(
        self, signature: Signature, *, slot: int, err: object, tries: int = RECEIPT_TRIES
    ) -> Receipt:
        """Return a transaction's receipt; of slot and error alone when the cluster keeps no more."""
        kept = self._receipts.get(signature)
        if kept is not None:
            return kept
        found = self._cluster.transaction(signature)
        for _ in range(tries if self._cluster.keeps_history else 0):
            if found is not None and found.meta is not None:
                break
            self._sleep(RECEIPT_PAUSE_S)
            found = self._cluster.transaction(signature)
        known = found if found and found.meta else TransactionAnswer(slot, Meta(err))
        time_s = self.time_s() if known.block_time is None else known.block_time
        return self._keep(receipt_of(signature, known, time_s=time_s))

    def _keep(self, receipt: Receipt) -> Receipt:
        self._receipts[receipt.signature] = receipt
        while len(self._receipts) > RECEIPTS_KEPT:
            self._receipts.popitem(last=False)
        return receipt

    # -- reading ------------------------------------------------------------------------------------

    def account(self, address: Pubkey) -> AccountState | None:
        """Return one account, or None."""
        return self._cluster.accounts([address])[0]

    def accounts(self, addresses: Sequence[Pubkey]) -> list[AccountState | None]:
        """Return several accounts in order; above a hundred they may be of several slots."""
        pieces = [addresses[n : n + ACCOUNTS_A_CALL] for n in range(0, len(addresses), ACCOUNTS_A_CALL)]
        return [account for piece in self._pool.map(self._cluster.accounts, pieces) for account in piece]

    def program_accounts(self, program: Pubkey, *, discriminator: bytes = b"") -> Iterator[AccountState]:
        """Yield accounts that a program owns, by address, those whose data start with the discriminator."""
        return iter(self._cluster.program_accounts(program, discriminator=discriminator))

    def history(self, *, limit: int, before: int | None = None) -> list[Receipt]:
        """Return receipts of our programs' transactions, newest first, numbered from 1 in this process."""
        count = self.transaction_count()

        def receipt(line: SignatureLine) -> Receipt:
            return self._receipt(signature_of(line.signature), slot=line.slot, err=line.err, tries=1)

        lines = self._index.between(limit=limit, before=count + 1 if before is None else before)
        return [*self._pool.map(receipt, lines)]

    def transaction_count(self) -> int:
        """Return how many transactions of our programs the cluster holds."""
        return self._index.update()

    def head(self) -> str:
        """Return ``slot:blockhash`` of the newest block: who keeps it can tell a cluster's other past."""
        blockhash, _, slot = self._cluster.latest_blockhash()
        return f"{slot}:{blockhash}"

    def state_hash(self) -> str:
        """Return the state's hash over the programs' accounts and all token accounts.

        They are read one program a time, so nothing may write meanwhile. A public cluster refuses to list
        all token accounts.
        """
        owners = (*self.programs, TOKEN_PROGRAM)
        return state_hash(account for owner in owners for account in self._cluster.program_accounts(owner))

    # -- time ---------------------------------------------------------------------------------------

    def time_s(self) -> int:
        """Return the cluster's clock [epoch s]."""
        clock = self.account(CLOCK_SYSVAR)
        if clock is not None and len(clock.data) >= _UNIX_TIME.stop:
            return int.from_bytes(clock.data[_UNIX_TIME], "little", signed=True)
        return self._cluster.block_time(self._cluster.slot()) or 0

    def advance_to(self, time_s: int) -> None:
        """Wait until the cluster's clock shows at least `time_s`.

        Raises:
            ClockStandsStill: It does not move, as in simulated time.
        """
        seen, moved = self.time_s(), self._monotonic()
        while seen < time_s:
            self._sleep(CLOCK_STEP_S)
            now = self.time_s()
            if now != seen:
                seen, moved = now, self._monotonic()
            elif self._monotonic() - moved > CLOCK_STILL_S:
                raise ClockStandsStill(
                    f"the clock of {self.url} stands at {seen}, {time_s - seen} s short: its node does not "
                    "run, or keeps simulated time"
                )

    # -- beside the port ----------------------------------------------------------------------------

    def rent_exempt(self, size: int) -> int:
        """Return the lamports that an account of a size [bytes] needs to stay."""
        return self._cluster.rent_exempt(size)

    def airdrop(self, address: Pubkey, lamports: int) -> None:
        """Ask the cluster's faucet for lamports, and wait for them.

        Raises:
            AirdropRefused: It gives none, or not so many, or they did not come.
        """
        before = self._lamports(address)
        try:
            self._cluster.request_airdrop(address, lamports)
        except CallRefused as refusal:
            raise AirdropRefused(
                f"{self.url} gave no lamports ({refusal.reason}): send {lamports} to {address} yourself"
            ) from None
        until = self._monotonic() + AIRDROP_S
        while self._lamports(address) <= before:
            if self._monotonic() > until:
                raise AirdropRefused(
                    f"{self.url} promised {lamports} lamports, and they did not come: try again"
                )
            self._sleep(CLOCK_STEP_S)

    def _lamports(self, address: Pubkey) -> int:
        account = self.account(address)
        return account.lamports if account else 0

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.shutdown()
        self._cluster.transport.close()
