"""Blockhashes of one ledger: derived from its genesis and the slot, valid for 150 slots.

Source: Solana's MAX_PROCESSING_AGE, https://solana.com/docs/core/transactions#recent-blockhash.
"""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

from solders.hash import Hash

LIFETIME_SLOTS = 150


@lru_cache(maxsize=1_024)
def blockhash_at(genesis_hash: bytes, slot: int) -> Hash:
    """Return a slot's blockhash."""
    return Hash(
        hashlib.sha256(b"gridtokenx:blockhash:1" + genesis_hash + slot.to_bytes(8, "little")).digest()
    )


@dataclass(slots=True)
class BlockhashWindow:
    """The blockhashes that may be signed with at a slot."""

    genesis_hash: bytes
    first_slot: int
    slot: int = -1
    _slots: dict[Hash, int] = field(default_factory=dict)

    def move_to(self, slot: int) -> None:
        """Make a later slot the newest; what is older than 150 slots is forgotten."""
        oldest = max(self.first_slot, slot - LIFETIME_SLOTS)
        for new in range(max(oldest, self.slot + 1), slot + 1):
            self._slots[blockhash_at(self.genesis_hash, new)] = new
        while (first := next(iter(self._slots))) and self._slots[first] < oldest:
            del self._slots[first]
        self.slot = slot

    def latest(self) -> Hash:
        """Return the newest blockhash."""
        return blockhash_at(self.genesis_hash, self.slot)

    def lives(self, blockhash: Hash) -> bool:
        """Return whether a transaction may carry a blockhash now."""
        return blockhash in self._slots
