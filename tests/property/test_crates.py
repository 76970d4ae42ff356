"""The crates' own tests, run on the host: the engine's, and the oracle's reading of signatures."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.needing import need

ENGINE = Path(__file__).parents[2] / "programs" / "engine"
pytestmark = pytest.mark.compiler
TESTS = 38
"""How many there were when this was written; fewer means that some no longer run."""


def test_the_engines_own_tests_pass(tmp_path: Path) -> None:
    need(present=shutil.which("cargo") is not None, missing="cargo is missing: run programs/setup")
    command = ["cargo", "test", "--offline", "--locked", "--manifest-path", str(ENGINE / "Cargo.toml")]
    ran = subprocess.run(
        [*command, "--target-dir", tmp_path],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "warning" not in ran.stderr
    assert sum(int(passed) for passed in re.findall(r"(\d+) passed", ran.stdout)) >= TESTS


@pytest.mark.slow
def test_the_oracle_takes_one_shape_of_a_signature_and_no_random_bytes(tmp_path: Path) -> None:
    need(present=Path("/usr/bin/cargo").exists(), missing="cargo is missing: run programs/setup")
    command = [
        "/usr/bin/cargo",
        "test",
        "--offline",
        "--locked",
        "--package",
        "oracle",
        "--test",
        "signature",
    ]
    ran = subprocess.run(
        [*command, "--target-dir", tmp_path],
        cwd=ENGINE.parent,
        env={**os.environ, "RUSTC": "/usr/bin/rustc"},
        capture_output=True,
        text=True,
        timeout=1_200,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "6 passed" in ran.stdout
