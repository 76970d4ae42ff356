from dataclasses import replace

import pytest
from solders import system_program as system

from gridtokenx.chain.loader import PROGRAM_BYTES, PROGRAM_DATA_HEADER_BYTES
from gridtokenx.ledger.deploy.carry_out import carry_out
from gridtokenx.ledger.deploy.ground import Ground
from gridtokenx.ledger.deploy.plan import AddressTaken, NotEnoughLamports, Work, check_funds, look
from gridtokenx.ledger.deploy.release import Release


def test_a_new_program_costs_its_rent_and_fees(ground: Ground, release: Release) -> None:
    plan = look(ground, [release], reserve=11)
    rent = ground.rent_exempt(PROGRAM_BYTES) + ground.rent_exempt(
        PROGRAM_DATA_HEADER_BYTES + len(release.code)
    )
    assert plan.jobs[0].work is Work.DEPLOY
    assert rent < plan.cost < rent + 1_000_000
    assert plan.needed == plan.cost + 11 + ground.rent_exempt(0)
    assert not plan.empty


def test_an_upgrade_borrows_its_buffer_and_pays_for_more_room(ground: Ground, release: Release) -> None:
    carry_out(ground, look(ground, [release]))
    longer = replace(release, code=release.code + b"\1" * 100)
    plan = look(ground, [longer])
    assert plan.jobs[0].work is Work.UPGRADE
    assert plan.jobs[0].extend_by == 10_240
    assert plan.jobs[0].lent == ground.rent_exempt(37 + len(longer.code))
    assert plan.needed == plan.cost + plan.jobs[0].lent + ground.rent_exempt(0)
    assert look(ground, [replace(release, code=release.code[:-64])]).jobs[0].extend_by == 0


def test_an_address_that_is_in_use_is_named(ground: Ground, release: Release) -> None:
    params = system.TransferParams(from_pubkey=ground.payer(), to_pubkey=release.address, lamports=10_000_000)
    ground.run([system.transfer(params)])
    with pytest.raises(AddressTaken, match=str(release.address)):
        look(ground, [release])


def test_too_little_is_said_in_lamports(ground: Ground, release: Release) -> None:
    plan = look(ground, [release])
    check_funds(plan, balance=plan.needed, payer=ground.payer())
    with pytest.raises(NotEnoughLamports, match="send it 1 more"):
        check_funds(plan, balance=plan.needed - 1, payer=ground.payer())
