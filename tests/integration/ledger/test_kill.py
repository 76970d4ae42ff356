"""Nothing that was acknowledged is lost when the process is killed at any moment."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from solders.signature import Signature
from tests.integration.ledger.sender import GENESIS

from gridtokenx.ledger.audit import audit
from gridtokenx.ledger.litesvm.node import open_node

SENDER, CROWD = Path(__file__).with_name("sender.py"), Path(__file__).with_name("crowd.py")
KILLS = 6


def _send_until_killed(program: Path, folder: Path, seconds: float) -> list[str]:
    """Return the acknowledged signatures of a process that was killed after its first line."""
    root = Path(__file__).parents[3]
    command = [sys.executable, "-m", ".".join(program.relative_to(root).with_suffix("").parts), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(seconds)
    process.kill()
    rest = process.stdout.read()
    process.wait()
    process.stdout.close()
    lines = (first + rest).split("\n")
    done = [line.partition(" ") for line in lines[:-1]]
    assert {error for _, _, error in done} == {"None"}
    return [signature for signature, _, _ in done]


@pytest.mark.slow
@pytest.mark.parametrize("program", [SENDER, CROWD], ids=["one by one", "eight threads"])
def test_nothing_acknowledged_is_lost_at_kill_9(tmp_path: Path, program: Path) -> None:
    acknowledged: list[str] = []
    for kill in range(KILLS):
        acknowledged += _send_until_killed(program, tmp_path, 0.03 + 0.07 * kill)
    node = open_node(tmp_path, genesis=GENESIS)
    assert len(acknowledged) > KILLS
    wanted = [Signature.from_string(text) for text in acknowledged]
    found = node.look_up(lambda view: view.statuses(wanted)).result()
    assert [text for text, record in zip(acknowledged, found, strict=True) if record is None] == []
    assert len(set(acknowledged)) == len(acknowledged) <= node.transaction_count()
    state, head = node.state_hash(), node.head()
    node.close()
    report = audit(tmp_path, programs=None, head=head)
    assert report.findings == ()
    assert report.state_hash == state
