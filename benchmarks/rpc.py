"""Measure the JSON-RPC server over real sockets: calls a second, send to confirmed, memory of connections.

Run: python benchmarks/rpc.py
"""

import asyncio
import base64
import json
import platform
import resource
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from solders.keypair import Keypair
from solders.system_program import TransferParams, transfer

from gridtokenx.chain.transaction import sign
from gridtokenx.gateway.rpc.app import RpcApp
from gridtokenx.gateway.rpc.server import RunningRpc, serve_rpc
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.node import LiteSvmNode, open_node

CALLS = 4_000
CLIENTS = 16
SENDS = 600
SENDS_PER_S = 150
IDLE = 2_000


@dataclass(frozen=True)
class Client:
    """One connection that is kept."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, method: str, *params: object) -> object:
        """Call and wait for the result."""
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        self.writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer.split(b"content-length:")[1].split(b"\r\n")[0])
        return json.loads(await self.reader.readexactly(length))["result"]


async def connect(running: RunningRpc) -> Client:
    """Open a connection."""
    return Client(*await asyncio.open_connection(running.host, running.port))


async def calls_a_second(running: RunningRpc, method: str, *params: object) -> float:
    """Return how many calls a second some clients get answered."""
    clients = [await connect(running) for _ in range(CLIENTS)]

    async def work(client: Client) -> None:
        for _ in range(CALLS // CLIENTS):
            await client.ask(method, *params)

    started = time.perf_counter()
    await asyncio.gather(*(work(client) for client in clients))
    return CALLS / (time.perf_counter() - started)


async def send_to_confirmed(node: LiteSvmNode, running: RunningRpc, payer: Keypair) -> list[float]:
    """Return the times from sending to the durable answer [ms], sent at a steady rate."""
    blockhash = await asyncio.to_thread(node.blockhash)
    texts = []
    for number in range(SENDS):
        move = TransferParams(
            from_pubkey=payer.pubkey(), to_pubkey=Keypair().pubkey(), lamports=1_000_000 + number
        )
        texts.append(
            base64.b64encode(bytes(sign([transfer(move)], payer=payer, blockhash=blockhash))).decode()
        )
    clients = [await connect(running) for _ in range(CLIENTS)]
    times: list[float] = []

    async def send(number: int) -> None:
        client = clients[number % CLIENTS]
        async with locks[number % CLIENTS]:
            started = time.perf_counter()
            await client.ask("sendTransaction", texts[number], {"encoding": "base64"})
            times.append((time.perf_counter() - started) * 1_000)

    locks = [asyncio.Lock() for _ in range(CLIENTS)]
    tasks = []
    for number in range(SENDS):
        tasks.append(asyncio.create_task(send(number)))
        await asyncio.sleep(1 / SENDS_PER_S)
    await asyncio.gather(*tasks)
    return times


async def measure(folder: Path) -> None:
    """Print the figures."""
    payer = Keypair()
    node = open_node(folder, genesis=Genesis(payer.pubkey(), 1_700_000_000))
    app = RpcApp(node)
    try:
        async with serve_rpc(app, port=0) as running:
            for method, params in (("getSlot", ()), ("getAccountInfo", (str(payer.pubkey()),))):
                rate = statistics.median([await calls_a_second(running, method, *params) for _ in range(3)])
                print(f"{method}: {rate:,.0f} calls/s with {CLIENTS} clients")
            times = sorted(await send_to_confirmed(node, running, payer))
            print(
                f"sendTransaction at {SENDS_PER_S}/s, preflight and durable: "
                f"median {times[len(times) // 2]:.1f} ms, p99 {times[int(len(times) * 0.99)]:.1f} ms"
            )
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            idle = [await connect(running) for _ in range(IDLE)]
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            print(
                f"{IDLE} idle connections: {(after - before) / IDLE:.1f} KiB each, both ends in one process"
            )
            for client in idle:
                client.writer.close()
    finally:
        node.close()


if __name__ == "__main__":
    print(f"{platform.machine()}, {platform.python_implementation()} {platform.python_version()}")
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(measure(Path(name)))
