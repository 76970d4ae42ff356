"""solana-py 0.36, the last series that AnchorPy takes: its synchronous client, and the older sockets."""

import asyncio
import json
import sys

from solana.rpc.api import Client
from solana.rpc.commitment import Confirmed, Finalized
from solana.rpc.types import TxOpts
from solana.rpc.websocket_api import connect
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.system_program import TransferParams, transfer
from solders.transaction import Transaction
from spl.token.client import Token
from spl.token.constants import TOKEN_PROGRAM_ID

SOL = 10**9


def pay(client: Client, payer: Keypair, receiver: Pubkey, lamports: int) -> Signature:
    """Send lamports by a legacy transaction and wait until it is final."""
    step = transfer(TransferParams(from_pubkey=payer.pubkey(), to_pubkey=receiver, lamports=lamports))
    latest = client.get_latest_blockhash().value
    transaction = Transaction([payer], Message([step], payer.pubkey()), latest.blockhash)
    options = TxOpts(
        skip_confirmation=False,
        preflight_commitment=Confirmed,
        last_valid_block_height=latest.last_valid_block_height,
    )
    sent = client.send_transaction(transaction, options).value
    client.confirm_transaction(sent, Finalized)
    return sent


def tokens(client: Client, alice: Keypair) -> dict[str, int]:
    """Make a mint with solana-py's own token client, and move some of it."""
    token = Token.create_mint(client, alice, alice.pubkey(), 6, TOKEN_PROGRAM_ID)
    hers = token.create_associated_token_account(alice.pubkey())
    his = token.create_associated_token_account(Keypair().pubkey())
    options = TxOpts(skip_confirmation=False, preflight_commitment=Confirmed)
    token.mint_to(hers, alice, 1_000, opts=options)
    token.transfer(hers, his, alice, 400, opts=options)
    return {
        "hers": token.get_account_info(hers).amount,
        "his": int(token.get_balance(his).value.amount),
        "supply": token.get_mint_info().supply,
    }


async def hear_a_slot(ws: str) -> int:
    """Subscribe to slots and wait for the first."""
    async with connect(ws) as socket:
        await socket.slot_subscribe()
        subscription = (await socket.recv())[0].result
        slot = (await socket.recv())[0].result.slot
        await socket.slot_unsubscribe(subscription)
    return int(slot)


def main() -> None:
    """Do everything once."""
    given = json.load(sys.stdin)
    client, alice, bob = Client(given["rpc"], Confirmed), Keypair(), Keypair().pubkey()
    assert client.is_connected()
    client.confirm_transaction(client.request_airdrop(alice.pubkey(), 5 * SOL).value, Confirmed)
    sent = pay(client, alice, bob, SOL)
    told = client.get_transaction(sent, "jsonParsed", Confirmed, 0).value
    account = client.get_account_info(bob).value
    answer = {
        "sent": str(sent),
        "slot": told.slot,
        "received": account.lamports,
        "tokens": tokens(client, alice),
        "heard": asyncio.run(hear_a_slot(given["ws"])),
        "finalSlot": client.get_slot(Finalized).value,
    }
    json.dump(answer, sys.stdout)


main()
