"""Certificates from the first request to each of their ends: retired, rejected, lapsed, disputed."""

from typing import Any

from tests.clients.witness import Witness
from tests.integration.programs.certificate_stage import BOB, EGAT, MEA, PEA, CertificateStage
from tests.integration.programs.oracle_stage import INTERVAL_S, START

REQUEST_LIFE_S = 30 * 86_400
QUARTER = {"wh": 2_000, "surplus_wh": 1_500}


def quarter(number: int) -> dict[str, Any]:
    """The request of one quarter hour by itself."""
    start = START + number * INTERVAL_S
    return {"start": start, "end": start + INTERVAL_S, **QUARTER}


def certify() -> Witness:
    """Four requests: one lives a whole life, the others end early."""
    stage = CertificateStage()
    witness = Witness(svm=stage.machine._svm)
    stage.machine._svm = witness  # type: ignore[assignment]  # answers as LiteSVM does
    stage.meter("ENG_002", owner="bob")
    stage.issued(**quarter(0))
    stage.split(500)
    stage.transfer(BOB.pubkey())
    stage.retire_certificate(owner=BOB)
    stage.request(serial=3, **quarter(1))
    stage.reject(PEA, 3)
    stage.reject(MEA, 3)
    stage.issued(serial=4, **quarter(2))
    stage.dispute(EGAT, 4)
    stage.resolve(PEA, MEA, revoke=True, serial=4)
    stage.request(serial=5, **quarter(3))
    stage.set_time(stage.now + REQUEST_LIFE_S)
    stage.lapse(5)
    return witness
