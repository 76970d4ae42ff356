"""An order always gets out, whoever is away: by its owner before the gate, by anybody after it."""

from itertools import product

import pytest
from solders.instruction import AccountMeta
from solders.pubkey import Pubkey
from tests.integration.programs.forward_stage import UNITS_PER_WH, ForwardStage
from tests.integration.programs.market_stage import ASK, BID, GATE, START, Placed, Refused

WH, CREDIT = 100, 10**6
YEAR_S = 365 * 86_400
EVERYTHING_PAUSED = 7


@pytest.fixture
def stage() -> ForwardStage:
    """Orders on both sides and on the rationed level, one of them cancelled; then everybody leaves."""
    stage = ForwardStage()
    stage.seal(START)
    stage.open()
    return stage


def orders(stage: ForwardStage) -> list[Placed]:
    placed = []
    for n, (side, limit) in enumerate(product((BID, ASK), (190, 200, 200, 210))):
        trader = stage.trader(f"trader {n}", credit=CREDIT, energy_wh=WH)
        pairs = stage.attest(trader.wallet, f"M{n}", WH) if side == BID else []
        placed.append(stage.place(trader, side, limit, WH - n, pairs=pairs))
    return placed


def get_out(stage: ForwardStage, placed: list[Placed]) -> None:
    """Clear, rank, settle and close with nobody's signature but that of whoever pays the fee."""
    stage.clear()
    book = stage.book()
    level = [
        one
        for one in placed
        if (one.side, stage.order(one)["limit"]) == (book["marginal_side"], book["price"])
    ]
    if book["marginal_left"]:
        stage.rank(*level)
    for one in placed:
        stage.settle(one)
        stage.close_order(one)
    stage.close_interval()
    assert stage.vaults() == (0, 0)


def test_a_year_later_in_a_pause_everything_still_gets_out(stage: ForwardStage) -> None:
    placed = orders(stage)
    stage.cancel(placed[1])
    stage.govern(paused=EVERYTHING_PAUSED)
    stage.set_time(GATE + YEAR_S)
    get_out(stage, placed)


def test_other_parameters_hold_nothing_back(stage: ForwardStage) -> None:
    placed = orders(stage)
    stage.govern(price_min=0, price_max=10, min_lot_wh=10**6, gate_s=86_400, feed_in_price=0, grid_price=0)
    stage.set_time(GATE)
    get_out(stage, placed)


def test_an_interval_without_orders_closes(stage: ForwardStage) -> None:
    stage.set_time(GATE)
    get_out(stage, [])


def test_before_the_gate_the_owner_leaves_and_after_it_anybody_sees_to_it(stage: ForwardStage) -> None:
    placed = orders(stage)
    stage.set_time(GATE - 1)
    with pytest.raises(Refused, match="GateOpen"):
        stage.clear()
    stage.cancel(placed[0])
    stage.set_time(GATE)
    with pytest.raises(Refused, match="GateClosed"):
        stage.cancel(placed[1])
    get_out(stage, placed)


def test_a_later_interval_does_not_shut_an_earlier_one_in(stage: ForwardStage) -> None:
    placed = orders(stage)
    stage.seal(START + 900)
    stage.set_time(START + 1_800)
    stage.open(START + 900)
    stage.start = START
    get_out(stage, placed)


def test_full_statistics_stop_no_interval(stage: ForwardStage) -> None:
    placed = orders(stage)
    full = dict(stage.zone()) | dict.fromkeys(("intervals", "traded_wh", "turnover_units"), 2**64 - 1)
    stage.write(stage.zone_address(0), stage.trading.id, stage.trading.encode_account("Zone", full))
    stage.set_time(GATE)
    get_out(stage, placed)
    assert stage.zone()["turnover_units"] == 2**64 - 1


def test_a_closed_payout_account_waits_for_its_owner_and_stops_no_other(stage: ForwardStage) -> None:
    placed = orders(stage)
    ask = placed[4]
    stage.close_account(ask.trader.credit)
    stage.set_time(GATE)
    stage.clear()
    book = stage.book()
    stage.rank(
        *(o for o in placed if (o.side, stage.order(o)["limit"]) == (book["marginal_side"], book["price"]))
    )
    stage.settle(*placed)
    assert [stage.order(one)["state"] for one in placed] == [2, 2, 2, 2, 0, 2, 2, 2]
    owner = ask.trader
    fresh = stage.token_account("fresh", stage.at.credit_mint(), owner.wallet)
    accounts = {"order": ask.address, "owner": owner.wallet}
    payouts = {"payout_energy": owner.energy, "payout_credit": fresh}
    stage.send(stage.call("redirect_order", accounts | payouts), owner.keypair)
    stage.send(stage.call("settle_order", {"interval": stage.interval}, remaining=_entry(ask, fresh)))
    assert stage.vaults() == (0, 0)
    assert stage.balance(fresh) == stage.order(ask)["filled_wh"] * book["price"]
    assert stage.balance(owner.energy) == (WH - stage.order(ask)["filled_wh"]) * UNITS_PER_WH


def _entry(placed: Placed, credit: Pubkey) -> list[AccountMeta]:
    addresses = (placed.address, placed.trader.energy, credit)
    return [AccountMeta(address, is_signer=False, is_writable=True) for address in addresses]
