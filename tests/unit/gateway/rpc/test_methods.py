"""The table of methods, and messages from bytes to bytes."""

import logging

import msgspec
import pytest
from tests.unit.gateway.rpc.ledger_world import Asker, World

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.gateway.rpc import methods
from gridtokenx.gateway.rpc.settings import RpcSettings

PROMISED = (
    "getLatestBlockhash isBlockhashValid sendTransaction simulateTransaction getSignatureStatuses "
    "getTransaction getSignaturesForAddress getAccountInfo getMultipleAccounts getProgramAccounts "
    "getBalance getTokenAccountBalance getTokenAccountsByOwner getTokenAccountsByDelegate "
    "getTokenSupply getTokenLargestAccounts getMinimumBalanceForRentExemption getSlot getBlockHeight "
    "getBlock getBlocks getBlockTime getEpochInfo getEpochSchedule getHealth getVersion getGenesisHash "
    "getIdentity getFeeForMessage getRecentPrioritizationFees getTransactionCount "
    "getFirstAvailableBlock getAddressLookupTable requestAirdrop minimumLedgerSlot getSlotLeader "
    "getSlotLeaders getVoteAccounts getClusterNodes"
)


def test_every_promised_method_is_there() -> None:
    assert not set(PROMISED.split()) - methods.METHODS.keys()


def test_an_unknown_method_is_named(ask: Asker) -> None:
    assert ask.error("getFoo") == (-32601, "Method not found: getFoo")


def test_a_batch_is_answered_in_order_without_its_notifications(ask: Asker) -> None:
    body = (
        b'[{"jsonrpc":"2.0","method":"getHealth","id":1},{"jsonrpc":"2.0","method":"getHealth"},5,'
        b'{"jsonrpc":"2.0","method":"nope","id":"b"}]'
    )
    found = msgspec.json.decode(ask.raw(body))
    assert [(item["id"], item.get("result"), item.get("error", {}).get("code")) for item in found] == [
        (1, "ok", None),
        (None, None, -32600),
        ("b", None, -32601),
    ]


def test_a_batch_whose_answers_grow_too_large_is_cut(world: World) -> None:
    ask = Asker(world.node, RpcSettings(batch_bytes_max=1_000))
    item = b'{"jsonrpc":"2.0","method":"getClusterNodes","id":1}'
    found = msgspec.json.decode(ask.raw(b"[" + b",".join([item] * 20) + b"]"))
    assert len(found) == 20
    assert "result" in found[0]
    assert found[-1]["error"]["code"] == -32012
    assert sum("result" in answer for answer in found) < 10


@pytest.mark.parametrize(
    "body",
    [
        b'{"jsonrpc":"2.0","method":"getHealth"}',
        b'{"jsonrpc":"2.0","method":"nope"}',
        b'[{"jsonrpc":"2.0","method":"getHealth"}]',
    ],
)
def test_notifications_are_not_answered(ask: Asker, body: bytes) -> None:
    assert ask.raw(body) == b""


def test_what_is_no_message_has_one_answer(ask: Asker) -> None:
    assert msgspec.json.decode(ask.raw(b"[]"))["error"]["code"] == -32600
    assert msgspec.json.decode(ask.raw(b"{"))["error"]["code"] == -32700


def test_a_fault_of_ours_is_logged_and_not_told(
    ask: Asker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> object:
        raise ZeroDivisionError("inside")

    async def refused(*_: object) -> object:
        raise GridTokenXError("the ledger is closed: open it again")

    monkeypatch.setitem(methods.METHODS, "broken", broken)
    monkeypatch.setitem(methods.METHODS, "refused", refused)
    with caplog.at_level(logging.ERROR):
        assert ask.error("broken") == (-32603, "Internal error")
    assert "inside" in caplog.text
    assert ask.error("refused") == (-32603, "Internal error: the ledger is closed: open it again")
