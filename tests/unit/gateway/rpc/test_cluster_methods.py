"""The ledger as a whole; shapes as solders reads them."""

import base64
from typing import Any

import msgspec
import pytest
from solders.hash import Hash
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.rpc import responses
from tests.unit.gateway.rpc.ledger_world import Asker, World

from gridtokenx.gateway.rpc.settings import RpcSettings

PLAIN = {
    "getSlot": responses.GetSlotResp,
    "getBlockHeight": responses.GetBlockHeightResp,
    "getTransactionCount": responses.GetTransactionCountResp,
    "getEpochInfo": responses.GetEpochInfoResp,
    "getEpochSchedule": responses.GetEpochScheduleResp,
    "getHealth": responses.GetHealthResp,
    "getVersion": responses.GetVersionResp,
    "getGenesisHash": responses.GetGenesisHashResp,
    "getIdentity": responses.GetIdentityResp,
    "getSlotLeader": responses.GetSlotLeaderResp,
    "getVoteAccounts": responses.GetVoteAccountsResp,
    "getClusterNodes": responses.GetClusterNodesResp,
    "getLatestBlockhash": responses.GetLatestBlockhashResp,
    "getRecentPrioritizationFees": responses.GetRecentPrioritizationFeesResp,
}


@pytest.mark.parametrize("method", PLAIN)
def test_solders_reads_what_has_no_parameters(ask: Asker, method: str) -> None:
    kind: Any = PLAIN[method]
    assert isinstance(kind.from_json(msgspec.json.encode(ask.answer(method)).decode()), kind)
    assert ask.error(method, 1, 2, 3)[0] == -32602


def test_a_blockhash_lives_and_dies(ask: Asker) -> None:
    latest = msgspec.convert(ask.value("getLatestBlockhash"), dict[str, object])
    height = ask("getBlockHeight")
    assert isinstance(height, int)
    last = latest["lastValidBlockHeight"]
    assert isinstance(last, int)
    assert height < last <= height + 150
    assert ask.value("isBlockhashValid", latest["blockhash"]) is True
    assert ask.value("isBlockhashValid", str(Hash.new_unique())) is False


def test_a_message_has_its_fee(ask: Asker, world: World) -> None:
    payer = world.payer.pubkey()
    message = Message.new_with_blockhash([world.transfer(payer, 1)], payer, world.node.blockhash())
    assert ask.value("getFeeForMessage", base64.b64encode(bytes(message)).decode()) == 5_000
    dead = Message.new_with_blockhash([world.transfer(payer, 1)], payer, Hash.new_unique())
    assert ask.value("getFeeForMessage", base64.b64encode(bytes(dead)).decode()) is None


@pytest.mark.parametrize("text", ["*", "AAAA", "A" * 2_000, ""])
def test_what_is_no_message_is_refused(ask: Asker, text: str) -> None:
    code, words = ask.error("getFeeForMessage", text)
    assert code == -32602
    assert "message is" in words


def test_the_final_slot_is_over(ask: Asker, world: World) -> None:
    world.send(world.transfer(world.payer.pubkey(), 1))
    slots = [ask("getSlot", {"commitment": commitment}) for commitment in ("finalized", "processed")]
    final, newest = msgspec.convert(slots, list[int])
    assert world.node.first_slot <= final < newest


def test_the_epoch_is_that_of_the_slot(ask: Asker) -> None:
    info = msgspec.convert(ask("getEpochInfo"), dict[str, int])
    assert info["epoch"] * info["slotsInEpoch"] + info["slotIndex"] == info["absoluteSlot"]


def test_the_node_leads_every_slot(world: World) -> None:
    identity = Keypair().pubkey()
    ask = Asker(world.node, RpcSettings(identity=identity))
    assert ask("getSlotLeaders", 5, 3) == [str(identity)] * 3
    assert ask("getIdentity") == {"identity": str(identity)}
    assert ask.error("getSlotLeaders", 5, 5_001)[0] == -32602


def test_priority_buys_nothing(ask: Asker) -> None:
    fees = msgspec.convert(
        ask("getRecentPrioritizationFees", [str(Pubkey.new_unique())]), list[dict[str, int]]
    )
    assert {fee["prioritizationFee"] for fee in fees} == {0}
    assert len(fees) <= 150
    assert ask.error("getRecentPrioritizationFees", [str(Pubkey.new_unique())] * 129)[0] == -32602
