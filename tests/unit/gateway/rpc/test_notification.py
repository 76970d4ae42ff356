"""What a commit tells to whom."""

import pytest
from solders.pubkey import Pubkey
from solders.signature import Signature
from tests.unit.gateway.rpc.ledger_world import DECIMALS, World

from gridtokenx.chain.addresses import SYSTEM_PROGRAM, TOKEN_PROGRAM
from gridtokenx.gateway.rpc.notification import logs_json, mentioned, mints_of, results
from gridtokenx.gateway.rpc.subscription import AccountWatch, LogsWatch, ProgramWatch, SignatureWatch, Watch
from gridtokenx.port.ledger import AccountState
from gridtokenx.port.node import Commit

TARGET, GONE, PROGRAM = (Pubkey.new_unique() for _ in range(3))


@pytest.fixture(scope="module")
def commit(world: World) -> Commit:
    """A commit of one transfer, in which also a token account changed and another was closed."""
    receipt = world.send(world.transfer(TARGET, 10**9))
    stored = world.node.look_up(lambda history: history.transaction(receipt.signature)).result()
    token = world.node.account(world.token)
    assert stored is not None
    assert token is not None
    changed = {
        TARGET: AccountState(TARGET, PROGRAM, 5, bytes(200)),
        GONE: None,
        world.token: token,
    }
    return Commit(receipt.slot, receipt.time_s, (stored,), changed)


def told(watch: Watch, commit: Commit) -> list[object]:
    found = []
    for result in results(watch, commit, lambda _: DECIMALS):
        assert isinstance(result, dict)
        assert result["context"]["slot"] == commit.slot
        found.append(result["value"])
    return found


def test_an_account_that_changed(commit: Commit) -> None:
    (value,) = told(AccountWatch(TARGET, "base64", None), commit)
    assert isinstance(value, dict)
    assert (value["lamports"], value["space"]) == (5, 200)
    assert told(AccountWatch(Pubkey.new_unique(), "base64", None), commit) == []


def test_an_account_that_is_gone_is_empty(commit: Commit) -> None:
    (value,) = told(AccountWatch(GONE, "base64", None), commit)
    assert isinstance(value, dict)
    assert (value["lamports"], value["owner"], value["data"]) == (0, str(SYSTEM_PROGRAM), ["", "base64"])


def test_data_that_are_too_long_for_base58_come_as_base64(commit: Commit) -> None:
    (value,) = told(AccountWatch(TARGET, "binary", None), commit)
    assert isinstance(value, dict)
    assert value["data"][1] == "base64"


def test_a_programs_accounts_that_match(commit: Commit, world: World) -> None:
    (value,) = told(ProgramWatch(TOKEN_PROGRAM, lambda _: True, "jsonParsed", None), commit)
    assert isinstance(value, dict)
    assert value["pubkey"] == str(world.token)
    assert value["account"]["data"]["parsed"]["info"]["tokenAmount"]["decimals"] == DECIMALS
    assert told(ProgramWatch(TOKEN_PROGRAM, lambda _: False, "base64", None), commit) == []


def test_logs_of_all_and_of_those_who_are_named(commit: Commit, world: World) -> None:
    expected = [logs_json(commit.transactions[0])]
    assert told(LogsWatch(None), commit) == expected
    assert told(LogsWatch(TARGET), commit) == expected
    assert told(LogsWatch(world.payer.pubkey()), commit) == expected
    assert told(LogsWatch(Pubkey.new_unique()), commit) == []
    assert mentioned(commit.transactions[0]) == {world.payer.pubkey(), TARGET, SYSTEM_PROGRAM}


def test_a_signatures_outcome(commit: Commit) -> None:
    signature = commit.transactions[0].receipt.signature
    assert told(SignatureWatch(signature, received=False), commit) == [{"err": None}]
    assert told(SignatureWatch(signature, received=True), commit) == ["receivedSignature", {"err": None}]
    assert told(SignatureWatch(Signature.new_unique(), received=True), commit) == []


def test_mints_that_parsing_needs(commit: Commit, world: World) -> None:
    assert mints_of(commit) == {world.mint.pubkey()}
