"""What the simulated fleets measure passes the limits that the oracle and the chain hold readings to."""

import pytest
from solders.keypair import Keypair

from gridtokenx.base.interval import DAY_S, SETTLEMENT_S
from gridtokenx.campus.catalogue import load, names
from gridtokenx.meter.fleet import SimulatedFleet
from gridtokenx.oracle.attestation import attest
from gridtokenx.reading.assemble import accumulate, assemble
from gridtokenx.reading.block import Energies

HOT_WEEKDAY_S = 1_744_070_400
KEY = Keypair.from_seed(bytes(32))


@pytest.mark.parametrize("name", names())
def test_a_day_of_each_campus_is_attested_whole(name: str) -> None:
    campus = load(name)
    fleet = SimulatedFleet(campus, seed=7, start_s=HOT_WEEKDAY_S)
    for _ in range(DAY_S // SETTLEMENT_S):
        block = fleet.step(SETTLEMENT_S)
        readings = assemble(
            block, meters=campus.meters, signer_of=lambda _: lambda message: bytes(KEY.sign_message(message))
        )
        attestation, rejected = attest(
            [item.reading for item in readings],
            interval=block.interval,
            meters=campus.meters,
            public_key_of=lambda _: bytes(KEY.pubkey()),
        )
        assert not rejected
        assert attestation is not None
        assert attestation.count == len(campus.meters)


def test_an_interval_of_short_steps_keeps_every_wh() -> None:
    campus = load("utcc")
    fleet = SimulatedFleet(campus, seed=7, start_s=HOT_WEEKDAY_S + 14_400)
    steps = [fleet.step(15) for _ in range(60)]
    total = accumulate(steps)
    for field in Energies.__slots__:
        assert getattr(total.energies, field).tolist() == [
            sum(int(getattr(step.energies, field)[place]) for step in steps)
            for place in range(len(campus.meters))
        ]
    assert total.energies.generated_wh.sum() > 0
