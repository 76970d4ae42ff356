"""The token program's instructions in words."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.pubkey import Pubkey

from gridtokenx.gateway.rpc.token_instruction import FORMS, parse_token

KEY = Pubkey.new_unique()
ACCOUNTS = ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("data", "count", "kind", "info"),
    [
        (
            struct.pack("<BQ", 3, 9),
            3,
            "transfer",
            {"source": "a", "destination": "b", "amount": "9", "authority": "c"},
        ),
        (
            struct.pack("<BQ", 7, 9),
            3,
            "mintTo",
            {"mint": "a", "account": "b", "amount": "9", "mintAuthority": "c"},
        ),
        (struct.pack("<BQ", 8, 9), 3, "burn", {"account": "a", "mint": "b", "amount": "9", "authority": "c"}),
        (b"\5", 2, "revoke", {"source": "a", "owner": "b"}),
        (b"\x09", 3, "closeAccount", {"account": "a", "destination": "b", "owner": "c"}),
        (b"\x0a", 3, "freezeAccount", {"account": "a", "mint": "b", "freezeAuthority": "c"}),
        (b"\x11", 1, "syncNative", {"account": "a"}),
        (b"\x12" + bytes(KEY), 2, "initializeAccount3", {"account": "a", "mint": "b", "owner": str(KEY)}),
        (
            b"\x14\x09" + bytes(KEY) + b"\1" + bytes(KEY),
            1,
            "initializeMint2",
            {"mint": "a", "decimals": 9, "mintAuthority": str(KEY), "freezeAuthority": str(KEY)},
        ),
        (
            b"\6\0\0",
            2,
            "setAuthority",
            {"mint": "a", "authorityType": "mintTokens", "newAuthority": None, "authority": "b"},
        ),
        (
            b"\6\2\1" + bytes(KEY),
            2,
            "setAuthority",
            {"account": "a", "authorityType": "accountOwner", "newAuthority": str(KEY), "authority": "b"},
        ),
        (b"\x13\2", 3, "initializeMultisig2", {"multisig": "a", "m": 2, "signers": ["b", "c"]}),
    ],
)
def test_words_are_solanas(data: bytes, count: int, kind: str, info: dict[str, object]) -> None:
    assert parse_token(ACCOUNTS[:count], data) == (kind, info)


def test_a_checked_transfer_has_its_decimals() -> None:
    kind, info = parse_token(ACCOUNTS, struct.pack("<BQB", 12, 1_500, 3))
    assert (kind, info["mint"], info["authority"]) == ("transferChecked", "b", "d")
    amount = info["tokenAmount"]
    assert isinstance(amount, dict)
    assert amount["uiAmountString"] == "1.5"


def test_a_multisig_names_its_signers() -> None:
    _, info = parse_token(["a", "b", "m", "s", "t"], struct.pack("<BQ", 3, 1))
    assert (info["multisigAuthority"], info["signers"]) == ("m", ["s", "t"])


@given(st.sampled_from(sorted(FORMS)), st.binary(max_size=120), st.integers(0, 6))
def test_any_bytes_are_read_or_refused_in_a_known_way(kind: int, data: bytes, count: int) -> None:
    try:
        assert parse_token(["a"] * count, bytes([kind]) + data)[0] == FORMS[kind].kind
    except (KeyError, IndexError, ValueError, struct.error):
        return
