"""What became of transactions: balances, tokens, inner instructions, logs."""

import struct

from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction
from tests.unit.gateway.rpc.ledger_world import World

from gridtokenx.chain.token import create_token_account
from gridtokenx.gateway.rpc.transaction_keys import account_keys
from gridtokenx.gateway.rpc.transaction_meta import balances_json, show_meta
from gridtokenx.port.ledger import Receipt


def meta(world: World, receipt: Receipt, *, parsed: bool = False) -> dict[str, object]:
    stored = world.node.look_up(lambda history: history.transaction(receipt.signature)).result()
    assert stored is not None
    return show_meta(
        stored, account_keys(VersionedTransaction.from_bytes(stored.body), stored), parsed=parsed
    )


def test_lamports_add_up(world: World) -> None:
    shown = meta(world, world.send(world.transfer(Pubkey.new_unique(), 10**9)))
    before, after, fee = shown["preBalances"], shown["postBalances"], shown["fee"]
    assert isinstance(before, list)
    assert isinstance(after, list)
    assert isinstance(fee, int)
    assert sum(before) == sum(after) + fee
    assert after[1] - before[1] == 10**9
    assert shown["loadedAddresses"] == {"writable": [], "readonly": []}
    assert "returnData" not in shown


def test_tokens_before_and_after(world: World) -> None:
    moved = world.token_instruction(
        struct.pack("<BQ", 3, 500),
        (world.token, False, True),
        (world.other_token, False, True),
        (world.payer.pubkey(), True, False),
    )
    back = world.token_instruction(
        struct.pack("<BQ", 3, 500),
        (world.other_token, False, True),
        (world.token, False, True),
        (world.other.pubkey(), True, False),
    )
    there, again = world.send(moved), world.send(back, signers=[world.other])
    assert (there.error, again.error) == (None, None)
    shown = meta(world, there)
    after = shown["postTokenBalances"]
    assert isinstance(after, list)
    amounts = {item["owner"]: item["uiTokenAmount"]["amount"] for item in after}
    assert amounts == {str(world.payer.pubkey()): "1000", str(world.other.pubkey()): "500"}
    assert after[0]["mint"] == str(world.mint.pubkey())


def test_inner_instructions_in_numbers_and_words(world: World) -> None:
    owner = Pubkey.new_unique()
    receipt = world.send(create_token_account(world.payer.pubkey(), owner=owner, mint=world.mint.pubkey()))
    (plain,) = list(meta(world, receipt)["innerInstructions"])  # type: ignore[call-overload]
    assert plain["index"] == 0
    assert {"programIdIndex", "accounts", "data", "stackHeight"} == set(plain["instructions"][0])
    (words,) = list(meta(world, receipt, parsed=True)["innerInstructions"])  # type: ignore[call-overload]
    kinds = [item["parsed"]["type"] for item in words["instructions"] if "parsed" in item]
    assert "initializeAccount3" in kinds
    assert {item["stackHeight"] for item in words["instructions"]} == {2}


def test_a_failure_says_so_twice(world: World) -> None:
    receipt = world.send(world.transfer(Pubkey.new_unique(), 2**60))
    stored = world.node.look_up(lambda history: history.transaction(receipt.signature)).result()
    assert stored is not None
    shown = balances_json(stored)
    assert shown["err"] == {"InstructionError": [0, {"Custom": 1}]}
    assert shown["status"] == {"Err": shown["err"]}
