"""The gateway on a real port, over the unit tests' campus at rest."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3]))  # test folders are no package on the path by themselves

from tests.unit.gateway.conftest import FakeService, service, store

__all__ = ["FakeService", "page", "service", "store"]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A built page of one file."""
    (tmp_path / "index.html").write_text("<!doctype html><title>GridTokenX</title>")
    return tmp_path
