"""Cutting a list of transactions into waves: within one, no transaction can see what another does.

A cluster runs what it gets at once in any order. So a transaction that writes what another one reads or
writes has to wait for it; those that share nothing go together. Only their fee payer may be shared: what it
pays adds up in any order, and its lamports are taken to be enough for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from solders.message import Message, MessageV0
from solders.pubkey import Pubkey

from gridtokenx.port.ledger import AnyTransaction

WAVE_MAX = 256
"""Transactions in flight at once: what one question for signatures holds."""


@dataclass(frozen=True, slots=True)
class _Locks:
    """What a transaction, or a whole wave, touches."""

    payers: set[Pubkey] = field(default_factory=set)
    read: set[Pubkey] = field(default_factory=set)
    written: set[Pubkey] = field(default_factory=set)

    def clash(self, other: "_Locks") -> bool:
        """Return whether one can see what the other does."""
        mine, theirs = self.read | self.written, other.read | other.written
        return bool(
            self.written & theirs or other.written & mine or self.payers & theirs or other.payers & mine
        )

    def add(self, other: "_Locks") -> None:
        """Take over what another touches."""
        self.payers.update(other.payers)
        self.read.update(other.read)
        self.written.update(other.written)


def waves(transactions: Sequence[AnyTransaction]) -> list[list[AnyTransaction]]:
    """Return transactions in waves, each to be sent when the one before has been confirmed.

    A wave is cut at the first transaction that shares an account with one of it, or that is one of it. What a
    lookup table adds to a transaction is not known here, so such a one goes alone.
    """
    cut: list[list[AnyTransaction]] = []
    held, alone = _Locks(), True
    for transaction in transactions:
        locks, opaque = _locks(transaction), _opaque(transaction)
        if alone or opaque or len(cut[-1]) >= WAVE_MAX or transaction in cut[-1] or held.clash(locks):
            cut.append([])
            held = _Locks()
        cut[-1].append(transaction)
        held.add(locks)
        alone = opaque
    return cut


def _locks(transaction: AnyTransaction) -> _Locks:
    message = transaction.message
    keys, header = message.account_keys, message.header
    signed = header.num_required_signatures
    first_readonly = signed - header.num_readonly_signed_accounts
    first_unsigned_readonly = len(keys) - header.num_readonly_unsigned_accounts
    written = {*keys[1:first_readonly], *keys[signed:first_unsigned_readonly]}
    return _Locks({keys[0]}, set(keys[1:]) - written, written)


def _opaque(transaction: AnyTransaction) -> bool:
    message = transaction.message
    if isinstance(message, MessageV0):
        return bool(message.address_table_lookups)
    return not isinstance(message, Message)
