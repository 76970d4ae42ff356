from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridtokenx.oracle.merkle import EmptyTree, LeafOutOfRange, MerkleTree, is_included, leaf_hash, tree_of

LEAVES = st.lists(st.binary(min_size=1, max_size=8).map(leaf_hash), min_size=1, max_size=70)


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, as it is written: split at the largest power of two below the count."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\1" + by_definition(leaves[:half]) + by_definition(leaves[half:])).digest()


@given(LEAVES)
def test_the_root_is_the_standards(leaves: list[bytes]) -> None:
    assert tree_of(leaves).root == by_definition(leaves)


RFC_6962_INPUTS = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
RFC_6962_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
"""Reference vectors of the certificate-transparency project's Merkle tree tests."""


@pytest.mark.parametrize("count", RFC_6962_ROOTS)
def test_the_published_vectors(count: int) -> None:
    leaves = [leaf_hash(bytes.fromhex(text)) for text in RFC_6962_INPUTS[:count]]
    assert tree_of(leaves).root.hex() == RFC_6962_ROOTS[count]


@given(LEAVES)
def test_every_leaf_is_proved(leaves: list[bytes]) -> None:
    tree = tree_of(leaves)
    for index, leaf in enumerate(leaves):
        proof = tree.proof(index)
        assert is_included(leaf, index=index, count=tree.count, proof=proof, root=tree.root)
        assert len(proof) <= max(len(leaves) - 1, 0).bit_length()


@given(st.sets(st.integers(min_value=0, max_value=10**6), min_size=2, max_size=70), st.data())
def test_nothing_else_is_proved(numbers: set[int], data: st.DataObject) -> None:
    leaves = [leaf_hash(str(number).encode()) for number in numbers]
    tree = tree_of(leaves)
    index = data.draw(st.integers(min_value=0, max_value=len(leaves) - 1))
    other = data.draw(st.integers(min_value=0, max_value=len(leaves) - 1).filter(lambda i: i != index))
    leaf, proof, count, root = leaves[index], tree.proof(index), tree.count, tree.root
    assert not is_included(leaves[other], index=index, count=count, proof=proof, root=root)
    assert not is_included(leaf, index=other, count=count, proof=proof, root=root)
    assert not is_included(leaf, index=index, count=count, proof=(*proof, root), root=root)
    assert not is_included(leaf, index=index, count=count, proof=proof[:-1], root=root)
    assert not is_included(leaf, index=index, count=count, proof=proof, root=leaf_hash(root))
    flipped = (bytes([proof[0][0] ^ 1]) + proof[0][1:], *proof[1:])
    assert not is_included(leaf, index=index, count=count, proof=flipped, root=root)


def test_a_node_is_not_passed_off_as_a_leaf() -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(4)]
    tree = tree_of(leaves)
    inner = sha256(b"\1" + leaves[0] + leaves[1]).digest()
    other = sha256(b"\1" + leaves[2] + leaves[3]).digest()
    assert not is_included(inner, index=0, count=4, proof=(other,), root=tree.root)
    assert leaf_hash(leaves[0] + leaves[1]) != inner


@pytest.mark.parametrize("index", [-1, 3, 10**6])
def test_a_place_outside_the_tree_is_refused(index: int) -> None:
    tree = tree_of([leaf_hash(b"a")] * 3)
    with pytest.raises(LeafOutOfRange, match="tree of 3"):
        tree.proof(index)
    assert not is_included(leaf_hash(b"a"), index=index, count=3, proof=(), root=tree.root)


def test_an_endless_proof_is_refused() -> None:
    leaf = leaf_hash(b"a")
    assert not is_included(leaf, index=0, count=1, proof=(leaf,) * 65, root=leaf)


def test_no_leaves_have_no_root() -> None:
    with pytest.raises(EmptyTree, match="at least one"):
        tree_of([])


def test_a_tree_is_its_levels() -> None:
    tree = tree_of([leaf_hash(b"a"), leaf_hash(b"b")])
    assert replace(tree) == MerkleTree(tree.levels)
    assert tree.count == 2
