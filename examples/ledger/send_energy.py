"""Send energy from one wallet to another with solana-py, as any SPL token is sent.

    python examples/ledger/send_energy.py --wallet key.json --to ADDRESS --wh 250

key.json is a key file as Solana's tools write it: an array of 64 numbers. Whoever sends pays for the
receiver's token account when there is none yet.
"""

import argparse
import asyncio
import json
from pathlib import Path

from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Confirmed
from solana.rpc.models import TxOpts
from solders.keypair import Keypair
from solders.message import MessageV0
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction
from spl.token.constants import TOKEN_PROGRAM_ID
from spl.token.instructions import (
    create_idempotent_associated_token_account,
    get_associated_token_address,
    transfer_checked,
)
from spl.token.models import TransferCheckedParams

IDL = Path(__file__).parents[2] / "src" / "gridtokenx" / "chain" / "data" / "energy_token.json"
UNITS_PER_WH, DECIMALS = 10**6, 9


def energy_mint() -> Pubkey:
    """Return the energy token's address: the energy-token program's own, from a constant seed."""
    program = Pubkey.from_string(json.loads(IDL.read_text())["address"])
    return Pubkey.find_program_address([b"energy_mint"], program)[0]


async def send(rpc: str, sender: Keypair, receiver: Pubkey, wh: int) -> str:
    """Send energy and wait until the ledger has confirmed it.

    Args:
        rpc: The node's address for calls.
        sender: Whose energy it is, and who pays.
        receiver: The wallet that gets it.
        wh: How much [Wh].
    """
    mint = energy_mint()
    params = TransferCheckedParams(
        program_id=TOKEN_PROGRAM_ID,
        source=get_associated_token_address(sender.pubkey(), mint),
        mint=mint,
        dest=get_associated_token_address(receiver, mint),
        owner=sender.pubkey(),
        amount=wh * UNITS_PER_WH,
        decimals=DECIMALS,
    )
    steps = [
        create_idempotent_associated_token_account(sender.pubkey(), receiver, mint),
        transfer_checked(params),
    ]
    async with AsyncClient(rpc, Confirmed) as client:
        latest = (await client.get_latest_blockhash()).value
        message = MessageV0.try_compile(sender.pubkey(), steps, [], latest.blockhash)
        options = TxOpts(skip_confirmation=False, preflight_commitment=Confirmed)
        return str((await client.send_transaction(VersionedTransaction(message, [sender]), options)).value)


def main() -> None:
    """Send what the command line says."""
    parser = argparse.ArgumentParser(description="Send energy from one wallet to another.")
    parser.add_argument("--rpc", default="http://127.0.0.1:8899")
    parser.add_argument("--wallet", type=Path, required=True)
    parser.add_argument("--to", type=Pubkey.from_string, required=True)
    parser.add_argument("--wh", type=int, required=True)
    given = parser.parse_args()
    sender = Keypair.from_bytes(bytes(json.loads(given.wallet.read_text())))
    print(f"sent {given.wh} Wh in {asyncio.run(send(given.rpc, sender, given.to, given.wh))}")


if __name__ == "__main__":
    main()
