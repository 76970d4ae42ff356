"""A program's accounts, filtered and shown; shapes as solders reads them."""

import msgspec
from solders.pubkey import Pubkey
from solders.rpc.responses import GetProgramAccountsMaybeJsonParsedResp, GetProgramAccountsResp
from tests.unit.gateway.rpc.ledger_world import Asker, World

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.gateway.rpc.settings import RpcSettings

TOKENS = str(TOKEN_PROGRAM)


def addresses(result: object) -> set[str]:
    return {str(item["pubkey"]) for item in msgspec.convert(result, list[dict[str, object]])}


def test_filters_narrow_what_a_program_owns(ask: Asker, world: World) -> None:
    sized = ask("getProgramAccounts", TOKENS, {"encoding": "base64", "filters": [{"dataSize": 165}]})
    assert addresses(sized) == {str(world.token), str(world.other_token)}
    owned = {"memcmp": {"offset": 32, "bytes": str(world.other.pubkey())}}
    one = ask("getProgramAccounts", TOKENS, {"encoding": "base64", "filters": [owned, "tokenAccountState"]})
    assert addresses(one) == {str(world.other_token)}


def test_a_part_of_the_data_fits_base58(ask: Asker) -> None:
    found = ask("getProgramAccounts", TOKENS, {"dataSlice": {"offset": 0, "length": 0}})
    assert len(addresses(found)) == 3
    code, words = ask.error("getProgramAccounts", TOKENS)
    assert code == -32600
    assert "base 58" in words


def test_shapes_are_solanas(ask: Asker) -> None:
    plain = ask.answer("getProgramAccounts", TOKENS, {"encoding": "base64"})
    theirs = GetProgramAccountsResp.from_json(msgspec.json.encode(plain).decode())
    assert isinstance(theirs, GetProgramAccountsResp)
    assert len(theirs.value) == 3
    parsed = ask.answer("getProgramAccounts", TOKENS, {"encoding": "jsonParsed"})
    read = GetProgramAccountsMaybeJsonParsedResp.from_json(msgspec.json.encode(parsed).decode())
    assert isinstance(read, GetProgramAccountsMaybeJsonParsedResp)
    assert read.to_json().count('"tokenAmount"') == 2


def test_the_slot_comes_when_asked_for(ask: Asker) -> None:
    value = ask.value("getProgramAccounts", TOKENS, {"encoding": "base64", "withContext": True})
    assert len(addresses(value)) == 3


def test_a_program_without_accounts_has_none(ask: Asker) -> None:
    assert ask("getProgramAccounts", str(Pubkey.new_unique())) == []


def test_an_answer_without_bounds_is_refused(world: World) -> None:
    asker = Asker(world.node, RpcSettings(scan_bytes_max=200))
    code, words = asker.error("getProgramAccounts", TOKENS, {"encoding": "base64"})
    assert code == -32012
    assert "add filters" in words
    narrow = {"encoding": "base64", "dataSlice": {"offset": 0, "length": 8}}
    assert len(addresses(asker("getProgramAccounts", TOKENS, narrow))) == 3
