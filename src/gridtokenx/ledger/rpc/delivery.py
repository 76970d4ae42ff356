"""Getting signed transactions into a cluster: sent, watched, sent again, until confirmed or expired.

A cluster may lose a transaction without a word, and none that names a blockhash can enter once that has died.
So each is sent again until its signature has a status, or its blockhash's last block has passed. Source:
https://solana.com/docs/advanced/retry.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from solders.hash import Hash
from solders.message import Message, to_bytes_versioned
from solders.signature import Signature

from gridtokenx.chain.transaction import MAX_BYTES
from gridtokenx.ledger.rpc.answer import Status, error_of
from gridtokenx.ledger.rpc.cluster import SIGNATURES_A_CALL, Cluster
from gridtokenx.ledger.rpc.transport import CallRefused
from gridtokenx.port.ledger import AnyTransaction, LedgerUnavailable, TransactionRefused

IN_FLIGHT = 8
"""Requests at once: what a public cluster bears, and more than one node of our own needs."""
FIRST_PAUSE_S = 0.01
LONGEST_PAUSE_S = 0.4
"""A slot: nothing can be confirmed sooner than the next one."""
RESEND_S = 2.0
PROBE_S = 4.0
"""After this long without a status a transaction is simulated, to learn why it does not arrive."""
LONGEST_S = 300.0
"""A blockhash dies in a minute or so, in two at most: after this the cluster produces no blocks."""
KNOWN_BLOCKHASHES = 64
NO_BLOCKHASH = "BlockhashNotFound"
NEVER_ENTERS = frozenset(
    {
        "AccountNotFound",
        "InsufficientFundsForFee",
        "InvalidAccountForFee",
        "SanitizeFailure",
        "SignatureFailure",
        "AccountLoadedTwice",
        "TooManyAccountLocks",
        "AddressLookupTableNotFound",
        "InvalidAddressLookupTableOwner",
        "InvalidAddressLookupTableData",
        "InvalidAddressLookupTableIndex",
        "UnsupportedVersion",
        "MissingSignatureForFee",
    }
)
"""Errors by which a transaction leaves no trace on a cluster, so that waiting for it is in vain."""

Waiting = dict[Signature, AnyTransaction]
Refusals = dict[int, TransactionRefused]
Lost = dict[Signature, TransactionRefused]


class OutcomeUnknown(LedgerUnavailable):
    """Transactions that may or may not enter the ledger yet."""


class Delivery:
    """Delivers transactions to one cluster."""

    def __init__(
        self,
        cluster: Cluster,
        pool: ThreadPoolExecutor,
        *,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._cluster, self._pool = cluster, pool
        self._sleep, self._monotonic = sleep, monotonic
        self._last_heights: dict[Hash, int] = {}

    def remember(self, blockhash: Hash, last_height: int) -> None:
        """Note the last block height at which a blockhash is valid."""
        self._last_heights[blockhash] = last_height
        while len(self._last_heights) > KNOWN_BLOCKHASHES:
            del self._last_heights[next(iter(self._last_heights))]

    def refusals(self, transactions: Sequence[AnyTransaction]) -> Refusals:
        """Return those that no cluster would take, or not this one again, with the reason, by their place.

        A bad signature; a replay, in the list or of what the cluster holds; a blockhash it does not know.
        """
        refused: Refusals = {}
        seen: set[Signature] = set()
        for place, transaction in enumerate(transactions):
            fault = fault_of(transaction)
            if fault is None and transaction.signatures[0] in seen:
                fault = _replayed(transaction)
            if fault is not None:
                refused[place] = fault
            else:
                seen.add(transaction.signatures[0])
        held = {s for s, status in self._statuses([*seen], search=True) if status is not None}
        unknown = {t.message.recent_blockhash for t in transactions} - set(self._last_heights)
        dead = {blockhash for blockhash in unknown if not self._cluster.blockhash_valid(blockhash)}
        for place, transaction in enumerate(transactions):
            if place not in refused and transaction.signatures[0] in held:
                refused[place] = _replayed(transaction)
            elif place not in refused and transaction.message.recent_blockhash in dead:
                refused[place] = _expired(transaction)
        return refused

    def deliver(self, transactions: Sequence[AnyTransaction]) -> dict[Signature, Status]:
        """Send transactions that nothing speaks against, at once and in no order, and wait for all.

        Returns:
            Each one's status, confirmed; it may have failed.

        Raises:
            TransactionRefused: The first one that never entered the ledger; the others have, or never will.
            OutcomeUnknown: The cluster stands still.
        """
        lost: Lost = {}
        waiting = {t.signatures[0]: t for t in transactions}
        done: dict[Signature, Status] = {}
        self._submit(waiting, lost)
        self._watch(waiting, lost, done)
        for transaction in transactions:
            if transaction.signatures[0] in lost:
                raise lost[transaction.signatures[0]]
        return done

    def _watch(self, waiting: Waiting, lost: Lost, done: dict[Signature, Status]) -> None:
        """Wait until nothing is waiting: each is confirmed, or refused."""
        started = sent = self._monotonic()
        probed, pause = False, FIRST_PAUSE_S
        while True:
            self._collect(waiting, done)
            for signature in lost:
                waiting.pop(signature, None)
            if not waiting:
                return
            now = self._monotonic()
            if now - started > LONGEST_S:
                raise OutcomeUnknown(
                    f"{len(waiting)} transactions are neither confirmed nor expired after {LONGEST_S:g} s, "
                    f"such as {next(iter(waiting))}: the cluster stands still, look before sending again"
                )
            if not probed and now - started > PROBE_S:
                probed = True
                self._probe(waiting, lost)
            elif now - sent > RESEND_S:
                self._drop_expired(waiting, lost)
                self._submit(waiting, lost)
                sent = self._monotonic()
            self._sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    def _submit(self, waiting: Waiting, lost: Lost) -> None:
        """Hand transactions over, several at once; what a node refuses and nobody has is refused."""

        def hand_over(item: tuple[Signature, AnyTransaction]) -> tuple[Signature, CallRefused | None]:
            if item[0] in lost:
                return item[0], None
            try:
                self._cluster.send(item[1])
            except CallRefused as refusal:
                return item[0], refusal
            return item[0], None

        faults = {s: fault for s, fault in self._pool.map(hand_over, waiting.items()) if fault is not None}
        for signature, status in self._statuses([*faults], search=True):
            if status is None and not self._may_pass(faults[signature], waiting[signature]):
                lost[signature] = _refused(waiting[signature], faults[signature])

    def _may_pass(self, fault: CallRefused, transaction: AnyTransaction) -> bool:
        """Return whether only this node, being behind, does not know a blockhash yet."""
        return fault.err == NO_BLOCKHASH and not self._dead(transaction.message.recent_blockhash)

    def _collect(self, waiting: Waiting, done: dict[Signature, Status]) -> None:
        for signature, status in self._statuses([*waiting], search=False):
            if status is not None and status.confirmed:
                done[signature] = status
                del waiting[signature]
                self._cluster.saw(status.slot)

    def _drop_expired(self, waiting: Waiting, lost: Lost) -> None:
        """Refuse what can enter no more; statuses are read after the height, so nothing is missed."""
        dead = {h for h in {t.message.recent_blockhash for t in waiting.values()} if self._dead(h)}
        late = [s for s, t in waiting.items() if t.message.recent_blockhash in dead]
        for signature, status in self._statuses(late, search=True):
            if status is None:
                lost[signature] = _expired(waiting[signature])

    def _dead(self, blockhash: Hash) -> bool:
        last = self._last_heights.get(blockhash)
        if last is None:
            return not self._cluster.blockhash_valid(blockhash)
        return self._cluster.block_height() > last

    def _probe(self, waiting: Waiting, lost: Lost) -> None:
        """Simulate what does not arrive, and refuse what never can."""
        for signature, transaction in [*waiting.items()][:IN_FLIGHT]:
            try:
                name, _ = error_of(self._cluster.simulate(transaction).err)
            except CallRefused as refusal:
                name = refusal.reason
            if name in NEVER_ENTERS:
                lost[signature] = TransactionRefused(f"transaction {signature} was refused: {name}")

    def _statuses(
        self, signatures: Sequence[Signature], *, search: bool
    ) -> Iterable[tuple[Signature, Status | None]]:
        for start in range(0, len(signatures), SIGNATURES_A_CALL):
            piece = signatures[start : start + SIGNATURES_A_CALL]
            yield from zip(piece, self._cluster.statuses(piece, search=search), strict=True)


def fault_of(transaction: AnyTransaction) -> TransactionRefused | None:
    """Return why no cluster would take a transaction, or None: its size, and signatures that do not hold."""
    size = len(bytes(transaction))
    if size > MAX_BYTES:
        return TransactionRefused(f"the transaction has {size} bytes: {MAX_BYTES} at most, cut it")
    signatures, message = transaction.signatures, transaction.message
    signers = message.account_keys[: message.header.num_required_signatures]
    if not signatures:
        return TransactionRefused("the transaction carries no signature: sign it first")
    signed = bytes(message) if isinstance(message, Message) else to_bytes_versioned(message)
    pairs = zip(signatures, signers, strict=False)
    if len(signatures) != len(signers) or not all(s.verify(key, signed) for s, key in pairs):
        return TransactionRefused(f"transaction {signatures[0]} was refused: SignatureFailure")
    return None


def _refused(transaction: AnyTransaction, fault: CallRefused) -> TransactionRefused:
    if fault.err == NO_BLOCKHASH:
        return _expired(transaction)
    signature = transaction.signatures[0]
    reason = fault.err if isinstance(fault.err, str) else f"{fault.reason} ({fault.code})"
    return TransactionRefused(f"transaction {signature} was refused: {reason}")


def _replayed(transaction: AnyTransaction) -> TransactionRefused:
    return TransactionRefused(f"transaction {transaction.signatures[0]} was processed already")


def _expired(transaction: AnyTransaction) -> TransactionRefused:
    signature, blockhash = transaction.signatures[0], transaction.message.recent_blockhash
    return TransactionRefused(
        f"transaction {signature} was refused: blockhash {blockhash} is not one of the ledger's last 150: "
        "sign with a new one"
    )
