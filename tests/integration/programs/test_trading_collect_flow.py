"""Closed payout accounts, other ones, the closing of accounts: nobody waits for another, nothing is stuck."""

import pytest
from tests.integration.programs.forward_stage import (
    AHEAD,
    AHEAD_END,
    BEA_CREDIT,
    GRID,
    SAM_CREDIT,
    UNITS_PER_WH,
    Pair,
)
from tests.integration.programs.market_stage import GATE_S, Refused

WH, PRICE, CAME = 1_000, 250, 700


@pytest.fixture
def due(ahead: Pair) -> Pair:
    """700 of 1,000 Wh come, and cover 400."""
    ahead.stage.reserve(ahead.flow, WH, PRICE)
    ahead.attest(imported=400, exported=CAME)
    return ahead


TO_BUYER, TO_SELLER, KEPT_WH = (WH - CAME) * GRID, WH * PRICE + CAME * GRID, 300


@pytest.mark.parametrize("closed", ["buyer_energy", "buyer_credit", "seller_credit"])
def test_a_closed_account_holds_up_its_own_payment_alone(due: Pair, closed: str) -> None:
    stage, flow = due.stage, due.flow
    accounts = {
        "buyer_energy": (due.bea.energy, "owed_buyer_energy", KEPT_WH * UNITS_PER_WH, due.bea),
        "buyer_credit": (due.bea.credit, "owed_buyer_credit", TO_BUYER, due.bea),
        "seller_credit": (due.sam.credit, "owed_seller_credit", TO_SELLER, due.sam),
    }
    account, field, amount, owner = accounts[closed]
    stage.close_account(account)
    events = stage.events(stage.deliver(flow))
    held = [event.data for event in events if event.name == "FlowHeld"]
    assert held == [{"reservation": flow.address, "owner": owner.wallet, "payout": account}]
    kept = stage.reservation(flow)
    owed = {name: kept[name] for name in ("owed_buyer_energy", "owed_buyer_credit", "owed_seller_credit")}
    assert owed == {**dict.fromkeys(owed, 0), field: amount}
    energy, credit = (amount, 0) if closed == "buyer_energy" else (0, amount)
    assert stage.vaults() == (energy, credit)

    stage.collect(flow)
    assert stage.vaults() == (energy, credit)
    with pytest.raises(Refused, match="FlowUnpaid"):
        stage.close_flow(flow)
    mint = stage.at.energy_mint() if closed == "buyer_energy" else stage.at.credit_mint()
    fresh = stage.token_account("fresh", mint, owner.wallet)
    energy_to, credit_to = (fresh, owner.credit) if closed == "buyer_energy" else (owner.energy, fresh)
    stage.redirect(flow, owner.keypair, energy_to, credit_to)
    stage.collect(flow, **{closed: fresh})
    assert stage.balance(fresh) == amount
    assert stage.vaults() == (0, 0)
    stage.close_flow(flow)


def test_an_account_that_was_given_away_is_not_paid(due: Pair) -> None:
    stage, flow = due.stage, due.flow
    found = stage.svm.get_account(due.sam.credit)
    assert found is not None
    stage.write(due.sam.credit, found.owner, found.data[:32] + bytes(due.bea.wallet) + found.data[64:])
    stage.deliver(flow)
    assert stage.reservation(flow)["owed_seller_credit"] == TO_SELLER


def test_another_account_is_not_paid_in_its_place(due: Pair) -> None:
    stage, flow = due.stage, due.flow
    mallory = stage.trader("mallory")
    stage.send(stage.deliver_instruction(flow, buyer_credit=mallory.credit, buyer_energy=mallory.energy))
    assert stage.balance(mallory.credit) == stage.balance(mallory.energy) == 0
    stage.collect(flow)
    assert stage.balance(due.bea.credit) == BEA_CREDIT - WH * PRICE + TO_BUYER
    assert stage.balance(due.sam.credit) == SAM_CREDIT - WH * GRID + TO_SELLER
    assert stage.vaults() == (0, 0)


def test_nothing_is_collected_of_a_promise_that_stands(due: Pair) -> None:
    with pytest.raises(Refused, match="FlowUnresolved"):
        due.stage.collect(due.flow)


