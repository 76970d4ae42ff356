"""A hash of many accounts that changes with one of them at the cost of that one.

Each account is stretched to 2,048 bytes, read as 1,024 numbers of 16 bits, and added to the sum; one that
changes is subtracted as it was and added as it is. The order plays no part, and nobody finds two
sets of accounts of one sum. It is the construction of Solana's accounts lattice hash, with SHAKE128 for
BLAKE3.

Source: Lewi, Kim, Maykov, Weis, "Securing Update Propagation with Homomorphic Hashing", 2019,
https://eprint.iacr.org/2019/227; Solana SIMD-0215.
"""

import hashlib
import struct
from typing import Final

import numpy as np
from solders.account import Account
from solders.pubkey import Pubkey

ELEMENT_BYTES: Final = 2_048
_DOMAIN: Final = b"gridtokenx:account:1"
_SUM_DOMAIN: Final = b"gridtokenx:state:2"
_HEAD: Final = struct.Struct("<QBI")
_Lanes = np.dtype("<u2")


def element(address: Pubkey, account: Account) -> bytes:
    """Return what an account adds to a sum: address, owner, lamports, whether it is a program, data."""
    data = account.data
    head = _HEAD.pack(account.lamports, account.executable, len(data))
    stretched = hashlib.shake_128(_DOMAIN + bytes(address) + bytes(account.owner) + head)
    stretched.update(data)
    return stretched.digest(ELEMENT_BYTES)


class Lattice:
    """A sum of accounts."""

    __slots__ = ("_sum",)

    def __init__(self) -> None:
        self._sum = np.zeros(ELEMENT_BYTES // 2, dtype=_Lanes)

    def add(self, one: bytes) -> None:
        """Add an account's element."""
        self._sum += np.frombuffer(one, dtype=_Lanes)

    def subtract(self, one: bytes) -> None:
        """Take an account's element out."""
        self._sum -= np.frombuffer(one, dtype=_Lanes)

    def plus(self, other: "Lattice") -> "Lattice":
        """Return the sum of the accounts of both."""
        both = Lattice()
        both.add(self.sum())
        both.add(other.sum())
        return both

    def sum(self) -> bytes:
        """Return the sum itself."""
        return self._sum.tobytes()

    def digest(self) -> bytes:
        """Return SHA-256 of the sum."""
        return hashlib.sha256(_SUM_DOMAIN + self.sum()).digest()
