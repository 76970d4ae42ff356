"""Which transactions may run: of this version and size, signed, with a living blockhash, and never twice."""

from solders.hash import Hash
from solders.message import MessageV1
from solders.signature import Signature

from gridtokenx.chain.transaction import MAX_BYTES
from gridtokenx.ledger.litesvm.blockhash import LIFETIME_SLOTS, BlockhashWindow
from gridtokenx.ledger.litesvm.journal import Journal
from gridtokenx.ledger.litesvm.slot_clock import FIRST_SLOT
from gridtokenx.port.ledger import AnyTransaction, TransactionRefused


class Admission:
    """The door of one ledger, at its present slot.

    What was processed is remembered while its blockhash may live; later the blockhash alone refuses it.
    """

    def __init__(self, journal: Journal, genesis_hash: bytes, slot: int) -> None:
        self._window = BlockhashWindow(genesis_hash, FIRST_SLOT)
        self._window.move_to(slot)
        self._recent = dict(journal.signatures_since(slot - LIFETIME_SLOTS))

    def check(self, transaction: AnyTransaction, body: bytes, signature: bytes) -> None:
        """Do nothing when a transaction may run.

        Raises:
            TransactionRefused: It may not.
        """
        if len(body) > MAX_BYTES:
            raise TransactionRefused(f"the transaction has {len(body)} bytes: {MAX_BYTES} at most, cut it")
        message = transaction.message
        if isinstance(message, MessageV1):
            raise TransactionRefused("version 1 of transactions is not known here: send a legacy or a v0 one")
        if not body[0]:
            raise TransactionRefused("the transaction carries no signature: sign it first")
        if signature in self._recent:
            raise TransactionRefused(f"transaction {Signature(signature)} was processed already")
        if not self._window.lives(message.recent_blockhash):
            raise TransactionRefused(
                f"blockhash {message.recent_blockhash} is not one of this ledger's last {LIFETIME_SLOTS}: "
                "sign with a new one"
            )

    def entered(self, signature: bytes, slot: int) -> None:
        """Remember a transaction that ran."""
        self._recent[signature] = slot

    def move_to(self, slot: int) -> None:
        """Go to a later slot, and forget what no living blockhash can repeat."""
        self._window.move_to(slot)
        oldest = slot - LIFETIME_SLOTS
        while self._recent and next(iter(self._recent.values())) < oldest:
            del self._recent[next(iter(self._recent))]

    def latest(self) -> Hash:
        """Return the newest blockhash."""
        return self._window.latest()

    def lives(self, blockhash: Hash) -> bool:
        """Return whether a transaction may carry a blockhash now."""
        return self._window.lives(blockhash)
