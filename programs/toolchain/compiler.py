"""The compilers and the environment they run in: nothing in it depends on the folder or the user."""

import os
import subprocess
from functools import lru_cache
from pathlib import Path

PROGRAMS = Path(__file__).resolve().parents[1]
TARGET = PROGRAMS / "target"
RUSTC, CARGO = "/usr/bin/rustc", "/usr/bin/cargo"
TRIPLE = "bpfel-unknown-none"
LIBRARY_SOURCE = Path("/usr/lib/rustlib/src/rust/library")


@lru_cache(maxsize=1)
def rustc_version() -> str:
    """Return rustc's release, such as ``1.96.0``."""
    return _words(RUSTC)[1]


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Return the versions that decide about a program's bytes."""
    llvm = next(line for line in _printed("llc-22", "--version").splitlines() if "LLVM version" in line)
    return {"rustc": rustc_version(), "cargo": _words(CARGO)[1], "llvm": llvm.split()[-1]}


def sysroot() -> Path:
    """Return where the patched library sources are kept for this compiler."""
    return TARGET / f"sysroot-{rustc_version()}"


def cargo_home() -> Path:
    """Return where cargo keeps what it downloaded."""
    return Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))


def host_environment() -> dict[str, str]:
    """Return the environment for code that runs on this machine."""
    dropped = {"RUSTUP_TOOLCHAIN", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "RUSTC": RUSTC, "CARGO_TARGET_DIR": str(TARGET / "idl")}


def chain_environment() -> dict[str, str]:
    """Return the environment for code that runs on chain; panic messages name no folder of this machine."""
    library = sysroot() / "library"
    remapped = [(PROGRAMS, "programs"), (library, "std"), (cargo_home(), "cargo")]
    flags = ["-Ctarget-cpu=v2", *(f"--remap-path-prefix={path}={name}" for path, name in remapped)]
    return {
        **host_environment(),
        "CARGO_TARGET_DIR": str(TARGET),
        "CARGO_ENCODED_RUSTFLAGS": "\x1f".join(flags),
        "CARGO_TARGET_BPFEL_UNKNOWN_NONE_LINKER": str(PROGRAMS / "toolchain" / "sbf-link"),
        "RUSTC_BOOTSTRAP": "1",
        "__CARGO_TESTS_ONLY_SRC_ROOT": str(library),
    }


def cargo(*args: str, environment: dict[str, str]) -> str:
    """Run cargo in the workspace and return what it printed.

    Raises:
        subprocess.CalledProcessError: It failed; it has said why on standard error.
    """
    command = [CARGO, *args]
    return subprocess.run(
        command, cwd=PROGRAMS, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def _words(tool: str) -> list[str]:
    return _printed(tool, "--version").split()


def _printed(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
