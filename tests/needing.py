"""What a test needs and a machine may lack: without it the test skips and says so, and in CI it fails."""

import os

import pytest


def need(*, present: bool, missing: str) -> None:
    """Skip the test, or fail it in CI, unless what it needs is present; `missing` names it and the fix."""
    if present:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)
