"""Nothing that was acknowledged is lost when the process is killed at any moment."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from solders.signature import Signature
from tests.integration.ledger.sender import GENESIS

from gridtokenx.ledger.audit import audit
from gridtokenx.ledger.litesvm.validator import open_litesvm

SENDER = Path(__file__).with_name("sender.py")
KILLS = 6


def _send_until_killed(folder: Path, seconds: float) -> list[str]:
    """Return the acknowledged signatures of a process that was killed after its first line."""
    process = subprocess.Popen([sys.executable, SENDER, folder], stdout=subprocess.PIPE, text=True)
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
def test_nothing_acknowledged_is_lost_at_kill_9(tmp_path: Path) -> None:
    acknowledged: list[str] = []
    for kill in range(KILLS):
        acknowledged += _send_until_killed(tmp_path, 0.03 + 0.07 * kill)
    ledger = open_litesvm(tmp_path, genesis=GENESIS)
    assert len(acknowledged) > KILLS
    missing = [text for text in acknowledged if ledger.transaction(Signature.from_string(text)) is None]
    assert missing == []
    assert len(set(acknowledged)) == len(acknowledged) <= ledger.transaction_count()
    state, head = ledger.state_hash(), ledger.head()
    ledger.close()
    report = audit(tmp_path, programs=None, head=head)
    assert report.findings == ()
    assert report.state_hash == state
