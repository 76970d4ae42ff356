"""Accounts, balances and rent of a real ledger; shapes as solders reads them."""

import msgspec
import pytest
from solders.pubkey import Pubkey
from solders.rpc.responses import (
    GetAccountInfoMaybeJsonParsedResp,
    GetAccountInfoResp,
    GetBalanceResp,
    GetMinimumBalanceForRentExemptionResp,
    GetMultipleAccountsResp,
)
from tests.unit.gateway.rpc.ledger_world import Asker, World, make_table

NOBODY = str(Pubkey.new_unique())


def text(answer: object) -> str:
    return msgspec.json.encode(answer).decode()


def test_an_account_as_solders_reads_it(ask: Asker, world: World) -> None:
    answer = ask.answer("getAccountInfo", str(world.token), {"encoding": "base64"})
    theirs = GetAccountInfoResp.from_json(text(answer))
    assert isinstance(theirs, GetAccountInfoResp)
    assert theirs.value is not None
    ours = world.node.account(world.token)
    assert ours is not None
    assert (theirs.value.data, theirs.value.lamports, theirs.value.owner) == (
        ours.data,
        ours.lamports,
        ours.owner,
    )


def test_a_parsed_account_as_solders_reads_it(ask: Asker, world: World) -> None:
    answer = ask.answer("getAccountInfo", str(world.token), {"encoding": "jsonParsed"})
    theirs = GetAccountInfoMaybeJsonParsedResp.from_json(text(answer))
    assert isinstance(theirs, GetAccountInfoMaybeJsonParsedResp)
    assert '"tokenAmount"' in theirs.to_json()


def test_several_accounts_keep_their_order(ask: Asker, world: World) -> None:
    answer = ask.answer("getMultipleAccounts", [NOBODY, str(world.token)])
    theirs = GetMultipleAccountsResp.from_json(text(answer))
    assert isinstance(theirs, GetMultipleAccountsResp)
    assert [account is None for account in theirs.value] == [True, False]


def test_more_than_a_hundred_are_refused(ask: Asker) -> None:
    assert len(msgspec.convert(ask.value("getMultipleAccounts", [NOBODY] * 100), list[None])) == 100
    code, words = ask.error("getMultipleAccounts", [NOBODY] * 101)
    assert code == -32602
    assert "pubkeys" in words


def test_a_balance(ask: Asker, world: World) -> None:
    assert ask.value("getBalance", NOBODY) == 0
    address = Pubkey.new_unique()
    world.send(world.transfer(address, 10**9))
    theirs = GetBalanceResp.from_json(text(ask.answer("getBalance", str(address))))
    assert isinstance(theirs, GetBalanceResp)
    assert theirs.value == 10**9


@pytest.mark.parametrize(("space", "lamports"), [(0, 890_880), (165, 2_039_280)])
def test_rent_is_solanas(ask: Asker, space: int, lamports: int) -> None:
    theirs = GetMinimumBalanceForRentExemptionResp.from_json(
        text(ask.answer("getMinimumBalanceForRentExemption", space))
    )
    assert isinstance(theirs, GetMinimumBalanceForRentExemptionResp)
    assert theirs.value == lamports


def test_rent_of_an_impossible_account_is_refused(ask: Asker) -> None:
    assert ask.error("getMinimumBalanceForRentExemption", 2**40)[0] == -32602


def test_a_lookup_table_in_words(ask: Asker, world: World) -> None:
    address = Pubkey.new_unique()
    table = ask.value("getAddressLookupTable", str(make_table(world, [address])))
    assert isinstance(table, dict)
    assert table["addresses"] == [str(address)]
    assert ask.value("getAddressLookupTable", NOBODY) is None
    assert ask.error("getAddressLookupTable", str(world.token))[0] == -32602


def test_a_later_state_is_not_there_yet(ask: Asker) -> None:
    fault = ask.answer("getBalance", NOBODY, {"minContextSlot": 2**60})["error"]
    assert isinstance(fault, dict)
    assert fault["code"] == -32016
    assert fault["data"]["contextSlot"] < 2**60
    assert ask.value("getBalance", NOBODY, {"minContextSlot": 5}) == 0
