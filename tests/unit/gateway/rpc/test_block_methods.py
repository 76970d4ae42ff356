"""Blocks: what is over never changes, what is not yet is not shown; shapes as solders reads them."""

import time

import msgspec
import pytest
from solders.pubkey import Pubkey
from solders.rpc.responses import GetBlockResp, GetBlocksResp, GetBlockTimeResp
from tests.unit.gateway.rpc.ledger_world import TIME_S, Asker, World

from gridtokenx.port.ledger import Receipt

CONFIRMED = {"commitment": "confirmed"}


@pytest.fixture
def over(ask: Asker, world: World) -> Receipt:
    """A transaction whose slot is over."""
    receipt = world.send(world.transfer(Pubkey.new_unique(), 10**9))
    world.send(world.transfer(Pubkey.new_unique(), 10**9))
    final = ask("getSlot")
    assert isinstance(final, int)
    assert final >= receipt.slot
    return receipt


def block(ask: Asker, slot: int, **config: object) -> dict[str, object]:
    found = ask("getBlock", slot, config)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("details", ["full", "accounts", "signatures"])
def test_a_block_as_solders_reads_it(ask: Asker, over: Receipt, details: str) -> None:
    answer = ask.answer("getBlock", over.slot, {"transactionDetails": details})
    theirs = GetBlockResp.from_json(msgspec.json.encode(answer).decode())
    assert isinstance(theirs, GetBlockResp)
    assert theirs.value is not None
    assert (theirs.value.parent_slot, theirs.value.block_time) == (over.slot - 1, TIME_S)
    assert str(over.signature) in theirs.to_json()


def test_a_blocks_parts(ask: Asker, over: Receipt) -> None:
    full = block(ask, over.slot)
    assert full["rewards"] == []
    assert full["previousBlockhash"] == block(ask, over.slot - 1)["blockhash"]
    first = block(ask, 435_888_000)
    assert full["blockHeight"] == over.slot - 435_888_000
    assert (first["blockHeight"], first["parentSlot"], first["transactions"]) == (0, 435_888_000, [])
    none = block(ask, over.slot, transactionDetails="none", rewards=False)
    assert not {"transactions", "signatures", "rewards"} & none.keys()
    assert ask("getBlock", over.slot, "base64") is not None


def test_the_current_slot_is_not_final(ask: Asker) -> None:
    for _ in range(20):
        slot = ask("getSlot", CONFIRMED)
        assert isinstance(slot, int)
        confirmed = ask.answer("getBlock", slot, CONFIRMED)
        final = ask.answer("getBlock", slot)
        if ask("getSlot", CONFIRMED) == slot:
            break
        time.sleep(0.01)
    assert "result" in confirmed
    fault = final["error"]
    assert isinstance(fault, dict)
    assert fault["code"] == -32004


def test_what_is_not_there_is_told(ask: Asker) -> None:
    assert ask.error("getBlock", 5)[0] == -32001
    assert ask.error("getBlock", 2**60)[0] == -32004
    assert ask.error("getBlockTime", 2**60)[0] == -32004
    assert ask.error("getBlock", 2**63)[0] == -32602


def test_a_time(ask: Asker, over: Receipt) -> None:
    theirs = GetBlockTimeResp.from_json(msgspec.json.encode(ask.answer("getBlockTime", over.slot)).decode())
    assert isinstance(theirs, GetBlockTimeResp)
    assert theirs.value == TIME_S


def test_ranges(ask: Asker, over: Receipt) -> None:
    first = ask("getFirstAvailableBlock")
    assert first == ask("minimumLedgerSlot") == 435_888_000
    answer = ask.answer("getBlocks", over.slot - 1, over.slot)
    theirs = GetBlocksResp.from_json(msgspec.json.encode(answer).decode())
    assert isinstance(theirs, GetBlocksResp)
    assert theirs.value == [over.slot - 1, over.slot]
    until_now = msgspec.convert(ask("getBlocks", 0, CONFIRMED), list[int])
    assert until_now[0] == first
    assert until_now[-1] > over.slot
    assert ask("getBlocksWithLimit", over.slot - 1, 2) == theirs.value
    assert ask("getBlocks", over.slot, over.slot - 1) == []
    assert ask.error("getBlocksWithLimit", 0, 500_001)[0] == -32602
