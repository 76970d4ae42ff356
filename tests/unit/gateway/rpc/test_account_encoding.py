"""Accounts in every encoding, read back."""

import base64

import pytest
from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import SYSTEM_PROGRAM
from gridtokenx.gateway.rpc import base58
from gridtokenx.gateway.rpc.account_encoding import decimals_in, show_account
from gridtokenx.gateway.rpc.fault import Code, RpcFault
from gridtokenx.gateway.rpc.params import AccountEncoding, Slice
from gridtokenx.port.ledger import AccountState


def shown(data: bytes, encoding: AccountEncoding, data_slice: Slice | None = None) -> object:
    account = AccountState(Pubkey.new_unique(), SYSTEM_PROGRAM, 7, data)
    body = show_account(account, encoding=encoding, data_slice=data_slice, decimals=lambda _: None)
    assert (body["lamports"], body["space"], body["executable"]) == (7, len(data), False)
    return body["data"]


def test_each_encoding() -> None:
    data = bytes(range(100))
    text = base64.b64encode(data).decode()
    assert shown(data, "base64") == [text, "base64"]
    assert shown(data, "base58") == [base58.encode(data), "base58"]
    assert shown(data, "binary") == base58.encode(data)
    packed = shown(data, "base64+zstd")
    assert isinstance(packed, list)
    assert packed[1] == "base64+zstd"
    assert base64.b64decode(packed[0]).endswith(data)


def test_what_cannot_be_parsed_comes_as_base64() -> None:
    assert shown(b"abc", "jsonParsed") == ["YWJj", "base64"]


@pytest.mark.parametrize(
    ("offset", "length", "part"),
    [(1, 2, b"bc"), (0, 0, b""), (2, 99, b"c"), (99, 1, b""), (2**62, 2**62, b"")],
)
def test_a_part_of_the_data(offset: int, length: int, part: bytes) -> None:
    assert shown(b"abc", "base64", Slice(offset, length)) == [base64.b64encode(part).decode(), "base64"]


def test_long_data_are_refused_in_base58_unless_a_part_is_asked_for() -> None:
    with pytest.raises(RpcFault, match="less than 128 bytes") as caught:
        shown(bytes(129), "base58")
    assert caught.value.code is Code.INVALID_REQUEST
    assert shown(bytes(129), "base58", Slice(0, 2)) == ["11", "base58"]


def test_a_mint_is_looked_up_once() -> None:
    asked: list[Pubkey] = []

    def find(address: Pubkey) -> None:
        asked.append(address)

    decimals, mint = decimals_in(find), Pubkey.new_unique()
    assert decimals(mint) is None
    assert decimals(mint) is None
    assert asked == [mint]
