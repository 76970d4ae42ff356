"""Build the programs: code, interface files, and the lock that says which compilers made which bytes."""

import argparse
import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from toolchain.compiler import PROGRAMS, TARGET, TRIPLE, cargo, chain_environment, versions
from toolchain.idl import IdlIncomplete, build_idl

NAMES = ("governance", "registry", "energy_token", "oracle", "trading")
SHIPPED = PROGRAMS.parent / "src" / "gridtokenx" / "chain" / "data"
LOCK = "programs.lock"


class BuildRefused(Exception):
    """A program that was built and is not usable."""


def main(argv: Sequence[str] | None = None) -> int:
    """Build what the arguments name; return the exit code."""
    arguments = _arguments(argv)
    names = [name.replace("-", "_") for name in arguments.programs] or list(NAMES)
    if unknown := sorted(set(names) - set(NAMES)):
        print(f"programs/build: no program {', '.join(unknown)}: use {', '.join(NAMES)}", file=sys.stderr)
        return 2
    try:
        built = {file: data for name in names for file, data in build(name).items()}
    except (BuildRefused, IdlIncomplete, subprocess.CalledProcessError) as refused:
        print(f"programs/build: {refused}", file=sys.stderr)
        return 1
    return compare(built) if arguments.check else ship(built)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="programs/build", description="Build the on-chain programs.")
    parser.add_argument("programs", nargs="*", help=f"some of {', '.join(NAMES)}; all without any")
    parser.add_argument("--check", action="store_true", help="compare with what is shipped, change nothing")
    return parser.parse_args(argv)


def build(name: str) -> dict[str, bytes]:
    """Build one program and return its two files by name.

    Raises:
        BuildRefused: The linker made no program.
        subprocess.CalledProcessError: It does not compile.
    """
    print(f"programs/build: {name}", flush=True)
    code = build_code(name)
    return {f"{name}.so": code, f"{name}.json": build_idl(name.replace("_", "-")).encode()}


def build_code(name: str) -> bytes:
    """Build one program's code alone.

    Raises:
        BuildRefused: The linker made no program.
        subprocess.CalledProcessError: It does not compile.
    """
    package = name.replace("_", "-")
    linked = TARGET / TRIPLE / "release" / f"lib{name}.so"
    for stale in (linked, linked.parent / "deps" / linked.name):
        stale.unlink(
            missing_ok=True
        )  # a program that takes this one for its accounts links it, too, without its entry
    cargo(
        *("-Zjson-target-spec", "-Zbuild-std=std,panic_abort", "-Zbuild-std-features=", "rustc", "--quiet"),
        *("--locked", "--package", package, "--lib", "--crate-type", "cdylib", "--release"),
        *("--target", TRIPLE),
        environment=chain_environment(),
    )
    code = linked.read_bytes()
    if not code.startswith(b"\x7fELF"):
        raise BuildRefused(f"{name}: the linker made {len(code)} bytes that are no program")
    return code


def ship(built: dict[str, bytes]) -> int:
    """Write the files into the package and bring the lock up to date."""
    SHIPPED.mkdir(parents=True, exist_ok=True)
    for name, data in built.items():
        (SHIPPED / name).write_bytes(data)
    files = {path.name: _digest(path.read_bytes()) for path in _program_files()}
    lock = {"compilers": versions(), "sha256": dict(sorted(files.items()))}
    (SHIPPED / LOCK).write_text(json.dumps(lock, indent=1) + "\n")
    for name, data in built.items():
        print(f"programs/build: {name} {len(data):,} bytes {_digest(data)[:16]}")
    return 0


def compare(built: dict[str, bytes]) -> int:
    """Hold what was built against what is shipped; return 1 where it must be equal and is not."""
    locked = json.loads((SHIPPED / LOCK).read_text())
    same_compilers = locked["compilers"] == versions()
    if not same_compilers:
        print(f"programs/build: OTHER COMPILERS: shipped by {locked['compilers']}, here {versions()};")
        print("programs/build: the code cannot be compared, only the interface files are")
    compared = [name for name in built if same_compilers or name.endswith(".json")]
    stale = [name for name in built if locked["sha256"].get(name) != _digest((SHIPPED / name).read_bytes())]
    different = [name for name in compared if (SHIPPED / name).read_bytes() != built[name]]
    for name in compared:
        print(f"programs/build: {name} {'DIFFERS from what is shipped' if name in different else 'is equal'}")
    for name in stale:
        print(f"programs/build: {name} is shipped with other bytes than {LOCK} states")
    return 1 if different or stale else 0


def _program_files() -> list[Path]:
    return [SHIPPED / f"{name}{end}" for name in NAMES for end in (".so", ".json") if _shipped(name, end)]


def _shipped(name: str, end: str) -> bool:
    return (SHIPPED / f"{name}{end}").is_file()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
