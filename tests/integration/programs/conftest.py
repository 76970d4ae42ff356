"""The on-chain programs in LiteSVM."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3]))  # test folders are no package on the path by themselves

from tests.integration.programs.market_stage import START, Stage


@pytest.fixture
def market() -> Stage:
    """A market whose first interval takes orders."""
    stage = Stage()
    stage.seal(START)
    stage.open()
    return stage