def test_collecting_again_pays_nothing(due: Pair) -> None:
    due.stage.deliver(due.flow)
    before = due.held()
    events = due.stage.events(due.stage.collect(due.flow))
    assert due.held() == before
    assert (
        events[0].data["buyer_units"],
        events[0].data["seller_units"],
        events[0].data["energy_units"],
    ) == (0, 0, 0)


def test_only_a_party_redirects_and_only_to_its_own(due: Pair) -> None:
    stage, flow = due.stage, due.flow
    mallory = stage.trader("mallory")
    with pytest.raises(Refused, match="WrongOwner"):
        stage.redirect(flow, mallory.keypair, mallory.energy, mallory.credit)
    with pytest.raises(Refused, match="WrongPayout"):
        stage.redirect(flow, due.bea.keypair, due.bea.energy, mallory.credit)
    accounts = {
        "owner": due.bea.wallet,
        "reservation": flow.address,
        "payout_energy": due.bea.energy,
        "payout_credit": due.bea.credit,
    }
    unsigned = stage.unsigned(stage.call("redirect_flow", accounts), due.bea.wallet)
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        stage.send(unsigned)


def test_a_seller_cannot_move_where_deliveries_come_from(due: Pair) -> None:
    stage, flow = due.stage, due.flow
    spare = stage.token_account("spare", stage.at.energy_mint(), due.sam.wallet)
    events = stage.events(stage.redirect(flow, due.sam.keypair, spare, due.sam.credit))
    assert [(event.name, event.data["owner"]) for event in events] == [("FlowRedirected", due.sam.wallet)]
    assert stage.reservation(flow)["seller_energy"] == due.sam.energy
    stage.deliver(flow)
    assert stage.reservation(flow)["delivered_wh"] == CAME


def test_a_reservation_closes_when_it_owes_nothing(due: Pair) -> None:
    stage, flow = due.stage, due.flow
    with pytest.raises(Refused, match="FlowUnresolved"):
        stage.close_flow(flow)
    stage.deliver(flow)
    with pytest.raises(Refused, match="WrongPayer"):
        stage.close_flow(flow, payer=stage.operator.pubkey())
    rent = stage.svm.get_account(flow.address)
    before = stage.svm.get_balance(stage.payer.pubkey())
    stage.close_flow(flow)
    assert rent is not None
    assert before is not None
    assert stage.svm.get_balance(stage.payer.pubkey()) == before + rent.lamports - 5_000
    with pytest.raises(Refused):
        stage.collect(flow)


def test_a_cover_stays_as_long_as_bids_may_need_it(due: Pair) -> None:
    stage, meter = due.stage, due.flow.buyer_meter
    with pytest.raises(Refused, match="FlowUnresolved"):
        stage.close_cover(meter)
    stage.deliver(due.flow)
    with pytest.raises(Refused, match="CoverNeeded"):
        stage.close_cover(meter)
    stage.open_ahead()
    with pytest.raises(Refused, match="CoverNeeded"):
        stage.close_cover(meter)
    stage.set_time(AHEAD_END + GATE_S)
    stage.clear()
    stage.close_interval()
    stage.close_cover(meter)
    stage.close_cover(due.flow.seller_meter)
    assert stage.svm.get_account(stage.cover_of(meter)) is None


def test_a_cover_closes_beside_its_cleared_interval(due: Pair) -> None:
    stage = due.stage
    stage.deliver(due.flow)
    stage.open_ahead()
    stage.set_time(AHEAD_END + GATE_S)
    stage.clear()
    stage.close_cover(due.flow.buyer_meter)


def test_another_zone_or_interval_says_nothing_about_a_cover(due: Pair) -> None:
    stage, meter = due.stage, due.flow.buyer_meter
    stage.open_zone(1)
    stage.deliver(due.flow)
    stage.open_ahead()
    stage.open(AHEAD, zone=1)
    with pytest.raises(Refused, match="WrongZone"):
        stage.close_cover(meter, zone=1)
    other = stage.at.interval(AHEAD, zone=1)
    missing = stage.at.interval(AHEAD + 900)
    for interval in (other, missing, stage.at.market()):
        with pytest.raises(Refused, match="WrongInterval"):
            stage.close_cover(meter, interval=interval)
    with pytest.raises(Refused, match="WrongPayer"):
        stage.close_cover(meter, payer=stage.operator.pubkey())
