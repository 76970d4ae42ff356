"""The shipped programs are what the sources make: the lock, and a build compared with it."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.needing import need

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "src" / "gridtokenx" / "chain" / "data"
NAMES = ("governance", "registry", "energy_token", "oracle", "trading")
LIBRARY = Path("/usr/lib/rustlib/src/rust/library")


@pytest.mark.parametrize("name", [f"{name}.{end}" for name in NAMES for end in ("so", "json")])
def test_lock_states_the_bytes_that_are_shipped(name: str) -> None:
    locked = json.loads((SHIPPED / "programs.lock").read_text())["sha256"]
    assert locked[name] == hashlib.sha256((SHIPPED / name).read_bytes()).hexdigest()


@pytest.mark.compiler
@pytest.mark.slow
def test_sources_make_what_is_shipped() -> None:
    present = shutil.which("llc-22") is not None and LIBRARY.is_dir()
    need(present=present, missing="the on-chain compiler is missing: run programs/setup")
    done = subprocess.run(
        [ROOT / "programs" / "build", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
