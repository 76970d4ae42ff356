import shutil
import subprocess
from pathlib import Path

import pytest
from tests.needing import need
from toolchain.linker.command import main, parse

TARGET = 'target triple = "bpfel"\n'


def test_outputs_and_modules_are_told_from_what_rustc_says_beside() -> None:
    said = [
        *("--export-symbols", "kept", "a.o", "-L", "/lib", "b.rlib", "x/symbols.o"),
        *("--cpu", "v2", "--cpu-features", "", "-O3", "--debug", "-o", "out.so", "--target", "bpfel"),
    ]  # fmt: skip
    assert parse(said) == (Path("out.so"), [Path("a.o"), Path("b.rlib")])


@pytest.mark.parametrize("said", [[], ["a.o"], ["-o", "out.so"]])
def test_without_output_or_modules_it_says_how_it_is_used(
    said: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(said) == 2
    assert "usage" in capsys.readouterr().err


def test_what_is_no_bitcode_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    module, out = tmp_path / "module.o", tmp_path / "out.so"
    module.write_bytes(b"\x7fELF")
    assert main(["-o", str(out), str(module)]) == 1
    assert "module.o is no bitcode: the target must have obj-is-bitcode" in capsys.readouterr().err
    assert not out.exists()


def module(folder: Path, text: str) -> Path:
    """Text of LLVM IR as a bitcode file, as rustc hands it over."""
    need(
        present=shutil.which("llvm-as-22") is not None,
        missing="the on-chain compiler is missing: run programs/setup",
    )
    made = folder / "module.o"
    subprocess.run(["llvm-as-22", "-", "-o", made], input=text.encode(), check=True)
    return made


@pytest.mark.compiler
def test_program_is_linked(tmp_path: Path) -> None:
    out = tmp_path / "out.so"
    text = TARGET + "define i64 @entrypoint(ptr %input) {\n  ret i64 0\n}\n"
    assert main(["-o", str(out), str(module(tmp_path, text))]) == 0
    assert out.read_bytes().startswith(b"\x7fELF")


@pytest.mark.compiler
def test_program_that_another_takes_for_its_accounts_becomes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out.so"
    assert main(["-o", str(out), str(module(tmp_path, "define i64 @other() {\n  ret i64 0\n}\n"))]) == 0
    assert out.read_bytes() == b""


@pytest.mark.compiler
def test_writable_static_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.so"
    text = (
        TARGET
        + """@counter = global i64 1
    define i64 @entrypoint(ptr %input) {
      %1 = load volatile i64, ptr @counter
      store volatile i64 %1, ptr @counter
      ret i64 %1
    }
    """
    )
    assert main(["-o", str(out), str(module(tmp_path, text))]) == 1
    assert "is writable" in capsys.readouterr().err
    assert not out.exists()
