import json
from pathlib import Path

import pytest
from toolchain import build

BUILT = {"governance.so": b"\x7fELF code", "governance.json": b"{}"}


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in the place of the package's, with one program shipped by these compilers."""
    monkeypatch.setattr(build, "SHIPPED", tmp_path / "data")
    monkeypatch.setattr(build, "versions", lambda: {"rustc": "1.0"})
    assert build.ship(BUILT) == 0
    return tmp_path / "data"


def test_what_is_shipped_is_locked(shipped: Path) -> None:
    lock = json.loads((shipped / build.LOCK).read_text())
    assert lock["compilers"] == {"rustc": "1.0"}
    assert list(lock["sha256"]) == ["governance.json", "governance.so"]
    assert {name: (shipped / name).read_bytes() for name in BUILT} == BUILT


def test_a_program_built_alone_leaves_the_others_locked(shipped: Path) -> None:
    build.ship({"oracle.so": b"\x7fELF other", "oracle.json": b"[]"})
    assert len(json.loads((shipped / build.LOCK).read_text())["sha256"]) == 4


def test_equal_bytes_pass(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build.compare(BUILT) == 0
    assert capsys.readouterr().out.count("is equal") == 2
    assert shipped.is_dir()


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("name", BUILT)
def test_another_byte_fails(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert build.compare({**BUILT, name: b"other"}) == 1
    assert f"{name} DIFFERS from what is shipped" in capsys.readouterr().out


def test_file_that_is_not_the_locked_one_fails(shipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shipped / "governance.so").write_bytes(b"changed")
    assert build.compare({**BUILT, "governance.so": b"changed"}) == 1
    assert "governance.so is shipped with other bytes than" in capsys.readouterr().out


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(("name", "code"), [("governance.so", 0), ("governance.json", 1)])
def test_other_compilers_compare_the_interface_only(
    name: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "versions", lambda: {"rustc": "2.0"})
    assert build.compare({**BUILT, name: b"other"}) == code
    assert "OTHER COMPILERS" in capsys.readouterr().out


def test_unknown_program_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["no_such", "trading"]) == 2
    assert "no program no_such" in capsys.readouterr().err
