from solders.account import Account
from tests.unit.ledger.invariant.conftest import LAMPORTS, World, event, key

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.program import Event
from gridtokenx.chain.programs import Programs
from gridtokenx.ledger.invariant.supply import SupplyRule


def reading(export_wh: int, minted_wh: int) -> Event:
    return event("ReadingAttested", meter=key(1), export_wh=export_wh, import_wh=40, minted_wh=minted_wh)


def set_model(world: World, programs: Programs, model: int) -> None:
    program = programs.governance
    sizes = program._accounts["Config"].size
    assert sizes is not None
    fields = dict(program.account("Config", program.discriminator("Config") + bytes(sizes)))
    data = program.encode_account("Config", {**fields, "model": model})
    world.view.machine._svm.set_account(world.view.addresses.config(), Account(LAMPORTS, data, program.id))


def test_an_ordinary_life_of_energy_and_credit(world: World, programs: Programs) -> None:
    set_model(world, programs, 0)
    rule = SupplyRule()
    assert world.codes(rule) == []
    world.counters(minted_wh=60, supply=60 * UNITS_PER_WH)
    assert world.codes(rule, reading(100, 60)) == []
    world.counters(
        minted_wh=60, burned_wh=10, redeemed_wh=20, credit_issued=900, credit_redeemed=300,
        supply=30 * UNITS_PER_WH, credit=600,
    )  # fmt: skip
    assert world.codes(rule) == []
    assert (rule.minted_wh, rule.direct_energy) == (60, 0)


def test_an_owners_own_burn_is_counted_and_no_fault(world: World, programs: Programs) -> None:
    set_model(world, programs, 0)
    rule = SupplyRule()
    world.counters(minted_wh=60, supply=60 * UNITS_PER_WH)
    world.codes(rule, reading(100, 60))
    world.counters(minted_wh=60, supply=60 * UNITS_PER_WH - 7)
    assert world.codes(rule) == []
    assert rule.direct_energy == 7


def test_tokens_from_nothing_are_found(world: World) -> None:
    rule = SupplyRule()
    world.counters(supply=1)
    assert world.codes(rule) == ["SUPPLY_UNEXPLAINED"]
    assert world.codes(rule) == []
    world.counters(supply=1, credit=5)
    assert world.codes(rule) == ["CREDIT_UNEXPLAINED"]


def test_minting_without_a_reading_or_not_its_surplus_is_found(world: World, programs: Programs) -> None:
    set_model(world, programs, 0)
    rule = SupplyRule()
    world.counters(minted_wh=60, supply=60 * UNITS_PER_WH)
    assert world.codes(rule) == ["MINT_WITHOUT_READING"]
    world.counters(minted_wh=121, supply=121 * UNITS_PER_WH)
    assert world.codes(rule, reading(100, 61)) == ["MINT_NOT_SURPLUS"]


def test_where_regulators_approve_a_reading_mints_nothing(world: World, programs: Programs) -> None:
    set_model(world, programs, 1)
    rule = SupplyRule()
    world.counters()
    assert world.codes(rule, reading(100, 0)) == []
    world.counters(minted_wh=60, supply=60 * UNITS_PER_WH)
    assert world.codes(rule, reading(100, 60)) == ["MINT_NOT_SURPLUS"]
