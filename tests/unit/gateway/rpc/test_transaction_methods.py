"""The history of transactions; shapes as solders reads them."""

import msgspec
import pytest
from solders.pubkey import Pubkey
from solders.rpc.responses import (
    GetSignaturesForAddressResp,
    GetSignatureStatusesResp,
    GetTransactionResp,
)
from solders.signature import Signature
from tests.unit.gateway.rpc.ledger_world import TIME_S, Asker, World, make_table

UNKNOWN = str(Signature.new_unique())


def text(answer: object) -> str:
    return msgspec.json.encode(answer).decode()


@pytest.mark.parametrize("encoding", ["json", "jsonParsed", "base64", "base58"])
def test_a_transaction_as_solders_reads_it(ask: Asker, world: World, encoding: str) -> None:
    receipt = world.send(world.transfer(Pubkey.new_unique(), 10**9))
    answer = ask.answer("getTransaction", str(receipt.signature), {"encoding": encoding})
    theirs = GetTransactionResp.from_json(text(answer))
    assert isinstance(theirs, GetTransactionResp)
    assert theirs.value is not None
    assert (theirs.value.slot, theirs.value.block_time) == (receipt.slot, TIME_S)
    meta = theirs.value.transaction.meta
    assert meta is not None
    assert (meta.fee, meta.err, meta.compute_units_consumed) == (5_000, None, 150)


def test_the_encoding_may_stand_alone(ask: Asker, world: World) -> None:
    receipt = world.send(world.transfer(Pubkey.new_unique(), 10**9))
    found = ask("getTransaction", str(receipt.signature), "base64")
    assert isinstance(found, dict)
    assert found["transaction"][1] == "base64"
    assert "version" not in found


def test_a_versioned_transaction_is_for_those_who_read_it(ask: Asker, world: World) -> None:
    address = Pubkey.new_unique()
    receipt = world.with_table(make_table(world, [address]), [address], world.transfer(address, 10**9))
    assert ask.error("getTransaction", str(receipt.signature))[0] == -32015
    config = {"maxSupportedTransactionVersion": 0, "encoding": "jsonParsed"}
    answer = ask.answer("getTransaction", str(receipt.signature), config)
    theirs = GetTransactionResp.from_json(text(answer))
    assert isinstance(theirs, GetTransactionResp)
    assert theirs.value is not None
    assert theirs.value.transaction.version == 0
    result = answer["result"]
    assert isinstance(result, dict)
    assert result["transaction"]["message"]["accountKeys"][-1]["source"] == "lookupTable"


def test_an_unknown_transaction_is_null(ask: Asker) -> None:
    assert ask("getTransaction", UNKNOWN) is None


def test_statuses(ask: Asker, world: World) -> None:
    good = world.send(world.transfer(Pubkey.new_unique(), 10**9))
    bad = world.send(world.transfer(Pubkey.new_unique(), 2**60))
    answer = ask.answer("getSignatureStatuses", [str(good.signature), UNKNOWN, str(bad.signature)])
    theirs = GetSignatureStatusesResp.from_json(text(answer))
    assert isinstance(theirs, GetSignatureStatusesResp)
    first, missing, last = theirs.value
    assert missing is None
    assert first is not None
    assert (first.slot, first.err, first.confirmations) == (good.slot, None, None)
    assert last is not None
    assert last.err is not None
    assert ask.error("getSignatureStatuses", [UNKNOWN] * 257)[0] == -32602


def test_an_addresss_history_is_newest_first_and_paged(ask: Asker, world: World) -> None:
    address = Pubkey.new_unique()
    signatures = [str(world.send(world.transfer(address, 10**9 + n)).signature) for n in range(4)]

    def page(**config: object) -> list[str]:
        found = msgspec.convert(ask("getSignaturesForAddress", str(address), config), list[dict[str, object]])
        return [str(item["signature"]) for item in found]

    newest_first = signatures[::-1]
    assert page() == newest_first
    assert page(limit=2) == newest_first[:2]
    assert page(before=newest_first[1]) == newest_first[2:]
    assert page(until=newest_first[2]) == newest_first[:2]
    theirs = GetSignaturesForAddressResp.from_json(text(ask.answer("getSignaturesForAddress", str(address))))
    assert isinstance(theirs, GetSignaturesForAddressResp)
    assert len(theirs.value) == 4


@pytest.mark.parametrize("limit", [0, 1_001, -1, "5"])
def test_a_page_has_limits(ask: Asker, limit: object) -> None:
    code, words = ask.error("getSignaturesForAddress", str(Pubkey.new_unique()), {"limit": limit})
    assert code == -32602
    assert "config.limit" in words
