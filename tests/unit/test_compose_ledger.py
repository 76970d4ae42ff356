import asyncio
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from solders.keypair import Keypair
from tests.conformance.served import served

from gridtokenx.campus import catalogue
from gridtokenx.clock import ScaledClock
from gridtokenx.compose_ledger import AIRDROP_LAMPORTS, NodePlan, lone_node, open_deployment
from gridtokenx.gateway.http.server import PortInUse, bind
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.node import open_node

CALL = {"jsonrpc": "2.0", "id": 1, "method": "getHealth"}


def told(_name: str, _done: int, _total: int) -> None:
    """Nobody listens."""


@pytest.mark.slow
def test_programs_are_deployed_and_upgraded_over_json_rpc_by_a_key_of_its_own(tmp_path: Path) -> None:
    """A bare node: the faucet pays, the loader deploys, programs are set up, and nothing is done twice."""
    key, faucet = Keypair(), Keypair()
    (tmp_path / "id.json").write_text(key.to_json())
    genesis = Genesis(Keypair().pubkey(), 1_900_000_000, funding=((faucet.pubkey(), 10**12),))
    node = open_node(
        tmp_path / "node", genesis=genesis, clock=ScaledClock(start_s=1_900_000_000, speed=1), faucet=faucet
    )
    campus = catalogue.load("utcc")
    with (
        served(node) as server,
        open_deployment(
            server.url, campus=campus, seed=1, keypair=tmp_path / "id.json", gate_s=300
        ) as cluster,
    ):
        plan = cluster.deployment.plan()
        assert cluster.balance() == 0
        assert plan.needed > AIRDROP_LAMPORTS
        cluster.ask_for_lamports(plan)
        assert cluster.balance() == plan.needed
        cluster.deployment.carry_out(plan, told=told)
        again = cluster.deployment.plan()
        assert (again.empty, cluster.deployment.is_set_up()) == (True, True)
        cluster.ask_for_lamports(again)
        assert cluster.balance() < plan.needed - plan.cost + 10**8
        first, second, *_ = cluster.deployment.releases
        changed = replace(cluster.deployment, releases=(replace(first, code=second.code),))
        upgrade = changed.plan()
        assert [job.work.value for job in upgrade.jobs] == ["upgrade"]
        cluster.ask_for_lamports(upgrade)
        changed.carry_out(upgrade, told=told)
        assert changed.plan().empty
    node.close()


def test_a_lone_node_serves_and_goes_on_where_it_was(tmp_path: Path) -> None:
    plan = NodePlan("utcc", 1, None, tmp_path, "127.0.0.1", 0, airdrops=True, speed=60)

    async def scenario() -> tuple[object, str]:
        async with lone_node(plan) as node:
            answer = await asyncio.to_thread(httpx.post, node.url, json=CALL)
            call = CALL | {"method": "getGenesisHash"}
            named = await asyncio.to_thread(httpx.post, node.url, json=call)
            assert node.ws_url.startswith("ws://127.0.0.1:")
            return answer.json()["result"], named.json()["result"]

    first, second = asyncio.run(scenario()), asyncio.run(scenario())
    assert first == second
    assert first[0] == "ok"


def test_a_taken_port_is_said_and_the_folder_let_go(tmp_path: Path) -> None:
    async def scenario(port: int) -> None:
        plan = NodePlan("utcc", 1, None, tmp_path, "127.0.0.1", port, airdrops=False)
        async with lone_node(plan):
            pass

    with bind("127.0.0.1", 0) as taken:
        for _ in range(2):
            with pytest.raises(PortInUse):
                asyncio.run(scenario(taken.getsockname()[1]))


def test_without_a_folder_nothing_is_left() -> None:
    async def scenario() -> None:
        plan = NodePlan("utcc", 1, None, None, "127.0.0.1", 0, airdrops=False)
        async with lone_node(plan) as node:
            assert node.operator

    asyncio.run(scenario())
