from tests.unit.ledger.invariant.conftest import World, event, key, move

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.ledger.invariant.supply import SupplyRule
from gridtokenx.ledger.invariant.token_move import Move

BURNED = event("EnergyBurned", owner=key(1), beneficiary=key(2), wh=10)
REDEEMED = event("EnergyRedeemed", wh=20, price=45, credit=900)
PAID_OUT = event("CreditRedeemed", amount=300)


def test_an_ordinary_life_of_energy_and_credit(world: World) -> None:
    rule = SupplyRule()
    assert world.codes(rule) == []
    world.counters(minted_wh=60, supply=60 * UNITS_PER_WH)
    assert world.codes(rule) == []
    world.counters(
        minted_wh=60, burned_wh=10, redeemed_wh=20, credit_issued=900, credit_redeemed=300,
        supply=30 * UNITS_PER_WH, credit=600,
    )  # fmt: skip
    assert world.codes(rule, BURNED, REDEEMED, PAID_OUT) == []
    assert (rule.minted_wh, rule.direct_energy) == (60, 0)
    assert world.ended(rule) == []


def test_an_owners_own_burn_is_found_in_the_journal(world: World) -> None:
    rule = SupplyRule()
    world.counters(minted_wh=60, supply=60 * UNITS_PER_WH - 7)
    burn = move(Move.BURN, 7, source=key(5), mint=world.view.addresses.energy_mint())
    assert world.codes(rule, moves=[burn]) == []
    assert rule.direct_energy == 7
    world.counters(minted_wh=60, supply=60 * UNITS_PER_WH - 9)
    assert world.codes(rule) == ["SUPPLY_UNEXPLAINED"]


def test_the_programs_own_burn_is_not_counted_twice(world: World) -> None:
    rule = SupplyRule()
    world.counters(minted_wh=60, burned_wh=10, supply=50 * UNITS_PER_WH)
    ours = world.view.addresses.energy_token
    burn = move(Move.BURN, 10 * UNITS_PER_WH, mint=world.view.addresses.energy_mint(), caller=ours)
    assert world.codes(rule, BURNED, moves=[burn]) == []
    assert rule.direct_energy == 0


def test_tokens_from_nothing_are_found_once(world: World) -> None:
    rule = SupplyRule()
    world.counters(supply=1)
    assert world.codes(rule) == ["SUPPLY_UNEXPLAINED"]
    assert world.codes(rule) == []
    world.counters(supply=1, credit=5)
    assert world.codes(rule) == ["CREDIT_UNEXPLAINED"]


def test_minting_by_anybody_else_is_found(world: World) -> None:
    world.counters(credit=5)
    mint = move(Move.MINT, 5, destination=key(5), mint=world.view.addresses.credit_mint(), caller=key(9))
    assert world.codes(SupplyRule(), moves=[mint]) == ["MINTED_ELSEWHERE", "CREDIT_UNEXPLAINED"]


def test_counters_move_as_the_events_say(world: World) -> None:
    world.counters(minted_wh=60, burned_wh=11, supply=49 * UNITS_PER_WH)
    assert world.codes(SupplyRule(), BURNED) == ["COUNTER_DIFFERS"]
    world.counters(minted_wh=60, redeemed_wh=20, credit_issued=901, supply=40 * UNITS_PER_WH, credit=901)
    dear = event("EnergyRedeemed", wh=20, price=45, credit=901)
    assert world.codes(SupplyRule(), dear) == ["PAYMENT_DIFFERS"]


def test_another_mint_authority_is_found(world: World) -> None:
    world.counters()
    world.mint(world.view.addresses.energy_mint(), 0, authority=key(7))
    assert world.codes(SupplyRule()) == ["MINT_AUTHORITY_CHANGED"]


def test_at_a_snapshot_what_is_missing_was_burned_before(world: World) -> None:
    rule = SupplyRule()
    world.counters(minted_wh=60, supply=60 * UNITS_PER_WH - 7, credit_issued=9, credit=9)
    assert world.started(rule) == []
    assert (rule.direct_energy, rule.direct_credit, rule.minted_wh) == (7, 0, 60)
    assert world.codes(rule) == []
    world.counters(minted_wh=60, supply=61 * UNITS_PER_WH)
    assert world.started(SupplyRule()) == ["SUPPLY_UNEXPLAINED"]
