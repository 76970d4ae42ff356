"""Stored transactions in every encoding."""

import base64

import pytest
from solders.message import MessageV0
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction
from tests.unit.gateway.rpc.ledger_world import World

from gridtokenx.gateway.rpc import base58
from gridtokenx.gateway.rpc.fault import Code, RpcFault
from gridtokenx.gateway.rpc.params import TransactionEncoding
from gridtokenx.gateway.rpc.transaction_encoding import (
    require_version,
    show_accounts,
    show_transaction,
    version_of,
)
from gridtokenx.gateway.rpc.transaction_keys import AccountKey


def made(world: World, *, versioned: bool = False) -> tuple[VersionedTransaction, list[AccountKey]]:
    move = world.transfer(Pubkey.new_unique(), 1)
    blockhash = world.node.blockhash()
    message = MessageV0.try_compile(world.payer.pubkey(), [move], [], blockhash)
    transaction = (
        VersionedTransaction(message, [world.payer])
        if versioned
        else VersionedTransaction.from_bytes(bytes(world.signed(move)))
    )
    keys = [
        AccountKey(key, signer=index == 0, writable=index < 2, from_table=False)
        for index, key in enumerate(transaction.message.account_keys)
    ]
    return transaction, keys


@pytest.mark.parametrize("encoding", ["base64", "base58", "binary"])
def test_bytes_are_those_that_were_signed(world: World, encoding: TransactionEncoding) -> None:
    transaction, keys = made(world)
    shown = show_transaction(transaction, keys, encoding=encoding)
    text = shown if isinstance(shown, str) else shown[0]  # type: ignore[index]
    read = base64.b64decode(text) if encoding == "base64" else base58.decode(text)
    assert read == bytes(transaction)


def test_parts(world: World) -> None:
    transaction, keys = made(world)
    shown = show_transaction(transaction, keys, encoding="json")
    assert isinstance(shown, dict)
    message = shown["message"]
    assert message["header"] == {
        "numRequiredSignatures": 1,
        "numReadonlySignedAccounts": 0,
        "numReadonlyUnsignedAccounts": 1,
    }
    assert message["instructions"][0]["accounts"] == [0, 1]
    assert "addressTableLookups" not in message


def test_words(world: World) -> None:
    transaction, keys = made(world, versioned=True)
    shown = show_transaction(transaction, keys, encoding="jsonParsed")
    assert isinstance(shown, dict)
    message = shown["message"]
    assert message["instructions"][0]["parsed"]["type"] == "transfer"
    assert message["accountKeys"][0] == {
        "pubkey": str(world.payer.pubkey()),
        "signer": True,
        "writable": True,
        "source": "transaction",
    }
    assert message["addressTableLookups"] == []
    assert set(show_accounts(transaction, keys)) == {"signatures", "accountKeys"}


def test_versions(world: World) -> None:
    legacy, versioned = made(world)[0], made(world, versioned=True)[0]
    assert (version_of(legacy), version_of(versioned)) == ("legacy", 0)
    require_version(legacy, None)
    require_version(versioned, 0)
    with pytest.raises(RpcFault, match='"maxSupportedTransactionVersion": 0') as caught:
        require_version(versioned, None)
    assert caught.value.code is Code.VERSION_UNSUPPORTED
