from pathlib import Path

import pytest
from solders.keypair import Keypair
from tests.conformance.served import served

from gridtokenx.chain.programs import load_programs
from gridtokenx.clock import SystemClock
from gridtokenx.ledger.deploy.presence import ProgramsNotDeployed
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.alone import Alone, open_alone
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.node import open_node
from gridtokenx.ledger.opening import keys_of, open_cluster
from gridtokenx.ledger.rpc.transport import LedgerUnreachable

PROGRAMS = load_programs()


def test_a_cluster_must_have_our_programs(tmp_path: Path) -> None:
    bare = open_node(tmp_path / "bare", genesis=Genesis(Keypair().pubkey(), 1_800_000_000))
    with served(bare) as server, pytest.raises(ProgramsNotDeployed, match=server.url):
        open_cluster(server.url, PROGRAMS)
    bare.close()
    alone = Alone(tmp_path / "ours", SeedKeys(1, "utcc"), faucet=False)
    node = open_alone(alone, programs=PROGRAMS, clock=SystemClock())
    with served(node) as server:
        ledger = open_cluster(server.url, PROGRAMS)
        assert ledger.genesis_hash == node.genesis_hash
        ledger.close()
    node.close()


def test_where_nobody_answers_is_said() -> None:
    with pytest.raises(LedgerUnreachable, match=r"http://127\.0\.0\.1:9"):
        open_cluster("http://127.0.0.1:9", PROGRAMS)


def test_the_operators_key_is_the_files_and_the_others_the_seeds(tmp_path: Path) -> None:
    key = Keypair()
    (tmp_path / "id.json").write_text(key.to_json())
    mine = keys_of("utcc", seed=4, keypair=tmp_path / "id.json")
    seeds = keys_of("utcc", seed=4, keypair=None)
    assert mine.operator() == key != seeds.operator()
    assert mine.oracle() == seeds.oracle()
    assert seeds.faucet() != seeds.operator()
