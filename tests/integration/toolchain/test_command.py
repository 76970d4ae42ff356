from pathlib import Path

import pytest
from toolchain.linker.command import main, parse


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
