import os
from pathlib import Path

import pytest
from solders.keypair import Keypair
from tests.conformance.served import served
from typer.testing import CliRunner

import gridtokenx.campus
from gridtokenx.campus.model import AuthorityModel, Campus
from gridtokenx.chain.programs import load_binary, load_programs
from gridtokenx.cli.deploy import ClusterNotNamed
from gridtokenx.cli.ledger import app
from gridtokenx.clock import SystemClock
from gridtokenx.compose import load_campus
from gridtokenx.ledger.deploy.plan import NotEnoughLamports
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.alone import Alone, open_alone
from gridtokenx.ledger.litesvm.genesis import Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.node import open_node
from gridtokenx.pipeline.found import found_programs
from gridtokenx.pipeline.hand_over import hand_over
from gridtokenx.pipeline.site import connect

RUNNER = CliRunner()
DATA = Path(gridtokenx.campus.__file__).parent / "data"


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


def test_approvers_files_upgrade_what_is_governances(tmp_path: Path) -> None:
    """A campus of regulators whose registry runs other code: one approver is too few, two upgrade it."""
    campus = regulators_campus(tmp_path)
    keys, programs = SeedKeys(1, campus.name), load_programs()
    codes = {p.name: load_binary("governance" if p.name == "registry" else p.name) for p in programs.all()}
    genesis = Genesis(
        keys.operator().pubkey(),
        int(SystemClock().now_s()),
        programs=tuple(ProgramBinary(p.name, p.id, codes[p.name]) for p in programs.all()),
    )
    node = open_node(tmp_path / "node", genesis=genesis, clock=SystemClock())
    site = connect(campus, ledger=node, programs=programs, keys=keys, gate_s=300)
    found_programs(site)
    hand_over(site)
    files = {}
    for name in ("PEA", "EGAT"):
        files[name] = tmp_path / f"{name}.json"
        files[name].write_text(keys.approver(name).to_json())
    with served(node) as server:
        command = ["deploy", "--url", server.url, "--yes", "--campus", str(tmp_path / "regulated.toml")]
        one = RUNNER.invoke(app, [*command, "--approver", str(files["PEA"])])
        assert one.exit_code == 0, one.exception
        assert "registry: new code, SHA-256" in one.stdout
        assert "2 of PEA" in one.stdout
        both = RUNNER.invoke(
            app, [*command, *(part for f in files.values() for part in ("--approver", str(f)))]
        )
        assert "deployed and set up for" in both.stdout, both.exception
        again = RUNNER.invoke(app, command)
        assert "nothing to do" in again.stdout
    node.close()


def regulators_campus(folder: Path) -> Campus:
    """The small campus of the package, as a file, under the other authority."""
    for kind in ("toml", "csv"):
        text = (DATA / f"engineering.{kind}").read_text("utf-8")
        name = "regulated.toml" if kind == "toml" else "engineering.csv"
        (folder / name).write_text(
            text.replace('authority = "engineering"', 'authority = "regulators"'), "utf-8"
        )
    campus = load_campus(str(folder / "regulated.toml"), meters=None, seed=1)
    assert campus.authority is AuthorityModel.REGULATORS
    return campus
