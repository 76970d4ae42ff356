"""Sending: durable when answered, refused in Solana's words, and never twice."""

import msgspec
from solders.hash import Hash
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.rpc.errors import SendTransactionPreflightFailureMessage
from solders.rpc.responses import SendTransactionResp
from solders.signature import Signature
from solders.system_program import CreateAccountParams, create_account
from solders.transaction import Transaction
from tests.unit.gateway.rpc.ledger_world import Asker, World, text_of

from gridtokenx.chain.transaction import sign
from gridtokenx.gateway.rpc.settings import RpcSettings

BASE64 = {"encoding": "base64"}
UNCHECKED = {"encoding": "base64", "skipPreflight": True}


def test_a_sent_transaction_is_in_the_ledger(ask: Asker, world: World) -> None:
    address = Pubkey.new_unique()
    sent = world.signed(world.transfer(address, 10**9))
    answer = ask.answer("sendTransaction", text_of(sent), BASE64)
    theirs = SendTransactionResp.from_json(msgspec.json.encode(answer).decode())
    assert isinstance(theirs, SendTransactionResp)
    assert theirs.value == sent.signatures[0]
    account = world.node.account(address)
    assert account is not None
    assert account.lamports == 10**9


def test_a_repeated_transaction_runs_once_and_answers_again(ask: Asker, world: World) -> None:
    address = Pubkey.new_unique()
    text = text_of(world.signed(world.transfer(address, 10**9)))
    signatures = {str(ask("sendTransaction", text, config)) for config in (BASE64, BASE64, UNCHECKED)}
    assert len(signatures) == 1
    account = world.node.account(address)
    assert account is not None
    assert account.lamports == 10**9


def test_what_can_happen_once_only_is_answered_again_too(ask: Asker, world: World) -> None:
    made = Keypair()
    rent = world.node.read(lambda view: view.rent_exempt(0)).result()
    new = create_account(
        CreateAccountParams(
            from_pubkey=world.payer.pubkey(),
            to_pubkey=made.pubkey(),
            lamports=rent,
            space=0,
            owner=world.payer.pubkey(),
        )
    )
    text = text_of(world.signed(new, signers=[made]))
    assert ask("sendTransaction", text, BASE64) == ask("sendTransaction", text, BASE64)
    again = text_of(world.signed(new, world.transfer(made.pubkey(), 1), signers=[made]))
    assert ask.error("sendTransaction", again, BASE64)[0] == -32002


def test_a_failure_is_found_before_sending(ask: Asker, world: World) -> None:
    count = world.node.transaction_count()
    text = text_of(world.signed(world.transfer(Pubkey.new_unique(), 2**60)))
    answer = ask.answer("sendTransaction", text, BASE64)
    theirs = SendTransactionResp.from_json(msgspec.json.encode(answer).decode())
    assert isinstance(theirs, SendTransactionPreflightFailureMessage)
    assert theirs.message.startswith("Transaction simulation failed: Error processing Instruction 0: custom")
    assert theirs.data.logs
    assert world.node.transaction_count() == count
    fault = answer["error"]
    assert isinstance(fault, dict)
    assert fault["code"] == -32002


def test_without_the_check_a_failure_is_sent_and_kept(ask: Asker, world: World) -> None:
    text = text_of(world.signed(world.transfer(Pubkey.new_unique(), 2**60)))
    signature = ask("sendTransaction", text, UNCHECKED)
    statuses = msgspec.convert(ask.value("getSignatureStatuses", [signature]), list[dict[str, object]])
    assert statuses[0]["err"] == {"InstructionError": [0, {"Custom": 1}]}


def test_a_forged_signature_is_refused_either_way(ask: Asker, world: World) -> None:
    made = world.signed(world.transfer(Pubkey.new_unique(), 10**9))
    assert isinstance(made, Transaction)
    text = text_of(Transaction.populate(made.message, [Signature.new_unique()]))
    for config in (BASE64, UNCHECKED):
        assert ask.error("sendTransaction", text, config)[0] == -32003


def test_a_dead_blockhash_is_refused_either_way(ask: Asker, world: World) -> None:
    made = sign([world.transfer(Pubkey.new_unique(), 1)], payer=world.payer, blockhash=Hash.new_unique())
    for config in (BASE64, UNCHECKED):
        code, message = ask.error("sendTransaction", text_of(made), config)
        assert (code, message) == (-32002, "Transaction simulation failed: Blockhash not found")


def test_a_payer_without_lamports_is_refused(ask: Asker, world: World) -> None:
    poor = Keypair()
    made = sign([], payer=poor, blockhash=world.node.blockhash())
    code, message = ask.error("sendTransaction", text_of(made), UNCHECKED)
    assert code == -32002
    assert "no record of a prior credit" in message


def test_a_later_state_is_waited_for_by_nobody(ask: Asker, world: World) -> None:
    text = text_of(world.signed(world.transfer(Pubkey.new_unique(), 10**9)))
    for config in (BASE64, UNCHECKED):
        assert ask.error("sendTransaction", text, {**config, "minContextSlot": 2**60})[0] == -32016


def test_base58_is_the_default(ask: Asker) -> None:
    assert "base58" in ask.error("sendTransaction", "0")[1]


def test_airdrops_are_off_unless_allowed_and_limited(ask: Asker, world: World) -> None:
    address = Pubkey.new_unique()
    code, message = ask.error("requestAirdrop", str(address), 10**9)
    assert code == -32600
    assert "not allowed" in message
    generous = Asker(world.node, RpcSettings(airdrops=True, airdrop_lamports_max=10**9))
    assert generous("requestAirdrop", str(address), 10**9)
    account = world.node.account(address)
    assert account is not None
    assert account.lamports == 10**9
    assert "lamports is 1000000001" in generous.error("requestAirdrop", str(address), 10**9 + 1)[1]
    assert generous.error("requestAirdrop", str(address), 0)[0] == -32602
