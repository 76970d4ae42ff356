"""The system program's instructions, packed by solders, in words."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders import system_program as system
from solders.instruction import Instruction
from solders.pubkey import Pubkey

from gridtokenx.gateway.rpc.system_instruction import FORMS, parse_system

A, B, C = (Pubkey.new_unique() for _ in range(3))
NONCE = {"nonceAccount": str(A), "nonceAuthority": str(B)}


def words(instruction: Instruction) -> tuple[str, dict[str, object]]:
    return parse_system([str(meta.pubkey) for meta in instruction.accounts], instruction.data)


def test_a_transfer() -> None:
    made = system.transfer(system.TransferParams(from_pubkey=A, to_pubkey=B, lamports=2**64 - 1))
    info = {"source": str(A), "destination": str(B), "lamports": 2**64 - 1}
    assert words(made) == ("transfer", info)


def test_a_new_account() -> None:
    params = system.CreateAccountParams(from_pubkey=A, to_pubkey=B, lamports=5, space=9, owner=C)
    kind, info = words(system.create_account(params))
    assert kind == "createAccount"
    assert info == {"source": str(A), "newAccount": str(B), "lamports": 5, "space": 9, "owner": str(C)}


def test_a_new_account_by_seed() -> None:
    made = system.create_account_with_seed(
        system.CreateAccountWithSeedParams(
            from_pubkey=A, to_pubkey=B, base=A, seed="hello", lamports=5, space=9, owner=C
        )
    )
    kind, info = words(made)
    assert kind == "createAccountWithSeed"
    assert (info["base"], info["seed"], info["owner"]) == (str(A), "hello", str(C))


def test_nonces() -> None:
    advance = system.AdvanceNonceAccountParams(nonce_pubkey=A, authorized_pubkey=B)
    kind, info = words(system.advance_nonce_account(advance))
    assert kind == "advanceNonce"
    assert info["nonceAuthority"] == str(B)
    authorise = system.AuthorizeNonceAccountParams(nonce_pubkey=A, authorized_pubkey=B, new_authority=C)
    assert words(system.authorize_nonce_account(authorise)) == (
        "authorizeNonce",
        {**NONCE, "newAuthorized": str(C)},
    )


def test_transfer_by_seed_and_assign_and_allocate() -> None:
    moved = system.transfer_with_seed(
        system.TransferWithSeedParams(
            from_pubkey=A, from_base=B, from_seed="s", from_owner=C, to_pubkey=A, lamports=1
        )
    )
    assert words(moved)[1]["sourceSeed"] == "s"
    assert words(system.assign(system.AssignParams(pubkey=A, owner=C))) == (
        "assign",
        {"account": str(A), "owner": str(C)},
    )
    assert words(system.allocate(system.AllocateParams(pubkey=A, space=3)))[1]["space"] == 3


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\2\0\0\0",
        struct.pack("<I", 99),
        struct.pack("<IQ", 2, 1) + b"\0",
        struct.pack("<I32sQ", 3, b"", 2**60),
    ],
)
def test_what_is_malformed_is_not_read(data: bytes) -> None:
    with pytest.raises((KeyError, IndexError, ValueError, struct.error)):
        parse_system([str(A)] * 5, data)


@given(st.sampled_from(sorted(FORMS)), st.binary(max_size=200), st.integers(0, 6))
def test_any_bytes_are_read_or_refused_in_a_known_way(kind: int, data: bytes, count: int) -> None:
    try:
        assert parse_system([str(A)] * count, struct.pack("<I", kind) + data)[0] == FORMS[kind].kind
    except (KeyError, IndexError, ValueError, struct.error):
        return
