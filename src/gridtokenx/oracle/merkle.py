"""A Merkle tree over an interval's signed readings, in the shape of RFC 6962, section 2.1.

Leaf: ``sha256(0x00 || data)``; inner node: ``sha256(0x01 || left || right)``; an odd node at the end of a
level is carried up as it is. The two prefixes keep a node from being passed off as a leaf.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from gridtokenx.base.errors import GridTokenXError

HASH_BYTES = 32
DEPTH_MAX = 64


class EmptyTree(GridTokenXError):
    """A tree without leaves has no root."""


class LeafOutOfRange(GridTokenXError):
    """An index that the tree does not have."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\0" + data).digest()


@dataclass(frozen=True, slots=True)
class MerkleTree:
    """All levels of a tree, leaves first, root last."""

    levels: tuple[tuple[bytes, ...], ...]

    @property
    def root(self) -> bytes:
        """The root, 32 bytes."""
        return self.levels[-1][0]

    @property
    def count(self) -> int:
        """Number of leaves."""
        return len(self.levels[0])

    def proof(self, index: int) -> tuple[bytes, ...]:
        """Return the siblings from a leaf up to the root.

        Raises:
            LeafOutOfRange: There is no such leaf.
        """
        if not 0 <= index < self.count:
            raise LeafOutOfRange(f"leaf {index} is not in a tree of {self.count}")
        siblings = []
        for level in self.levels[:-1]:
            sibling = index ^ 1
            if sibling < len(level):
                siblings.append(level[sibling])
            index //= 2
        return tuple(siblings)


def tree_of(leaves: Sequence[bytes]) -> MerkleTree:
    """Build a tree over leaf hashes.

    Args:
        leaves: Hashes by :func:`leaf_hash`, 32 bytes each.

    Raises:
        EmptyTree: There are no leaves.
    """
    if not leaves:
        raise EmptyTree("a Merkle tree needs at least one leaf: attest no interval without readings")
    levels = [tuple(leaves)]
    while len(levels[-1]) > 1:
        level = levels[-1]
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [sha256(b"\1" + left + right).digest() for left, right in pairs]
        if len(level) % 2:
            above.append(level[-1])
        levels.append(tuple(above))
    return MerkleTree(tuple(levels))


def is_included(leaf: bytes, *, index: int, count: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Return whether a leaf is at its place under a root.

    Args:
        leaf: The leaf's hash.
        index: Its place among the leaves, from 0.
        count: How many leaves the tree has.
        proof: Siblings from the leaf up.
        root: The root that is trusted.
    """
    if not 0 <= index < count or len(proof) > DEPTH_MAX:
        return False
    remaining = list(reversed(proof))
    node, place, last = leaf, index, count - 1
    while last > 0:
        sibling = place ^ 1
        if sibling <= last:
            if not remaining:
                return False
            other = remaining.pop()
            left, right = (other, node) if place % 2 else (node, other)
            node = sha256(b"\1" + left + right).digest()
        place //= 2
        last //= 2
    return not remaining and node == root
