import hashlib
import struct
from itertools import permutations

import pytest
from solders.account import Account
from solders.pubkey import Pubkey

from gridtokenx.ledger.litesvm.lattice import ELEMENT_BYTES, Lattice, element

OWNER = Pubkey(bytes([9] * 32))


def at(number: int) -> Pubkey:
    return Pubkey(bytes([number] * 32))


def account(lamports: int = 1, data: bytes = b"data", owner: Pubkey = OWNER) -> Account:
    return Account(lamports, data, owner)


def by_hand(accounts: dict[Pubkey, Account]) -> bytes:
    """The definition, written down a second time without NumPy."""
    lanes = [0] * 1024
    for address, held in accounts.items():
        packed = struct.pack("<QBI", held.lamports, held.executable, len(held.data)) + held.data
        preimage = b"gridtokenx:account:1" + bytes(address) + bytes(held.owner) + packed
        stretched = hashlib.shake_128(preimage).digest(2048)
        lanes = [
            (sum_ + n) % 65536 for sum_, n in zip(lanes, struct.unpack("<1024H", stretched), strict=True)
        ]
    return hashlib.sha256(b"gridtokenx:state:2" + struct.pack("<1024H", *lanes)).digest()


def test_it_is_what_the_reference_says() -> None:
    accounts = {at(n): account(n, bytes(n)) for n in range(1, 20)}
    sum_ = Lattice()
    for address, held in accounts.items():
        sum_.add(element(address, held))
    assert sum_.digest() == by_hand(accounts)


def test_the_order_plays_no_part_and_what_is_taken_out_is_gone() -> None:
    ones = [element(at(n), account()) for n in (1, 2, 3)]
    digests = set()
    for order in permutations(ones):
        sum_ = Lattice()
        for one in order:
            sum_.add(one)
        digests.add(sum_.digest())
    assert len(digests) == 1
    sum_.subtract(ones[0])
    sum_.subtract(ones[1])
    rest = Lattice()
    rest.add(ones[2])
    assert sum_.digest() == rest.digest() != Lattice().digest()


@pytest.mark.parametrize(
    "other",
    [
        account(2),
        account(data=b"date"),
        account(data=b"data\0"),
        account(owner=at(8)),
        Account(1, b"data", OWNER, True),
    ],
)
def test_every_field_counts(other: Account) -> None:
    assert len(element(at(1), other)) == ELEMENT_BYTES
    assert element(at(1), other) != element(at(1), account()) != element(at(2), account())
