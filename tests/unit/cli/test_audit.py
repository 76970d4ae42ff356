import json
import sqlite3
from pathlib import Path

from rich.progress import Task, TaskID
from tests.unit.pipeline.conftest import plan_in
from typer.testing import CliRunner

from gridtokenx.cli.audit import _Rate
from gridtokenx.cli.main import app
from gridtokenx.compose import open_run
from gridtokenx.pipeline.run import run_interval, start

RUNNER = CliRunner()


def traded(folder: Path) -> str:
    """A folder with one interval of trade; returns the ledger's head."""
    run = open_run(plan_in(folder))
    start(run.meters, run.exchange)
    run_interval(run.meters, run.exchange)
    head = run.ledger.head()
    run.close()
    return head


def test_an_honest_ledger_is_ok(tmp_path: Path) -> None:
    head = traded(tmp_path)
    result = RUNNER.invoke(app, ["audit", "--data", str(tmp_path), "--json", "--head", head])
    report = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (report["ok"], report["findings"]) == (True, [])
    assert report["readings"] == 5


def test_a_changed_byte_is_found_and_named(tmp_path: Path) -> None:
    traded(tmp_path)
    with sqlite3.connect(tmp_path / "ledger.db") as database:
        seq, body = database.execute(
            "select seq, body from entry order by length(body) desc limit 1"
        ).fetchone()
        changed = bytes([*body[:-1], body[-1] ^ 1])
        database.execute("update entry set body = ? where seq = ?", (changed, seq))
    result = RUNNER.invoke(app, ["audit", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert str(seq) in result.stdout
    assert "findings" in result.stdout


def test_a_folder_without_a_ledger_is_refused(tmp_path: Path) -> None:
    assert "holds no ledger" in str(RUNNER.invoke(app, ["audit", "--data", str(tmp_path)]).exception)


def test_from_a_snapshot_it_says_where_it_began(tmp_path: Path) -> None:
    traded(tmp_path)
    result = RUNNER.invoke(app, ["audit", "--data", str(tmp_path), "--from-snapshot"])
    assert result.exit_code == 0
    assert ", run again from entry " in result.stdout
    as_json = RUNNER.invoke(app, ["audit", "--data", str(tmp_path), "--from-snapshot", "--json"])
    assert json.loads(as_json.stdout)["first_run"] > 0


def test_a_finding_says_once_what_to_do(tmp_path: Path) -> None:
    traded(tmp_path)
    with sqlite3.connect(tmp_path / "ledger.db") as database:
        database.execute("update entry set time_s = time_s + 1 where kind = 1 and seq % 2")
    result = RUNNER.invoke(app, ["audit", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stdout.count("ENTRY_CHANGED: entry ") > 1
    advice = [line for line in result.stdout.splitlines() if line.startswith("  what to do: Stop the ledger")]
    assert len(advice) >= 1
    assert "transaction " in result.stdout


def test_a_head_that_is_not_reached_is_told(tmp_path: Path) -> None:
    traded(tmp_path)
    result = RUNNER.invoke(app, ["audit", "--data", str(tmp_path), "--head", f"99999:{'0' * 64}"])
    assert result.exit_code == 1
    assert "JOURNAL_TRUNCATED" in result.stdout
    assert "what to do: " in result.stdout


def test_progress_shows_rate_and_time_left() -> None:
    task = Task(TaskID(0), "entries", 100, 50, _get_time=lambda: 10.0)
    assert _Rate().render(task).plain == ""
    task.finished_speed = 12_345
    assert _Rate().render(task).plain == "12,345/s"
