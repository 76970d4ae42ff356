"""AnchorPy's Program and Provider: calls by name, accounts by type, events from logs, errors by code."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3] / "examples" / "ledger"))

from anchorpy import Context, EventParser, Idl, Program, Provider, Wallet
from anchorpy.error import ProgramError
from anchorpy_idl import older
from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Confirmed
from solana.rpc.core import RPCException
from solana.rpc.types import TxOpts
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.system_program import ID as SYSTEM

WAIT = TxOpts(skip_confirmation=False, preflight_commitment=Confirmed)


def program(given: dict[str, Any], name: str, provider: Provider) -> Program:
    """Build a program from its IDL in the older form."""
    idl = older(given["idls"][name])
    return Program(Idl.from_json(json.dumps(idl)), Pubkey.from_string(idl["metadata"]["address"]), provider)


async def main() -> None:
    """Register a user, read it back, hear its event, and be refused once."""
    given = json.load(sys.stdin)
    operator = Keypair.from_bytes(bytes(given["keys"]["operator"]))
    stranger = Keypair.from_bytes(bytes(given["keys"]["seller"]))
    wallet = Keypair().pubkey()
    client = AsyncClient(given["rpc"], Confirmed)
    registry = program(given, "registry", Provider(client, Wallet(operator), WAIT))
    governance = program(given, "governance", Provider(client, Wallet(stranger), WAIT))
    config = Pubkey.find_program_address([b"config"], governance.program_id)[0]
    user = Pubkey.find_program_address([b"user", bytes(wallet)], registry.program_id)[0]
    accounts = {
        "authority": operator.pubkey(),
        "payer": operator.pubkey(),
        "config": config,
        "wallet": wallet,
        "user": user,
        "system_program": SYSTEM,
    }
    sent = await registry.rpc["register_user"](1, ctx=Context(accounts=accounts, options=WAIT))
    kept = await registry.account["User"].fetch(user)
    told = (await client.get_transaction(sent, "json", Confirmed, 0)).value
    events: list[Any] = []
    EventParser(registry.program_id, registry.coder).parse_logs(
        told.transaction.meta.log_messages, events.append
    )
    meters = await registry.account["Meter"].all()
    refusal = ""
    try:
        asked = {"authority": stranger.pubkey(), "config": config}
        await governance.rpc["pause"](2, ctx=Context(accounts=asked, options=WAIT))
    except (ProgramError, RPCException) as error:
        refusal = f"{getattr(error, 'code', '')} {error}"
    await client.close()
    answer = {
        "role": kept.role,
        "wallet": str(kept.wallet),
        "asked": str(wallet),
        "events": [[event.name, str(event.data.wallet)] for event in events],
        "meters": [str(item.public_key) for item in meters],
        "refusal": refusal,
    }
    json.dump(answer, sys.stdout)


asyncio.run(main())
