"""A validator in a process of its own, in simulated time that its parent moves.

stepped_node.py FOLDER OPERATOR TIME_S    prints its JSON-RPC's address; each line it reads is a time to go to
"""

import asyncio
import sys
from pathlib import Path

from solders.pubkey import Pubkey

from gridtokenx.chain.programs import load_binary, load_programs
from gridtokenx.gateway.rpc.app import RpcApp
from gridtokenx.gateway.rpc.server import serve_rpc
from gridtokenx.ledger.litesvm.genesis import Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.node import open_node


def say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


async def main(folder: Path, operator: Pubkey, time_s: int) -> None:
    programs = tuple(ProgramBinary(p.name, p.id, load_binary(p.name)) for p in load_programs().all())
    node = open_node(folder, genesis=Genesis(operator, time_s, programs=programs))
    async with serve_rpc(RpcApp(node), port=0) as server:
        say(server.url)
        while line := await asyncio.to_thread(sys.stdin.readline):
            await asyncio.to_thread(node.advance_to, int(line))
            say(node.time_s())
    node.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Pubkey.from_string(sys.argv[2]), int(sys.argv[3])))
