"""`deliver_flow`: what comes, what it covers, who pays; and everything that is no proof."""

import pytest
from solders.pubkey import Pubkey
from tests.integration.programs.forward_stage import (
    AHEAD,
    AHEAD_END,
    BEA_CREDIT,
    DELIVERED,
    GRID,
    SAM_CREDIT,
    SAM_WH,
    UNITS_PER_WH,
    Pair,
)
from tests.integration.programs.market_stage import GATE_S, Refused, key, programs

WH, PRICE = 1_000, 250


@pytest.fixture
def due(ahead: Pair) -> Pair:
    """1,000 Wh promised; Bea lacked 800 Wh, Sam had 1,500 Wh over."""
    ahead.stage.reserve(ahead.flow, WH, PRICE)
    ahead.attest()
    return ahead


def test_all_of_it_comes_and_covers_what_was_lacked(due: Pair) -> None:
    stage, flow = due.stage, due.flow
    energy = stage.supply(stage.at.energy_mint())
    result = stage.deliver(flow)
    assert due.held() == (200, BEA_CREDIT - WH * PRICE, SAM_WH - WH, SAM_CREDIT + WH * PRICE)
    assert stage.vaults() == (0, 0)
    assert stage.supply(stage.at.energy_mint()) == energy - 800 * UNITS_PER_WH
    kept, book = stage.reservation(flow), stage.forward_book()
    assert (kept["state"], kept["delivered_wh"], kept["covered_wh"]) == (DELIVERED, WH, 800)
    assert (book["resolved"], book["delivered_wh"], book["covered_wh"]) == (1, WH, 800)
    assert stage.cover(flow.buyer_meter)["covered_wh"] == 800
    assert stage.cover(flow.seller_meter)["delivered_wh"] == WH
    assert [event.data for event in stage.events(result)] == [
        {
            "reservation": flow.address,
            "buyer": due.bea.wallet,
            "seller": due.sam.wallet,
            "start": AHEAD,
            "zone": 0,
            "promised_wh": WH,
            "delivered_wh": WH,
            "covered_wh": 800,
            "buyer_units": 0,
            "seller_units": WH * (PRICE + GRID),
        },
        {
            "reservation": flow.address,
            "buyer_units": 0,
            "seller_units": WH * (PRICE + GRID),
            "energy_units": 200 * UNITS_PER_WH,
        },
    ]


def test_the_burn_names_the_buyer(due: Pair) -> None:
    logged = programs().energy_token.events(due.stage.deliver(due.flow).logs())
    assert [(event.name, event.data["beneficiary"], event.data["wh"]) for event in logged] == [
        ("EnergyBurned", due.bea.wallet, 800)
    ]


def test_the_example_of_the_reference(ahead: Pair) -> None:
    """1,000 Wh at 250, grid 280, 700 Wh come."""
    ahead.stage.reserve(ahead.flow, WH, PRICE)
    ahead.attest(imported=1_000, exported=700)
    ahead.stage.deliver(ahead.flow)
    assert ahead.held() == (0, BEA_CREDIT - 250_000 + 84_000, SAM_WH - 700, SAM_CREDIT + 166_000)
    assert ahead.stage.vaults() == (0, 0)


def test_surplus_is_delivered_once(ahead: Pair) -> None:
    stage = ahead.stage
    stage.reserve(ahead.flow, WH, PRICE)
    stage.reserve(ahead.other, 900, PRICE, nonce=1)
    ahead.attest(imported=1_200, exported=1_500)
    stage.deliver(ahead.flow)
    stage.deliver(ahead.other)
    assert stage.reservation(ahead.other)["delivered_wh"] == 500
    assert stage.reservation(ahead.other)["covered_wh"] == 200
    book = stage.forward_book()
    assert (book["delivered_wh"], book["covered_wh"], book["resolved"]) == (1_500, 1_200, 2)
    assert stage.vaults() == (0, 0)


@pytest.mark.parametrize("delegated_wh", [0, 1, 999])
def test_only_tokens_that_may_be_moved_are_delivered(due: Pair, delegated_wh: int) -> None:
    due.stage.approve(due.sam, due.sam.energy, delegated_wh * UNITS_PER_WH + 999_999)
    due.stage.deliver(due.flow)
    assert due.stage.reservation(due.flow)["delivered_wh"] == delegated_wh
    paid = WH * PRICE - (WH - delegated_wh) * GRID
    assert due.held()[3] == SAM_CREDIT + paid
    assert due.stage.vaults() == (0, 0)


def test_a_closed_account_of_the_seller_is_a_shortfall(due: Pair) -> None:
    due.stage.close_account(due.sam.energy)
    due.stage.deliver(due.flow)
    assert due.stage.reservation(due.flow)["delivered_wh"] == 0
    assert due.stage.balance(due.bea.credit) == BEA_CREDIT - WH * PRICE + WH * GRID


def test_the_sellers_energy_comes_from_the_account_that_was_agreed(due: Pair) -> None:
    spare = due.stage.token_account("spare", due.stage.at.energy_mint(), due.sam.wallet)
    with pytest.raises(Refused, match="WrongSource"):
        due.stage.send(due.stage.deliver_instruction(due.flow, seller_energy=spare))


