"""A day of the default campus through every stage, as a user would run it."""

import json
import sqlite3
import subprocess
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from tests.scenario.conftest import COMMAND, Summary

pytestmark = pytest.mark.slow
KEYS = {
    "readings",
    "generated_wh",
    "consumed_wh",
    "imported_wh",
    "exported_wh",
    "minted_wh",
    "traded_wh",
    "burned_wh",
    "redeemed_wh",
    "intervals",
    "trades",
    "clearing_prices",
    "savings",
    "transactions",
    "state_hash",
    "audit",
    "wall_s",
    "peak_rss_mb",
}
Day = tuple[Path, Summary]


def test_the_summary_has_every_key_and_the_audit_is_ok(utcc_day: Day) -> None:
    _, summary = utcc_day
    assert set(summary) >= KEYS
    assert summary["audit"] == "ok"
    assert summary["readings"] == 25 * 96
    assert summary["intervals"] == 96
    assert summary["trades"] > 0
    assert set(summary["clearing_prices"]) == {"min", "mean", "max"}


def test_minted_is_the_sum_of_verified_surpluses(utcc_day: Day) -> None:
    folder, summary = utcc_day
    with sqlite3.connect(f"file:{folder / 'readings.db'}?mode=ro", uri=True) as database:
        (surplus,) = database.execute("select sum(max(export_wh - import_wh, 0)) from reading").fetchone()
    assert summary["minted_wh"] == surplus
    assert summary["minted_wh"] > 0


def test_traded_energy_is_burned_and_the_rest_redeemed(utcc_day: Day) -> None:
    _, summary = utcc_day
    assert summary["burned_wh"] == summary["traded_wh"] > 0
    assert (
        summary["minted_wh"]
        == summary["burned_wh"] + summary["redeemed_wh"] + summary["supply_units"] // 10**6
    )


def test_energy_in_is_energy_out_within_truncation(utcc_day: Day) -> None:
    _, s = utcc_day
    into = s["generated_wh"] + s["discharged_wh"] + s["imported_wh"]
    out = s["consumed_wh"] + s["charged_wh"] + s["exported_wh"]
    assert abs(into - out) <= 6 * 25


def test_the_price_lies_between_feed_in_and_grid(utcc_day: Day) -> None:
    price = utcc_day[1]["clearing_prices"]
    assert price["min"] <= price["mean"] <= price["max"]
    assert price["min"] > 0


def test_the_same_seed_and_start_give_the_same_state(utcc_day: Day, headless: Callable[..., Summary]) -> None:
    again = headless("--campus", "utcc", "--start", "2026-03-02", "--days", "1")
    other = headless("--campus", "utcc", "--start", "2026-03-02", "--days", "1", "--seed", "2")
    assert again["state_hash"] == utcc_day[1]["state_hash"]
    assert other["state_hash"] != utcc_day[1]["state_hash"]


def test_running_again_adds_nothing(utcc_day: Day, headless: Callable[..., Summary]) -> None:
    folder, summary = utcc_day
    again = headless("--campus", "utcc", "--start", "2026-03-02", "--days", "1", "--data", str(folder))
    for name in ("readings", "transactions", "state_hash", "minted_wh", "trades"):
        assert again[name] == summary[name]


def test_another_seed_in_the_same_folder_is_refused(utcc_day: Day) -> None:
    options = ("--start", "2026-03-02", "--days", "1", "--seed", "9", "--data", str(utcc_day[0]))
    done = subprocess.run(
        [*COMMAND, "run", "--speed", "max", "--headless", "--json", *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "another run" in done.stderr
    assert "seed" in done.stderr


def test_the_audit_command_agrees_and_finds_a_cut_journal(utcc_day: Day, tmp_path: Path) -> None:
    folder, summary = utcc_day
    report = audit(folder)
    assert report["ok"] is True
    assert report["state_hash"] == summary["state_hash"]
    assert audit(folder, "--head", summary["head"])["ok"] is True
    cut = tmp_path / "cut"
    cut.mkdir()
    with sqlite3.connect(folder / "ledger.db") as source, sqlite3.connect(cut / "ledger.db") as target:
        source.backup(target)
    with sqlite3.connect(cut / "ledger.db") as database:
        (last,) = database.execute("select max(seq) from entry").fetchone()
        database.execute("delete from entry where seq > ?", (last - 10,))
    found = audit(cut, "--head", summary["head"])
    assert found["ok"] is False
    assert found["findings"]


def audit(folder: Path, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [*COMMAND, "audit", "--data", str(folder), "--json", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stdout)
    assert (done.returncode == 0) is report["ok"]
    assert isinstance(report, dict)
    return report


def test_the_regulators_day_is_minted_by_certificates(
    utcc_day: Day, headless: Callable[..., Summary], tmp_path: Path
) -> None:
    """Two of three approve each surplus; the same physics gives the same tokens and trades (R-LED-3)."""
    shipped = Path(str(files("gridtokenx.campus") / "data"))
    for name in ("utcc.toml", "utcc.csv"):
        text = (shipped / name).read_text()
        (tmp_path / name).write_text(text.replace('"engineering"', '"regulators"'))
    campus = str(tmp_path / "utcc.toml")
    summary = headless("--campus", campus, "--start", "2026-03-02", "--days", "1")
    assert summary["audit"] == "ok"
    same = ("minted_wh", "traded_wh", "burned_wh", "redeemed_wh", "trades", "clearing_prices", "savings")
    assert {key: summary[key] for key in same} == {key: utcc_day[1][key] for key in same}
    assert summary["transactions"] > utcc_day[1]["transactions"]
