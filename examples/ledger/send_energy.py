"""Send energy from one wallet to another with solana-py, as any SPL token is sent.

    python examples/ledger/send_energy.py --wallet key.json --to ADDRESS --wh 250

key.json is a key file as Solana's tools write it: an array of 64 numbers. Whoever sends pays the fee, and for
the receiver's token account when there is none yet; `--payer other.json` lets another do so. `--lamports`
come from who pays, so that the receiver can pay fees of its own.
"""

import argparse
import asyncio
import json
from pathlib import Path

from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Confirmed
from solana.rpc.models import TxOpts
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.message import MessageV0
from solders.pubkey import Pubkey
from solders.system_program import TransferParams, transfer
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


def steps(sender: Pubkey, receiver: Pubkey, payer: Pubkey, *, wh: int, lamports: int) -> list[Instruction]:
    """Return what sends energy [Wh], and lamports if any."""
    mint = energy_mint()
    params = TransferCheckedParams(
        program_id=TOKEN_PROGRAM_ID,
        source=get_associated_token_address(sender, mint),
        mint=mint,
        dest=get_associated_token_address(receiver, mint),
        owner=sender,
        amount=wh * UNITS_PER_WH,
        decimals=DECIMALS,
    )
    gift = TransferParams(from_pubkey=payer, to_pubkey=receiver, lamports=lamports)
    return [
        create_idempotent_associated_token_account(payer, receiver, mint),
        transfer_checked(params),
        *([transfer(gift)] if lamports else []),
    ]


async def send(rpc: str, instructions: list[Instruction], payer: Keypair, sender: Keypair) -> str:
    """Send a transaction, wait until the ledger has confirmed it, and return its signature."""
    signers = list({key.pubkey(): key for key in (payer, sender)}.values())
    async with AsyncClient(rpc, Confirmed) as client:
        latest = (await client.get_latest_blockhash()).value
        message = MessageV0.try_compile(payer.pubkey(), instructions, [], latest.blockhash)
        options = TxOpts(skip_confirmation=False, preflight_commitment=Confirmed)
        return str((await client.send_transaction(VersionedTransaction(message, signers), options)).value)


def key_of(path: Path) -> Keypair:
    """Read a key file."""
    return Keypair.from_bytes(bytes(json.loads(path.read_text())))


def main() -> None:
    """Send what the command line says."""
    parser = argparse.ArgumentParser(description="Send energy from one wallet to another.")
    parser.add_argument("--rpc", default="http://127.0.0.1:8899")
    parser.add_argument("--wallet", type=Path, required=True)
    parser.add_argument("--to", type=Pubkey.from_string, required=True)
    parser.add_argument("--wh", type=int, required=True)
    parser.add_argument("--payer", type=Path)
    parser.add_argument("--lamports", type=int, default=0)
    given = parser.parse_args()
    sender, payer = key_of(given.wallet), key_of(given.payer or given.wallet)
    todo = steps(sender.pubkey(), given.to, payer.pubkey(), wh=given.wh, lamports=given.lamports)
    print(f"sent {given.wh} Wh in {asyncio.run(send(given.rpc, todo, payer, sender))}")


if __name__ == "__main__":
    main()
