"""What arrives of signed readings, with real signatures."""

from dataclasses import replace

import pytest
from solders.keypair import Keypair

from gridtokenx.campus import catalogue
from gridtokenx.campus.fault import FaultKind, FaultSpec
from gridtokenx.meter.fault import FaultPlan
from gridtokenx.meter.fleet import SimulatedFleet
from gridtokenx.meter.uplink import Uplink, tampered
from gridtokenx.reading.assemble import assemble
from gridtokenx.reading.record import MeterReading
from gridtokenx.reading.signing import SignatureInvalid, verify
from gridtokenx.reading.validation import imbalance_wh

WHOLE = catalogue.load("utcc")
CAMPUS = replace(WHOLE, meters=WHOLE.meters[:3])
START = 1_772_427_600
KEY = Keypair.from_seed(bytes(32))


@pytest.fixture
def sent() -> list[MeterReading]:
    block = SimulatedFleet(CAMPUS, seed=1, start_s=START).step(900)
    return assemble(block, meters=CAMPUS.meters, signer_of=lambda _: lambda m: bytes(KEY.sign_message(m)))


def arrived(sent: list[MeterReading], kind: FaultKind, *, size: float = 1.0) -> list[MeterReading]:
    fault = FaultSpec(CAMPUS.meters[1].meter_id, kind, START, START + 900, size)
    return Uplink(FaultPlan(CAMPUS, seed=1, faults=(fault,)), campus=CAMPUS).carry(sent)


def test_a_lost_reading_does_not_arrive(sent: list[MeterReading]) -> None:
    assert arrived(sent, FaultKind.DROPOUT) == [sent[0], sent[2]]


def test_a_doubled_one_arrives_twice(sent: list[MeterReading]) -> None:
    assert arrived(sent, FaultKind.DUPLICATE) == [sent[0], sent[1], sent[1], sent[2]]


def test_a_changed_one_is_balanced_and_its_signature_fails(sent: list[MeterReading]) -> None:
    first, changed, last = arrived(sent, FaultKind.TAMPER, size=1.5)
    assert (first, last) == (sent[0], sent[2])
    assert changed.reading.export_wh > sent[1].reading.export_wh
    assert imbalance_wh(changed.reading) == imbalance_wh(sent[1].reading)
    with pytest.raises(SignatureInvalid):
        verify(changed.reading, public_key=bytes(KEY.pubkey()))
    verify(sent[1].reading, public_key=bytes(KEY.pubkey()))


def test_even_an_empty_reading_is_changed(sent: list[MeterReading]) -> None:
    nothing = replace(
        sent[0].reading,
        generated_wh=0,
        consumed_wh=0,
        charged_wh=0,
        discharged_wh=0,
        import_wh=0,
        export_wh=0,
    )
    assert (tampered(nothing, factor=1.5).import_wh, tampered(nothing, factor=1.5).consumed_wh) == (1, 1)


def test_nothing_sent_is_nothing_arrived() -> None:
    assert arrived([], FaultKind.DUPLICATE) == []
