"""The on-chain programs in LiteSVM."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3]))  # test folders are no package on the path by themselves

from tests.integration.programs.campus_stage import CampusStage
from tests.integration.programs.forward_stage import Pair, pair
from tests.integration.programs.market_stage import START, Stage


@pytest.fixture
def market() -> Stage:
    """A market whose first interval takes orders."""
    stage = Stage()
    stage.seal(START)
    stage.open()
    return stage


@pytest.fixture
def bare() -> CampusStage:
    """The five programs deployed, nothing initialised."""
    return CampusStage()


@pytest.fixture
def campus() -> CampusStage:
    """A campus with its configuration and tokens."""
    stage = CampusStage()
    stage.initialize_governance()
    stage.initialize_tokens()
    return stage


@pytest.fixture
def vouched() -> CampusStage:
    """As `campus`, on a machine that takes a PDA's signature as given."""
    stage = CampusStage(check_signatures=False)
    stage.initialize_governance()
    stage.initialize_tokens()
    return stage


@pytest.fixture
def ahead() -> Pair:
    """Two owners with meters, ahead of an interval."""
    return pair()
