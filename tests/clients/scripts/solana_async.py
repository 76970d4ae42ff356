"""solana-py, the newest: its asynchronous client and its WebSocket client. JSON on stdin, JSON on stdout."""

import asyncio
import json
import sys
from typing import Any

from solana.exceptions import SolanaRpcException
from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Confirmed
from solana.rpc.core import RPCException
from solana.rpc.models import MemcmpOpts, TokenAccountOpts, TxOpts
from solana.rpc.websocket_api import SolanaWsClient
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.message import MessageV0
from solders.pubkey import Pubkey
from solders.rpc.config import RpcTransactionLogsFilterMentions
from solders.system_program import TransferParams, transfer
from solders.transaction import VersionedTransaction
from spl.token.constants import TOKEN_PROGRAM_ID
from spl.token.instructions import (
    create_idempotent_associated_token_account,
    get_associated_token_address,
    transfer_checked,
)
from spl.token.models import TransferCheckedParams

SOL = 10**9
WAIT = TxOpts(skip_confirmation=False, preflight_commitment=Confirmed)


async def signed(client: AsyncClient, payer: Keypair, *instructions: Instruction) -> VersionedTransaction:
    """Build a version 0 transaction with a fresh blockhash."""
    latest = (await client.get_latest_blockhash()).value
    message = MessageV0.try_compile(payer.pubkey(), list(instructions), [], latest.blockhash)
    return VersionedTransaction(message, [payer])


async def watched_transfer(client: AsyncClient, ws: str, alice: Keypair) -> dict[str, Any]:
    """Send lamports and hear of it on three subscriptions of one socket."""
    bob = Keypair().pubkey()
    pay = transfer(TransferParams(from_pubkey=alice.pubkey(), to_pubkey=bob, lamports=SOL))
    async with SolanaWsClient(ws) as socket:
        account = await socket.account_subscribe(pubkey=bob, commitment=Confirmed, encoding="base64")
        logs = await socket.logs_subscribe(
            filter_=RpcTransactionLogsFilterMentions(bob), commitment=Confirmed
        )
        transaction = await signed(client, alice, pay)
        signature = transaction.signatures[0]
        status = await socket.signature_subscribe(signature=signature, commitment=Confirmed)
        sent = (await client.send_transaction(transaction, WAIT)).value
        heard = {type(note).__name__: note for note in [await socket.recv() for _ in range(3)]}
        await socket.unsubscribe(account)
        await socket.unsubscribe(logs)
    assert sent == signature
    assert status is not None
    assert heard["AccountNotification"].result.value.lamports == SOL
    assert heard["LogsNotification"].result.value.signature == signature
    assert heard["SignatureNotification"].result.value.err is None
    told = (await client.get_transaction(sent, "jsonParsed", Confirmed, 0)).value
    parsed = told.transaction.transaction.message.instructions[0].parsed
    assert parsed["info"]["lamports"] == SOL
    history = (await client.get_signatures_for_address(bob, limit=3)).value
    assert [item.signature for item in history] == [sent]
    block = (await client.get_block(told.slot, "json", 0)).value
    assert str(sent) in [str(item.transaction.signatures[0]) for item in block.transactions]
    return {"sent": str(sent), "slot": told.slot, "bob": str(bob)}


async def refused(client: AsyncClient, alice: Keypair) -> str:
    """Ask for more than there is; return what the node says."""
    nobody = Keypair().pubkey()
    pay = transfer(TransferParams(from_pubkey=alice.pubkey(), to_pubkey=nobody, lamports=100 * SOL))
    simulated = (await client.simulate_transaction(await signed(client, alice, pay))).value
    assert any("insufficient lamports" in line for line in simulated.logs)
    try:
        await client.send_transaction(await signed(client, alice, pay))
    except (RPCException, SolanaRpcException) as refusal:
        return str(refusal)
    raise AssertionError("the node took more than there is")


async def energy(client: AsyncClient, given: dict[str, Any]) -> dict[str, Any]:
    """Send energy from a seller to a new wallet, which pays nothing."""
    mint = Pubkey.from_string(given["energyMint"])
    seller, wallet = Keypair.from_bytes(bytes(given["keys"]["seller"])), Keypair().pubkey()
    source = get_associated_token_address(seller.pubkey(), mint)
    dest = get_associated_token_address(wallet, mint)
    steps = [
        create_idempotent_associated_token_account(seller.pubkey(), wallet, mint),
        transfer_checked(
            TransferCheckedParams(
                program_id=TOKEN_PROGRAM_ID,
                source=source,
                mint=mint,
                dest=dest,
                owner=seller.pubkey(),
                amount=7_000_000,
                decimals=9,
            )
        ),
    ]
    await client.send_transaction(await signed(client, seller, *steps), WAIT)
    owned = (await client.get_token_accounts_by_owner_json_parsed(wallet, TokenAccountOpts(mint=mint))).value
    amount = owned[0].account.data.parsed["info"]["tokenAmount"]["amount"]
    held = (await client.get_token_account_balance(dest)).value
    return {"wallet": str(wallet), "amount": amount, "ui": held.ui_amount_string}


async def meters(client: AsyncClient, given: dict[str, Any]) -> list[str]:
    """Ask for all meters, by the first bytes of their type."""
    filters = [MemcmpOpts(offset=0, bytes=given["meter"]["discriminator"]), given["meter"]["size"]]
    registry = Pubkey.from_string(given["registry"])
    found = (await client.get_program_accounts(registry, encoding="base64", filters=filters)).value
    return [str(item.pubkey) for item in found]


async def main() -> None:
    """Do everything once."""
    given = json.load(sys.stdin)
    alice = Keypair()
    async with AsyncClient(given["rpc"], Confirmed) as client:
        assert await client.is_connected()
        gift = (await client.request_airdrop(alice.pubkey(), 5 * SOL)).value
        await client.confirm_transaction(gift, Confirmed)
        assert (await client.get_balance(alice.pubkey())).value == 5 * SOL
        answer = {
            "transfer": await watched_transfer(client, given["ws"], alice),
            "refusal": await refused(client, alice),
            "energy": await energy(client, given),
            "meters": await meters(client, given),
            "genesis": str((await client.get_genesis_hash()).value),
            "epoch": (await client.get_epoch_info()).value.absolute_slot,
            "version": (await client.get_version()).value.solana_core,
        }
    json.dump(answer, sys.stdout)


asyncio.run(main())