def test_a_promise_is_delivered_once(due: Pair) -> None:
    due.stage.deliver(due.flow)
    before = due.held()
    with pytest.raises(Refused, match="FlowResolved"):
        due.stage.deliver(due.flow)
    assert due.held() == before


def test_a_pause_does_not_stop_deliveries(due: Pair) -> None:
    due.stage.govern(paused=7)
    due.stage.deliver(due.flow)
    assert due.stage.vaults() == (0, 0)


def test_nothing_is_proved_before_everything_is_attested(due: Pair) -> None:
    stage = due.stage
    stage.seal(AHEAD, sealed=0)
    with pytest.raises(Refused, match="BatchNotSealed"):
        stage.deliver(due.flow)
    stage.seal(AHEAD)
    for end in (0, AHEAD_END - 900, AHEAD_END + 900):
        stage.measure(due.flow.seller_meter, exported=1_500, end=end)
        with pytest.raises(Refused, match="NotAttested"):
            stage.deliver(due.flow)


@pytest.mark.parametrize("end", [AHEAD_END - 900, AHEAD_END + 900])
def test_a_deficit_that_is_not_known_is_not_covered(due: Pair, end: int) -> None:
    due.stage.measure(due.flow.buyer_meter, imported=800, end=end)
    due.stage.deliver(due.flow)
    assert due.stage.reservation(due.flow)["covered_wh"] == 0
    assert due.held()[0] == WH


def test_a_meter_that_changed_hands_covers_nothing(due: Pair) -> None:
    due.stage.meter(key("other").pubkey(), "BEA")
    due.stage.deliver(due.flow)
    assert due.stage.reservation(due.flow)["covered_wh"] == 0
    assert due.held()[0] == WH


def test_a_missing_feed_of_the_buyer_covers_nothing(ahead: Pair) -> None:
    stage = ahead.stage
    stage.reserve(ahead.flow, WH, PRICE)
    stage.set_time(AHEAD_END)
    stage.measure(ahead.flow.seller_meter, exported=1_500)
    stage.seal(AHEAD)
    stage.deliver(ahead.flow)
    assert ahead.held()[0] == WH


def test_once_the_spot_market_is_open_tokens_come_and_nothing_is_covered(due: Pair) -> None:
    stage = due.stage
    stage.set_time(AHEAD_END + GATE_S // 2)
    stage.open_ahead()
    stage.deliver(due.flow)
    assert stage.reservation(due.flow)["covered_wh"] == 0
    assert due.held() == (WH, BEA_CREDIT - WH * PRICE, SAM_WH - WH, SAM_CREDIT + WH * PRICE)
    assert stage.read("MarketInterval", stage.interval)["has_cover"] == 0


def _strangers(pair: Pair) -> dict[str, tuple[Pubkey, str]]:
    """Accounts of the right type and program that belong to something else, and the refusal of each."""
    stage = pair.stage
    stranger = stage.trader("stranger", credit=10**6)
    meter = stage.meter(stranger.wallet, "STRANGER")
    stage.measure(meter, exported=1_500)
    flow = stage.flow(stranger, pair.sam, (meter, pair.flow.seller_meter))
    stage.set_time(AHEAD)
    stage.reserve(flow, 10, PRICE)
    stage.open_zone(1)
    stage.seal(AHEAD - 900)
    return {
        "buyer_cover": (stage.cover_of(meter), "WrongCover"),
        "seller_cover": (stage.cover_of(meter), "WrongCover"),
        "zone_account": (stage.zone_address(1), "WrongZone"),
        "batch": (stage.at.batch(AHEAD - 900), "WrongBatch"),
        "buyer_meter": (meter, "WrongMeter"),
        "buyer_feed": (stage.at.feed(meter), "WrongMeter"),
        "seller_feed": (stage.at.feed(meter), "WrongMeter"),
        "energy_vault": (stage.at.credit_vault(), "ConstraintAddress|DuplicateMutable"),
        "credit_vault": (stranger.credit, "ConstraintAddress"),
        "energy_mint": (stage.at.credit_mint(), "ConstraintAddress"),
        "token_state": (stranger.energy, "ConstraintAddress"),
        "energy_token_program": (stage.trading.id, "ConstraintAddress"),
        "vault_authority": (stranger.wallet, "InvalidSeeds|ConstraintSeeds"),
    }


def test_accounts_of_others_prove_nothing(due: Pair) -> None:
    for name, (account, why) in _strangers(due).items():
        due.stage.set_time(AHEAD_END)
        with pytest.raises(Refused, match=why):
            due.stage.send(due.stage.deliver_instruction(due.flow, **{name: account}))
    due.stage.deliver(due.flow)


def test_a_feed_that_another_program_wrote_is_none(due: Pair) -> None:
    stage = due.stage
    found = stage.svm.get_account(stage.at.feed(due.flow.seller_meter))
    assert found is not None
    forged = stage.write(key("forged").pubkey(), stage.trading.id, found.data)
    for name in ("seller_feed", "buyer_feed"):
        with pytest.raises(Refused, match="WrongMeter"):
            stage.send(stage.deliver_instruction(due.flow, **{name: forged}))
