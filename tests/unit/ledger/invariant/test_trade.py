import pytest
from tests.unit.ledger.invariant.conftest import World, event, key, move

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.rule import Rule
from gridtokenx.ledger.invariant.seen import Seen
from gridtokenx.ledger.invariant.token_move import Move, TokenMove
from gridtokenx.ledger.invariant.trade import TradeRule

BUYER, SELLER, THIEF = key(1), key(2), key(3)
ENERGY_FROM, ENERGY_TO, CREDIT_FROM, CREDIT_TO = (key(n) for n in (11, 12, 13, 14))
OWNERS = {ENERGY_FROM: SELLER, ENERGY_TO: BUYER, CREDIT_FROM: BUYER, CREDIT_TO: SELLER}


def trade(paid: int = 1_000) -> Event:
    return event("TradeExecuted", buyer=BUYER, seller=SELLER, wh=5, price=200, paid_units=paid)


def legs(world: World, *, wh: int = 5, credit: int = 1_000) -> list[TokenMove]:
    ours = world.view.addresses.trading
    return [
        move(Move.TRANSFER, wh * UNITS_PER_WH, source=ENERGY_FROM, destination=ENERGY_TO, caller=ours),
        move(Move.TRANSFER, credit, source=CREDIT_FROM, destination=CREDIT_TO, caller=ours),
    ]


def codes(world: World, rule: Rule, *events: Event, moves: list[TokenMove], thief: bool = False) -> list[str]:
    at = world.view.addresses
    owners = {**OWNERS, CREDIT_TO: THIEF} if thief else OWNERS
    energy, credit = at.energy_mint(), at.credit_mint()
    mints = {ENERGY_FROM: energy, ENERGY_TO: energy, CREDIT_FROM: credit, CREDIT_TO: credit}
    seen = Seen(events=events, moves=moves, owners=owners, mints=mints)
    return [fault.code for fault in rule.step(seen, world.view)]


def test_both_legs_move_and_nothing_else(world: World) -> None:
    rule = TradeRule()
    assert world.started(rule) + world.ended(rule) == []
    assert codes(world, rule, trade(), moves=legs(world)) == []
    assert codes(world, rule, trade(), trade(), moves=legs(world) * 2) == []
    assert rule.trades == 3


@pytest.mark.parametrize("changes", [{"wh": 4}, {"credit": 999}])
def test_a_leg_of_another_size_is_found(world: World, changes: dict[str, int]) -> None:
    assert codes(world, TradeRule(), trade(), moves=legs(world, **changes)) == ["TRADE_DIFFERS"]


def test_a_missing_leg_another_taker_and_a_wrong_sum_are_found(world: World) -> None:
    assert codes(world, TradeRule(), trade(), moves=legs(world)[:1]) == ["TRADE_DIFFERS"]
    assert codes(world, TradeRule(), trade(), moves=legs(world), thief=True) == ["TRADE_DIFFERS"] * 2
    assert codes(world, TradeRule(), trade(999), moves=legs(world)) == ["TRADE_DIFFERS"]


def test_what_trading_moves_without_a_trade_is_found(world: World) -> None:
    assert codes(world, TradeRule(), moves=legs(world)) == ["TRADE_DIFFERS"] * 2


def test_escrow_and_other_peoples_transfers_are_no_trades(world: World) -> None:
    at = world.view.addresses
    lock = move(Move.TRANSFER, 5, source=CREDIT_FROM, destination=at.credit_vault(), caller=at.trading)
    gift = move(Move.TRANSFER, 5, source=CREDIT_FROM, destination=CREDIT_TO)
    assert codes(world, TradeRule(), moves=[lock, gift]) == []
