"""Clients that nobody here wrote, and the campus that they drive."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))  # test folders are no package on the path by themselves

from tests.clients.campus import open_campus
from tests.clients.serving import Served, listening


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A campus with an open market, and its node behind a port."""
    campus = open_campus(tmp_path_factory.mktemp("ledger"))
    with listening(campus.node) as (rpc, ws):
        yield Served(campus, rpc, ws)
    campus.node.close()
