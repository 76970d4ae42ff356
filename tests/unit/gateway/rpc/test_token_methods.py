"""Tokens of a real ledger; shapes as solders reads them."""

import msgspec
import pytest
from solders.pubkey import Pubkey
from solders.rpc.responses import (
    GetTokenAccountBalanceResp,
    GetTokenAccountsByDelegateResp,
    GetTokenAccountsByOwnerJsonParsedResp,
    GetTokenLargestAccountsResp,
    GetTokenSupplyResp,
)
from tests.unit.gateway.rpc.ledger_world import DECIMALS, SUPPLY, Asker, World

from gridtokenx.chain.addresses import TOKEN_PROGRAM

NOBODY = str(Pubkey.new_unique())


def text(answer: object) -> str:
    return msgspec.json.encode(answer).decode()


def test_a_balance(ask: Asker, world: World) -> None:
    theirs = GetTokenAccountBalanceResp.from_json(
        text(ask.answer("getTokenAccountBalance", str(world.token)))
    )
    assert isinstance(theirs, GetTokenAccountBalanceResp)
    assert (theirs.value.amount, theirs.value.decimals) == (str(SUPPLY), DECIMALS)
    assert theirs.value.ui_amount_string == "1.5"


def test_a_supply(ask: Asker, world: World) -> None:
    theirs = GetTokenSupplyResp.from_json(text(ask.answer("getTokenSupply", str(world.mint.pubkey()))))
    assert isinstance(theirs, GetTokenSupplyResp)
    assert theirs.value.amount == str(SUPPLY)


def test_the_largest_accounts_come_first(ask: Asker, world: World) -> None:
    answer = ask.answer("getTokenLargestAccounts", str(world.mint.pubkey()))
    theirs = GetTokenLargestAccountsResp.from_json(text(answer))
    assert isinstance(theirs, GetTokenLargestAccountsResp)
    assert [pair.address for pair in theirs.value] == [world.token, world.other_token]


@pytest.mark.parametrize("by", ["mint", "programId"])
def test_accounts_of_an_owner(ask: Asker, world: World, by: str) -> None:
    narrowed = {by: str({"mint": world.mint.pubkey(), "programId": TOKEN_PROGRAM}[by])}
    answer = ask.answer(
        "getTokenAccountsByOwner", str(world.payer.pubkey()), narrowed, {"encoding": "jsonParsed"}
    )
    theirs = GetTokenAccountsByOwnerJsonParsedResp.from_json(text(answer))
    assert isinstance(theirs, GetTokenAccountsByOwnerJsonParsedResp)
    assert [item.pubkey for item in theirs.value] == [world.token]


def test_accounts_of_a_delegate(ask: Asker, world: World) -> None:
    answer = ask.answer(
        "getTokenAccountsByDelegate",
        str(world.delegate),
        {"mint": str(world.mint.pubkey())},
        {"encoding": "base64"},
    )
    theirs = GetTokenAccountsByDelegateResp.from_json(text(answer))
    assert isinstance(theirs, GetTokenAccountsByDelegateResp)
    assert [item.pubkey for item in theirs.value] == [world.token]


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("getTokenAccountBalance", (NOBODY,), "pubkey is"),
        ("getTokenSupply", (NOBODY,), "mint is"),
        ("getTokenLargestAccounts", (NOBODY,), "mint is"),
        ("getTokenAccountsByOwner", (NOBODY, {"mint": NOBODY}), "filter.mint is"),
        ("getTokenAccountsByOwner", (NOBODY, {"programId": NOBODY}), "filter.programId is"),
        ("getTokenAccountsByOwner", (NOBODY, {}), "one of mint and programId"),
        ("getTokenAccountsByDelegate", (NOBODY,), "params: "),
    ],
)
def test_what_is_no_token_is_refused_by_name(
    ask: Asker, method: str, params: tuple[object, ...], words: str
) -> None:
    code, message = ask.error(method, *params)
    assert code == -32602
    assert words in message
