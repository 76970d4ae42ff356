"""One ledger for all tests of the JSON-RPC server, and somebody who asks it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[4]))  # test folders are no package on the path by themselves

from tests.unit.gateway.rpc.ledger_world import Asker, World, open_world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A ledger with something of everything."""
    made = open_world(tmp_path_factory.mktemp("rpc"))
    yield made
    made.node.close()


@pytest.fixture
def ask(world: World) -> Asker:
    """Asks the ledger."""
    return Asker(world.node)
