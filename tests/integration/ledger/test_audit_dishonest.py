"""Dishonest programs, built from source and run as the real ones are: each cheat is found, by its name."""

import shutil

import pytest
from solders.instruction import AccountMeta
from tests.integration.ledger.dishonest import build
from tests.integration.ledger.test_audit_rules import WatchedMachine
from tests.integration.ledger.watched import Watched
from tests.integration.programs import oracle_stage
from tests.integration.programs.certificate_stage import GENERATED, MEA, PEA, CertificateStage
from tests.integration.programs.governing import parameter_args
from tests.integration.programs.oracle_entry import entry
from tests.integration.programs.oracle_stage import INTERVAL_S, START, key, programs
from tests.integration.programs.security import world as security
from tests.integration.programs.security.scenario import Scenario
from tests.integration.programs.security.world import World
from tests.needing import need

from gridtokenx.chain.programs import load_binary

pytestmark = [pytest.mark.slow, pytest.mark.compiler]
LENGTH = 2


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    need(present=shutil.which("llc-22") is not None, missing="the compiler is missing: run programs/setup")
    return build(tmp_path_factory.mktemp("dishonest"))


@pytest.fixture
def stage(code: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> CertificateStage:
    """A campus on dishonest programs, and the rules beside them."""
    monkeypatch.setattr(oracle_stage, "Machine", WatchedMachine)
    monkeypatch.setattr(oracle_stage, "binary", lambda name: code.get(name) or load_binary(name))
    return CertificateStage()


def found(stage: CertificateStage) -> set[str]:
    assert isinstance(stage.machine, WatchedMachine)
    return stage.machine.watched.codes()


def test_an_interval_attested_twice_is_found(stage: CertificateStage) -> None:
    meter = stage.meter_of_alice
    line = entry(generated=GENERATED, exported=100)
    stage.submit_single(meter, stage.reading(meter, line, start=START))
    assert "ATTESTED_TWICE" in found(stage)


def test_more_minted_than_the_surplus_is_found(
    code: dict[str, bytes], stage: CertificateStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(stage) == set()
    engineering = CertificateStage(model="engineering")
    assert "MINT_NOT_SURPLUS" in found(engineering)
    assert code


def test_parameters_set_by_a_stranger_are_found(stage: CertificateStage) -> None:
    mallory = key("mallory")
    args = parameter_args(programs(), {**stage._config, "grid_price": 421})
    accounts = {"authority": mallory.pubkey()}
    stage.send(programs().governance.instruction("set_parameters", accounts=accounts, args=args), mallory)
    assert found(stage) == {"WRONG_AUTHORITY"}


def test_approvers_changed_by_too_few_are_found(stage: CertificateStage) -> None:
    seats = [PEA.pubkey(), MEA.pubkey(), *[oracle_stage.NO_KEY] * 5]
    args = {
        "model": 1,
        "approver_count": LENGTH,
        "threshold": LENGTH,
        "approvers": seats,
        "approver_names": [b"someone".ljust(16, b"\0")] * LENGTH + [bytes(16)] * 5,
    }
    change = programs().governance.instruction(
        "set_approvers",
        accounts={"authority": stage.operator.pubkey()},
        args={"args": args},
        remaining=[AccountMeta(PEA.pubkey(), is_signer=True, is_writable=False)],
    )
    stage.send(change, PEA)
    assert found(stage) == {"THRESHOLD_NOT_MET"}


def test_a_certificate_issued_without_its_approvers_is_found(stage: CertificateStage) -> None:
    stage.request()
    stage.approve(PEA)
    stage.issue()
    assert found(stage) == {"THRESHOLD_NOT_MET"}


def test_a_quarter_hour_certified_twice_is_found(stage: CertificateStage) -> None:
    stage.request(wh=100, surplus_wh=0)
    stage.request(serial=2, start=START + INTERVAL_S, end=START + 2 * INTERVAL_S, wh=100, surplus_wh=0)
    assert found(stage) == {"CERTIFIED_TWICE"}


def test_credit_and_payouts_that_are_not_exact_are_found(
    code: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "load_binary", lambda name: code.get(name) or load_binary(name))
    world = World()
    watched = Watched(world.svm)
    world.svm = watched  # type: ignore[assignment]  # it passes everything on
    watched.begin()
    for case in Scenario(world).cases():
        world.do(*case.before, case.build())
    assert {
        "CREDIT_UNEXPLAINED",
        "MINT_NOT_SURPLUS",
        "PAYOUT_DIFFERS",
        "VAULT_UNEXPLAINED",
    } <= watched.codes()
