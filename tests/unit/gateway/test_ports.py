"""Ports beside the page's: shared, apart, taken, off."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from solders.keypair import Keypair
from tests.unit.gateway.conftest import FakeService

from gridtokenx.gateway.http.app import ENGINEERING_HANDLERS, create_app
from gridtokenx.gateway.http.server import PortInUse, RunningServer, bind
from gridtokenx.gateway.http.settings import GatewaySettings
from gridtokenx.gateway.ports import Ports, SidePort, serve_ports
from gridtokenx.gateway.rpc.app import RpcApp
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.node import LiteSvmNode, open_node
from gridtokenx.store.memory import MemoryReadingStore

CALL = {"jsonrpc": "2.0", "id": 1, "method": "getHealth"}
NONE = SidePort(None, named=False)
Apps = tuple[Litestar, Litestar]


@pytest.fixture
def node(tmp_path: Path) -> Iterator[LiteSvmNode]:
    opened = open_node(tmp_path, genesis=Genesis(Keypair().pubkey(), 1_800_000_000))
    yield opened
    opened.close()


@pytest.fixture
def apps(service: FakeService, store: MemoryReadingStore) -> Apps:
    page = create_app(service, store, settings=GatewaySettings())
    return page, create_app(service, store, settings=GatewaySettings(), handlers=ENGINEERING_HANDLERS)


def free_pair() -> int:
    """A port that is free, as is the next."""
    while True:
        with closing(bind("127.0.0.1", 0)) as first:
            port = first.getsockname()[1]
            assert isinstance(port, int)
            try:
                bind("127.0.0.1", port + 1).close()
            except (PortInUse, OverflowError):
                continue
        return port


@asynccontextmanager
async def serving(
    apps: Apps, node: LiteSvmNode | None, *, engineering: SidePort, rpc: SidePort
) -> AsyncIterator[RunningServer]:
    ports = Ports("127.0.0.1", 0, engineering=engineering, rpc=rpc)
    made = (lambda: RpcApp(node)) if node else None
    async with serve_ports(*apps, rpc=made, ports=ports) as server:
        yield server


def status(port: int, path: str = "/health") -> int:
    return httpx.get(f"http://127.0.0.1:{port}{path}").status_code


def healthy(port: int) -> bool:
    answer = httpx.post(f"http://127.0.0.1:{port}/", json=CALL)
    return answer.status_code == 200 and answer.json().get("result") == "ok"


def test_one_port_answers_calls_and_the_engineering_paths(apps: Apps, node: LiteSvmNode) -> None:
    port = free_pair()

    async def scenario() -> None:
        both = SidePort(port, named=False)
        async with serving(apps, node, engineering=both, rpc=both) as page:
            assert await asyncio.to_thread(healthy, port)
            answer = await asyncio.to_thread(httpx.get, f"http://127.0.0.1:{port}/health")
            assert answer.json()["status"] == "healthy"
            assert await asyncio.to_thread(status, page.port) == 200
            assert await asyncio.to_thread(status, port, "/api/meters") == 404
            with socket.create_connection(("127.0.0.1", port + 1), timeout=5):
                pass

    asyncio.run(scenario())


def test_two_ports_keep_to_themselves(apps: Apps, node: LiteSvmNode) -> None:
    port, other = free_pair(), free_pair()

    async def scenario() -> None:
        engineering, rpc = SidePort(other, named=True), SidePort(port, named=True)
        async with serving(apps, node, engineering=engineering, rpc=rpc):
            assert await asyncio.to_thread(healthy, port)
            assert await asyncio.to_thread(status, other) == 200
            assert not await asyncio.to_thread(healthy, other)

    asyncio.run(scenario())


def test_a_taken_port_is_left_out_or_said(
    apps: Apps, node: LiteSvmNode, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(*, named: bool, port: int) -> None:
        at = SidePort(port, named=named)
        async with serving(apps, node, engineering=at, rpc=at) as page:
            assert await asyncio.to_thread(status, page.port) == 200

    with closing(bind("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        asyncio.run(scenario(named=False, port=port))
        assert [r.__dict__["setting"] for r in caplog.records if "in_use" in r.message] == [
            "RPC_PORT",
            "ENGINEERING_PORT",
        ]
        with pytest.raises(PortInUse, match=f"RPC_PORT: port {port}"):
            asyncio.run(scenario(named=True, port=port))


def test_when_the_next_port_is_taken_the_engineering_paths_stay(apps: Apps, node: LiteSvmNode) -> None:
    port = free_pair()

    async def scenario() -> None:
        at = SidePort(port, named=False)
        async with serving(apps, node, engineering=at, rpc=at):
            assert await asyncio.to_thread(status, port) == 200
            assert not await asyncio.to_thread(healthy, port)

    with closing(bind("127.0.0.1", port + 1)):
        asyncio.run(scenario())


def test_a_run_on_a_cluster_has_no_json_rpc_of_its_own(apps: Apps) -> None:
    port = free_pair()

    async def scenario() -> None:
        at = SidePort(port, named=False)
        async with serving(apps, None, engineering=at, rpc=at):
            assert await asyncio.to_thread(status, port) == 200
            assert not await asyncio.to_thread(healthy, port)
        async with serving(apps, None, engineering=NONE, rpc=NONE) as page:
            assert await asyncio.to_thread(status, page.port) == 200

    asyncio.run(scenario())
