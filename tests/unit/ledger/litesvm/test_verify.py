import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.ledger.conftest import KEYS, START_S, Economy, Opener

from gridtokenx.chain.programs import load_binary, load_programs
from gridtokenx.ledger.finding import Findings
from gridtokenx.ledger.litesvm.genesis import Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.snapshot import NEWEST
from gridtokenx.ledger.litesvm.validator import open_litesvm
from gridtokenx.ledger.litesvm.verify import Verified, verify

KEYS_OF = {"account": "address", "program": "digest"}
COLUMNS = {
    ("ledger.db", "entry"): [
        *("seq", "slot", "time_s", "kind", "number"),
        *("signature", "body", "result", "prev", "hash"),
    ],
    ("ledger.db", "program"): ["digest", "code"],
    (NEWEST, "account"): ["address", "owner", "lamports", "executable", "data"],
    (NEWEST, "point"): ["seq", "genesis"],
}


def check(folder: Path, head: str | None = None, *, from_snapshot: bool = False) -> tuple[Verified, Findings]:
    findings = Findings()
    found = verify(folder, head=head, observers=(), findings=findings, from_snapshot=from_snapshot)
    return found, findings


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A closed ledger with entries of every kind, its head and its state."""
    folder = tmp_path_factory.mktemp("sound")
    governance = load_programs().governance
    code = ProgramBinary("governance", governance.id, load_binary("governance"))
    genesis = Genesis(KEYS.operator().pubkey(), START_S, (code,))
    economy = Economy(open_litesvm(folder, genesis=genesis, snapshot_every=5))
    economy.found()
    for n in range(6):
        economy.ledger.send([economy.mint(n + 1), economy.pay(10**9 + n)])
        economy.ledger.advance_to(START_S + 900 * n)
    head, state = economy.ledger.head(), economy.ledger.state_hash()
    economy.ledger.close()
    return folder, head, state


def test_a_sound_ledger_has_no_findings(sound: tuple[Path, str, str]) -> None:
    folder, head, state = sound
    verified, findings = check(folder, head)
    assert findings.kept == []
    assert verified.state_hash == state
    assert verified.transactions == 14


def _flip(folder: Path, data: st.DataObject) -> tuple[str, str, str] | None:
    """Change one bit of one field; None when the file's own rules forbid the result."""
    file, table = data.draw(st.sampled_from(sorted(COLUMNS)))
    with sqlite3.connect(folder / file) as db:
        column, key = data.draw(st.sampled_from(COLUMNS[file, table])), KEYS_OF.get(table, "seq")
        keys = [row[0] for row in db.execute(f"SELECT {key} FROM {table} ORDER BY 1")]  # noqa: S608  # names of the schema
        seq = data.draw(st.sampled_from(keys))
        value = db.execute(f"SELECT {column} FROM {table} WHERE {key} = ?", (seq,)).fetchone()[0]  # noqa: S608  # as above
        bit = 1 << data.draw(st.integers(0, 7))
        if isinstance(value, int):
            changed: object = value ^ (bit << (8 * data.draw(st.integers(0, 5))))
        elif not value:
            return None
        else:
            raw = bytearray(value.encode() if isinstance(value, str) else value)
            raw[data.draw(st.integers(0, len(raw) - 1))] ^= bit
            changed = raw.decode("latin-1") if isinstance(value, str) else bytes(raw)
        try:
            db.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (changed, seq))  # noqa: S608  # as above
        except sqlite3.IntegrityError:
            return None
    db.close()
    return table, column, str(seq)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_change_of_any_byte_is_found(
    sound: tuple[Path, str, str], tmp_path: Path, data: st.DataObject
) -> None:
    folder = tmp_path / "changed"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sound[0], folder)
    changed = _flip(folder, data)
    if changed is not None:
        assert check(folder)[1].count, changed


def test_truncation_is_found_with_the_head(sound: tuple[Path, str, str], tmp_path: Path) -> None:
    folder = tmp_path / "cut"
    shutil.copytree(sound[0], folder)
    with sqlite3.connect(folder / "ledger.db") as db:
        db.execute("DELETE FROM entry WHERE seq > 3")
    db.close()
    for file in folder.glob("snapshot*"):
        file.unlink()
    assert check(folder)[1].kept == []
    assert [finding.code for finding in check(folder, sound[1])[1].kept] == ["JOURNAL_TRUNCATED"]


def test_a_rewritten_history_is_found_with_the_head(sound: tuple[Path, str, str], opener: Opener) -> None:
    economy = Economy(opener("other"))
    economy.found()
    for _ in range(30):
        economy.ledger.send([economy.pay(10**9)])
    economy.ledger.close()
    codes = [finding.code for finding in check(economy.ledger.folder, sound[1])[1].kept]
    assert codes == ["HEAD_DIFFERS"]
    assert check(sound[0], "nonsense")[1].kept[0].code == "HEAD_INVALID"


def test_findings_say_what_is_wrong_and_where(sound: tuple[Path, str, str], tmp_path: Path) -> None:
    folder = tmp_path / "told"
    shutil.copytree(sound[0], folder)
    with sqlite3.connect(folder / "ledger.db") as db:
        db.execute("UPDATE entry SET result = x'94c0c00190' WHERE seq = 3")
    db.close()
    findings = check(folder)[1].kept
    assert {finding.code for finding in findings} == {"ENTRY_CHANGED", "RESULT_DIFFERS"}
    assert all(
        finding.seq == 3 and finding.signature in finding.message for finding in findings if finding.signature
    )
    assert "compute units" in findings[-1].message


def test_a_folder_without_a_ledger_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"rubbish" * 1000)
    assert check(tmp_path)[1].kept[0].code == "JOURNAL_UNREADABLE"
    assert check(tmp_path / "nowhere")[1].kept[0].code == "JOURNAL_UNREADABLE"
    (tmp_path / "empty").mkdir()
    assert check(tmp_path / "empty")[1].kept[0].code == "JOURNAL_UNREADABLE"
    assert not list((tmp_path / "empty").iterdir())
