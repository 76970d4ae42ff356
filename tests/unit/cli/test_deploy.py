import os
from pathlib import Path

import pytest
from solders.keypair import Keypair
from tests.conformance.served import served
from typer.testing import CliRunner

from gridtokenx.chain.programs import load_programs
from gridtokenx.cli.deploy import ClusterNotNamed
from gridtokenx.cli.ledger import app
from gridtokenx.clock import SystemClock
from gridtokenx.ledger.deploy.plan import NotEnoughLamports
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.alone import Alone, open_alone

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("SOLANA_RPC_URL", "OPERATOR_KEYPAIR", "CAMPUS", "SEED"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_costs_come_first_and_nothing_is_done_twice(tmp_path: Path) -> None:
    alone = Alone(tmp_path / "node", SeedKeys(1, "utcc"), faucet=True)
    node = open_alone(alone, programs=load_programs(), clock=SystemClock())
    with served(node) as server:
        count = node.transaction_count()
        asked = RUNNER.invoke(app, ["deploy", "--url", server.url], input="n\n")
        assert asked.exit_code == 1
        assert "costs 0.000000 SOL" in asked.stdout
        assert node.transaction_count() == count
        done = RUNNER.invoke(app, ["deploy", "--url", server.url, "--yes"])
        assert "deployed and set up for UTCC University" in done.stdout, done.exception
        assert server.url in done.stdout
        again = RUNNER.invoke(app, ["deploy", "--url", server.url])
        assert "nothing to do" in again.stdout
        assert again.exit_code == 0
        poor = tmp_path / "poor.json"
        poor.write_text(Keypair().to_json())
        other = RUNNER.invoke(app, ["deploy", "--url", server.url, "--yes", "--keypair", str(poor)])
        assert "nothing to do" in other.stdout
    node.close()


def test_a_payer_without_lamports_is_refused(tmp_path: Path) -> None:
    alone = Alone(tmp_path / "node", SeedKeys(1, "utcc"), faucet=True)
    node = open_alone(alone, programs=load_programs(), clock=SystemClock())
    poor = tmp_path / "poor.json"
    poor.write_text(Keypair().to_json())
    with served(node) as server:
        refused = RUNNER.invoke(app, ["deploy", "--url", server.url, "--yes", "--keypair", str(poor)])
    assert isinstance(refused.exception, NotEnoughLamports)
    node.close()


def test_without_a_cluster_it_asks_which() -> None:
    refused = RUNNER.invoke(app, ["deploy"])
    assert isinstance(refused.exception, ClusterNotNamed)
    assert "--url" in str(refused.exception)
    assert "SOLANA_RPC_URL" not in os.environ
