import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.pipeline.conftest import NOON, plan_in

from gridtokenx.cli.headless import AuditFailed, run_headless


def test_one_object_on_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_headless(plan_in(tmp_path), end_s=NOON + 1800, as_json=True)
    summary = json.loads(capsys.readouterr().out)
    assert (summary["intervals"], summary["audit"]) == (2, "ok")
    assert sum(summary["share_by_stage"].values()) == pytest.approx(1.0, abs=0.01)
    assert summary["wall_s"] > 0


def test_people_get_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_headless(plan_in(tmp_path), end_s=NOON + 900, as_json=False)
    assert "state_hash" in capsys.readouterr().out


def test_a_run_over_a_tampered_ledger_fails_with_the_findings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_headless(plan_in(tmp_path), end_s=NOON + 900, as_json=True)
    capsys.readouterr()
    with sqlite3.connect(tmp_path / "ledger.db") as database:
        database.execute("update entry set time_s = time_s + 1 where seq = 5")
    with pytest.raises(AuditFailed):
        run_headless(replace(plan_in(tmp_path)), end_s=NOON + 900, as_json=True)
    assert json.loads(capsys.readouterr().out)["audit"] != "ok"
