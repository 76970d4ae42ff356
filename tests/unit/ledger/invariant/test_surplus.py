import pytest
from tests.unit.ledger.invariant.conftest import World, event, key, move

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.surplus import SurplusRule
from gridtokenx.ledger.invariant.token_move import Move, TokenMove

OWNER, ACCOUNT = key(4), key(5)


def reading(export_wh: int, minted_wh: int) -> Event:
    return event("ReadingAttested", meter=key(1), export_wh=export_wh, import_wh=40, minted_wh=minted_wh)


def minted(world: World, wh: int) -> TokenMove:
    mint = world.view.addresses.energy_mint()
    return move(Move.MINT, wh * UNITS_PER_WH, destination=ACCOUNT, mint=mint)


@pytest.fixture
def metered(world: World) -> World:
    world.config(model=0)
    world.put(world.view.programs.registry, "Meter", key(1), owner=OWNER)
    return world


def test_a_surplus_is_minted_for_its_owner(metered: World) -> None:
    rule = SurplusRule()
    assert metered.started(rule) == []
    assert metered.codes(rule, reading(100, 60), moves=[minted(metered, 60)], owners={ACCOUNT: OWNER}) == []
    assert metered.codes(rule, event("Else")) == []
    assert rule.attested_wh == 60
    assert metered.ended(rule) == []


def test_minting_without_a_reading_or_not_its_surplus_is_found(metered: World) -> None:
    stray = {ACCOUNT: OWNER}
    assert metered.codes(SurplusRule(), moves=[minted(metered, 60)], owners=stray) == ["MINT_WITHOUT_READING"]
    found = metered.codes(SurplusRule(), reading(100, 61), moves=[minted(metered, 61)], owners=stray)
    assert found == ["MINT_NOT_SURPLUS"]


def test_minting_for_somebody_else_is_found(metered: World) -> None:
    found = metered.codes(
        SurplusRule(), reading(100, 60), moves=[minted(metered, 60)], owners={ACCOUNT: key(9)}
    )
    assert found == ["MINT_MISDIRECTED"]


def test_where_regulators_approve_a_reading_mints_nothing(metered: World) -> None:
    metered.config(model=1)
    assert metered.codes(SurplusRule(), reading(100, 0)) == []
    found = metered.codes(
        SurplusRule(), reading(100, 60), moves=[minted(metered, 60)], owners={ACCOUNT: OWNER}
    )
    assert found == ["MINT_NOT_SURPLUS"]


def test_an_issued_certificate_mints_for_its_producer(metered: World) -> None:
    metered.config(model=1)
    metered.put(metered.view.programs.energy_token, "Certificate", key(10), producer=OWNER)
    issued = event("CertificateIssued", certificate=key(10), minted_wh=60)
    given = [minted(metered, 60)]
    assert metered.codes(SurplusRule(), issued, moves=given, owners={ACCOUNT: OWNER}) == []
    stolen = metered.codes(SurplusRule(), issued, moves=given, owners={ACCOUNT: key(9)})
    assert stolen == ["MINT_MISDIRECTED"]


def test_all_meters_together_minted_what_the_counter_says(metered: World) -> None:
    metered.put(metered.view.programs.oracle, "MeterFeed", key(10), minted_wh=60)
    metered.put(metered.view.programs.energy_token, "MeterCertification", key(11), minted_wh=5)
    metered.counters(minted_wh=65)
    assert metered.ended(SurplusRule()) == []
    metered.counters(minted_wh=66)
    assert metered.ended(SurplusRule()) == ["MINT_WITHOUT_READING"]
