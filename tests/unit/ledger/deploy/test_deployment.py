from dataclasses import replace

import pytest
from solders.keypair import Keypair
from tests.unit.ledger.deploy.conftest import KEYS

from gridtokenx.campus import catalogue
from gridtokenx.chain.programs import load_programs
from gridtokenx.ledger.deploy.deployment import SETTING_UP_LAMPORTS, Deployment
from gridtokenx.ledger.deploy.ground import Ground
from gridtokenx.ledger.deploy.plan import NotEnoughLamports
from gridtokenx.ledger.deploy.release import shipped
from gridtokenx.pipeline.site import connect


@pytest.fixture
def deployment(ground: Ground) -> Deployment:
    programs = load_programs()
    campus = catalogue.load("utcc")
    site = connect(campus, ledger=ground.ledger, programs=programs, keys=KEYS, gate_s=300)
    return Deployment(ground, site, shipped(programs))


def nobody(_name: str, _done: int, _total: int) -> None:
    """Nobody listens."""


def test_it_deploys_sets_up_and_then_has_nothing_to_do(deployment: Deployment) -> None:
    plan = deployment.plan()
    assert plan.reserve == SETTING_UP_LAMPORTS + deployment.ground.rent_exempt(0)
    before = deployment.ground.balance()
    deployment.carry_out(plan, told=nobody)
    assert plan.cost < before - deployment.ground.balance() < plan.needed - SETTING_UP_LAMPORTS // 2
    assert deployment.is_set_up()
    again = deployment.plan()
    assert (again.empty, again.needed) == (True, 0)
    count = deployment.ground.ledger.transaction_count()
    deployment.carry_out(again, told=nobody)
    assert deployment.ground.ledger.transaction_count() == count
    assert [name for name, _, _ in deployment.addresses()] == [r.name for r in deployment.releases]


def test_who_cannot_pay_changes_nothing(deployment: Deployment) -> None:
    count = deployment.ground.ledger.transaction_count()
    poor = replace(deployment, ground=replace(deployment.ground, authority=Keypair()))
    with pytest.raises(NotEnoughLamports):
        poor.carry_out(poor.plan(), told=nobody)
    assert deployment.ground.ledger.transaction_count() == count
