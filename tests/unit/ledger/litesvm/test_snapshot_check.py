import sqlite3
from pathlib import Path

import pytest
from tests.unit.ledger.conftest import KEYS, START_S, Economy

from gridtokenx.ledger.finding import Findings
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.journal import Journal
from gridtokenx.ledger.litesvm.recovery import read_genesis
from gridtokenx.ledger.litesvm.snapshot import NEWEST
from gridtokenx.ledger.litesvm.snapshot_check import StartingPoint, kept_snapshots, starting_point
from gridtokenx.ledger.litesvm.validator import open_litesvm


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    economy = Economy(open_litesvm(tmp_path, genesis=Genesis(KEYS.operator().pubkey(), START_S)))
    economy.found()
    economy.ledger.send([economy.mint(5)])
    economy.ledger.close()
    return tmp_path


def start(folder: Path, findings: Findings) -> StartingPoint | None:
    journal = Journal(folder, read_only=True)
    genesis, _, genesis_hash = read_genesis(journal)
    found = starting_point(journal, genesis, genesis_hash, kept_snapshots(folder, findings), findings)
    journal.close()
    return found


def test_a_snapshot_that_the_chain_names_is_a_start(folder: Path) -> None:
    findings = Findings()
    found = start(folder, findings)
    assert found is not None
    assert found.seq == 4
    assert findings.count == 0


def test_a_snapshot_of_other_content_is_a_finding_and_no_start(folder: Path) -> None:
    with sqlite3.connect(folder / NEWEST) as db:
        db.execute("UPDATE account SET lamports = x'0100000000000000'")
    db.close()
    findings = Findings()
    assert start(folder, findings) is None
    assert [finding.code for finding in findings.kept] == ["SNAPSHOT_CHANGED"]


def test_a_file_that_cannot_be_read_is_a_finding(folder: Path) -> None:
    (folder / NEWEST).write_bytes(b"rubbish" * 1000)
    findings = Findings()
    assert start(folder, findings) is None
    assert [finding.code for finding in findings.kept] == ["SNAPSHOT_CHANGED"]
