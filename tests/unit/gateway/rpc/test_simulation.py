"""What a transaction would do, and the refusal before sending; shapes as solders reads them."""

import msgspec
import pytest
from solders.hash import Hash
from solders.pubkey import Pubkey
from solders.rpc.responses import SimulateTransactionResp
from solders.signature import Signature
from solders.transaction import Transaction
from tests.unit.gateway.rpc.ledger_world import Asker, World, text_of

from gridtokenx.chain.transaction import sign
from gridtokenx.gateway.rpc.simulation import return_data_json

NOBODY = str(Pubkey.new_unique())


def simulated(ask: Asker, text: str, **config: object) -> dict[str, object]:
    value = ask.value("simulateTransaction", text, {"encoding": "base64", **config})
    assert isinstance(value, dict)
    return value


def test_nothing_is_kept_and_accounts_are_shown_as_they_would_be(ask: Asker, world: World) -> None:
    address = Pubkey.new_unique()
    sent = world.signed(world.transfer(address, 10**9))
    wanted = {"addresses": [str(address), NOBODY], "encoding": "base64"}
    value = simulated(ask, text_of(sent), accounts=wanted)
    assert value["err"] is None
    shown = msgspec.convert(value["accounts"], list[dict[str, object] | None])
    assert shown[0] is not None
    assert shown[0]["lamports"] == 10**9
    assert shown[1] is None
    assert world.node.account(address) is None
    answer = ask.answer("simulateTransaction", text_of(sent), {"encoding": "base64"})
    theirs = SimulateTransactionResp.from_json(msgspec.json.encode(answer).decode())
    assert isinstance(theirs, SimulateTransactionResp)
    assert theirs.value.units_consumed == 150


def test_a_failure_has_its_logs(ask: Asker, world: World) -> None:
    value = simulated(ask, text_of(world.signed(world.transfer(Pubkey.new_unique(), 2**60))))
    assert value["err"] == {"InstructionError": [0, {"Custom": 1}]}
    assert any("insufficient lamports" in line for line in msgspec.convert(value["logs"], list[str]))


def test_a_dead_blockhash_is_told_or_replaced(ask: Asker, world: World) -> None:
    made = sign([world.transfer(Pubkey.new_unique(), 10**9)], payer=world.payer, blockhash=Hash.new_unique())
    assert simulated(ask, text_of(made))["err"] == "BlockhashNotFound"
    value = simulated(ask, text_of(made), replaceRecentBlockhash=True)
    assert value["err"] is None
    assert set(msgspec.convert(value["replacementBlockhash"], dict[str, object])) == {
        "blockhash",
        "lastValidBlockHeight",
    }


def test_signatures_are_checked_when_asked_for(ask: Asker, world: World) -> None:
    made = world.signed(world.transfer(Pubkey.new_unique(), 10**9))
    assert isinstance(made, Transaction)
    forged = Transaction.populate(made.message, [Signature.new_unique()])
    assert simulated(ask, text_of(forged))["err"] is None
    assert simulated(ask, text_of(forged), sigVerify=True)["err"] == "SignatureFailure"


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"sigVerify": True, "replaceRecentBlockhash": True}, "config.sigVerify"),
        ({"accounts": {"addresses": [NOBODY] * 101}}, "config.accounts.addresses"),
        ({"encoding": "jsonParsed"}, "config.encoding"),
    ],
)
def test_a_contradiction_is_refused(ask: Asker, config: dict[str, object], words: str) -> None:
    code, message = ask.error("simulateTransaction", "AA==", config)
    assert code == -32602
    assert words in message


def test_return_data_are_base64() -> None:
    program = Pubkey.new_unique()
    assert return_data_json(None) is None
    assert return_data_json((program, b"abc")) == {"programId": str(program), "data": ["YWJj", "base64"]}
