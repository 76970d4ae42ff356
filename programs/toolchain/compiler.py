"""The compilers and the environment they run in: nothing in it depends on the folder or the user."""

import os
import subprocess
from functools import lru_cache
from pathlib import Path

PROGRAMS = Path(__file__).resolve().parents[1]
TARGET = PROGRAMS / "target"
RUSTC, CARGO = "/usr/bin/rustc", "/usr/bin/cargo"
TRIPLE = "bpfel-solana-none"
LIBRARY_SOURCE = Path("/usr/lib/rustlib/src/rust/library")
SYSROOT_FD = 198
LIBRARY = f"/proc/self/fd/{SYSROOT_FD}/library"
"""The patched library under a name that is the same anywhere: an open folder that the compilers inherit.

Cargo hashes the path of the library into the names of all crates, and their order follows from those."""


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
    tools = PROGRAMS / "toolchain"
    return {
        **host_environment(),
        "CARGO_TARGET_DIR": str(TARGET),
        "CARGO_ENCODED_RUSTFLAGS": "-Ctarget-cpu=v2\x1f-Zunstable-options",
        f"CARGO_TARGET_{TRIPLE.replace('-', '_').upper()}_LINKER": str(tools / "sbf-link"),
        "RUSTC_BOOTSTRAP": "1",
        "RUSTC_WRAPPER": str(tools / "remapped-rustc"),
        "REMAP_PROGRAMS": str(PROGRAMS),
        "REMAP_LIBRARY": LIBRARY,
        "REMAP_CARGO": str(cargo_home()),
        "RUST_TARGET_PATH": str(tools),
        "__CARGO_TESTS_ONLY_SRC_ROOT": LIBRARY,
    }


def cargo(*args: str, environment: dict[str, str]) -> str:
    """Run cargo in the workspace and return what it printed.

    Raises:
        subprocess.CalledProcessError: It failed; it has said why on standard error.
    """
    command = [CARGO, *args]
    opened = os.open(sysroot(), os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.dup2(opened, SYSROOT_FD, inheritable=True)
        done = subprocess.run(
            command,
            cwd=PROGRAMS,
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            pass_fds=(SYSROOT_FD,),
        )
    finally:
        os.close(opened)
        os.close(SYSROOT_FD)
    return done.stdout


def _words(tool: str) -> list[str]:
    return _printed(tool, "--version").split()


def _printed(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
