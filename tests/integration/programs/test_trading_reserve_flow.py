"""`reserve_flow`: what both parties lock, what is counted, and everything that stops a promise."""

import pytest
from tests.integration.programs.forward_stage import (
    AHEAD,
    ASKS,
    BEA_CREDIT,
    BIDS,
    FORWARD,
    GRID,
    HORIZON_S,
    RESERVED,
    REVOKED,
    SAM_CREDIT,
    Flow,
    Pair,
)
from tests.integration.programs.market_stage import INTERVAL_S, LOT, PRICE_MIN, RICH, START, Refused, key

WH, PRICE = 1_000, 250


def refused(pair: Pair, why: str, flow: Flow | None = None, *, wh: int = WH, price: int = PRICE) -> None:
    with pytest.raises(Refused, match=why):
        pair.stage.reserve(flow or pair.flow, wh, price)


def test_both_lock_and_everything_is_written_down(ahead: Pair) -> None:
    stage, flow = ahead.stage, ahead.flow
    events = stage.events(stage.reserve(flow, WH, PRICE))
    assert stage.vaults() == (0, WH * PRICE + WH * GRID)
    assert ahead.held()[1::2] == (BEA_CREDIT - WH * PRICE, SAM_CREDIT - WH * GRID)
    kept = stage.reservation(flow)
    assert (kept["buyer"], kept["seller"]) == (flow.buyer.wallet, flow.seller.wallet)
    assert (kept["buyer_meter"], kept["seller_meter"]) == (flow.buyer_meter, flow.seller_meter)
    assert (kept["start"], kept["zone"], kept["wh"], kept["price"]) == (AHEAD, 0, WH, PRICE)
    assert (kept["shortfall_price"], kept["state"], kept["reserved_at"]) == (GRID, RESERVED, START)
    assert [event.name for event in events] == ["FlowReserved"]
    assert events[0].data == {
        "reservation": flow.address,
        **{name: kept[name] for name in ("buyer", "seller", "buyer_meter", "seller_meter", "start")},
        **{name: kept[name] for name in ("zone", "wh", "price", "shortfall_price")},
    }


def test_promises_add_up_by_zone_and_meter(ahead: Pair) -> None:
    stage, flow = ahead.stage, ahead.flow
    stage.reserve(flow, 600, PRICE)
    stage.reserve(ahead.other, 400, 200, nonce=1)
    book = stage.forward_book()
    assert (book["reserved"], book["resolved"], book["promised_wh"], book["start"]) == (2, 0, 1_000, AHEAD)
    buyer, seller = stage.cover(flow.buyer_meter), stage.cover(flow.seller_meter)
    assert (buyer["expected_wh"], buyer["promised_wh"], buyer["unresolved"]) == (1_000, 0, 2)
    assert (seller["expected_wh"], seller["promised_wh"], seller["unresolved"]) == (0, 1_000, 2)
    assert seller["meter"] == flow.seller_meter
    assert seller["payer"] == stage.payer.pubkey()


def test_the_same_promise_is_not_made_twice(ahead: Pair) -> None:
    ahead.stage.reserve(ahead.flow, WH, PRICE)
    refused(ahead, "AlreadyInUse|Already")


@pytest.mark.parametrize(
    ("start", "why"),
    [
        (START - INTERVAL_S, "AlreadyBegun"),
        (AHEAD + 1, "NotAligned"),
        (START + HORIZON_S + INTERVAL_S, "BeyondHorizon"),
    ],
)
def test_the_interval_is_a_whole_one_within_the_horizon(ahead: Pair, start: int, why: str) -> None:
    instruction = ahead.stage.reserve_instruction(ahead.flow, WH, PRICE, start=start)
    with pytest.raises(Refused, match=why):
        ahead.stage.send(instruction, ahead.bea.keypair, ahead.sam.keypair)


@pytest.mark.parametrize("start", [START, START + HORIZON_S])
def test_the_horizon_begins_now_and_includes_its_end(ahead: Pair, start: int) -> None:
    instruction = ahead.stage.reserve_instruction(ahead.flow, WH, PRICE, start=start)
    ahead.stage.send(instruction, ahead.bea.keypair, ahead.sam.keypair)


def test_an_interval_that_has_begun_is_not_promised(ahead: Pair) -> None:
    ahead.stage.set_time(AHEAD + 1)
    refused(ahead, "AlreadyBegun")


def test_terms_have_limits(ahead: Pair) -> None:
    refused(ahead, "BelowLot", wh=LOT - 1)
    refused(ahead, "BelowLot", wh=0)
    refused(ahead, "OutsideBand", price=PRICE_MIN - 1)
    refused(ahead, "OutsideBand", price=351)
    refused(ahead, "AboveGridPrice", price=GRID + 1)
    ahead.stage.reserve(ahead.flow, LOT, GRID)


def test_a_pause_stops_promises(ahead: Pair) -> None:
    ahead.stage.govern(paused=2)
    refused(ahead, "Paused")


def test_a_meter_promises_no_more_than_its_power_gives(ahead: Pair) -> None:
    stage = ahead.stage
    stage.meter(ahead.sam.wallet, "SAM", capacity_w=4_000)
    refused(ahead, "OverCapacity", wh=1_001)
    stage.reserve(ahead.flow, 600, PRICE)
    with pytest.raises(Refused, match="OverCapacity"):
        stage.reserve(ahead.other, 401, PRICE, nonce=1)
    stage.reserve(ahead.other, 400, PRICE, nonce=1)


def test_a_meter_expects_no_more_than_it_can_take(ahead: Pair) -> None:
    ahead.stage.meter(ahead.bea.wallet, "BEA", capacity_w=1_000, load_w=2_000)
    refused(ahead, "OverCapacity", wh=751)
    ahead.stage.reserve(ahead.flow, 750, PRICE)


def test_both_meters_are_active_and_of_the_zone(ahead: Pair) -> None:
    stage = ahead.stage
    stage.meter(ahead.sam.wallet, "SAM", zone=1)
    refused(ahead, "WrongZone")
    stage.meter(ahead.sam.wallet, "SAM", status=1)
    refused(ahead, "WrongMeter")


def test_nobody_promises_to_itself(ahead: Pair) -> None:
    stage, bea = ahead.stage, ahead.bea
    spare = stage.trader("spare", credit=10**6)
    second = stage.meter(bea.wallet, "BEA 2")
    flow = stage.flow(bea, spare, (ahead.flow.buyer_meter, second))
    with pytest.raises(Refused, match="SameParty"):
        stage.send(
            stage.reserve_instruction(
                flow, WH, PRICE, changes={"seller": bea.wallet, "seller_energy": bea.energy}
            ),
            bea.keypair,
        )


@pytest.mark.parametrize("who", ["bea", "sam"])
def test_both_parties_sign(ahead: Pair, who: str) -> None:
    stage = ahead.stage
    silent, other = (ahead.bea, ahead.sam) if who == "bea" else (ahead.sam, ahead.bea)
    instruction = stage.unsigned(stage.reserve_instruction(ahead.flow, WH, PRICE), silent.wallet)
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        stage.send(instruction, other.keypair)


def test_a_stranger_signs_for_nobody(ahead: Pair) -> None:
    stage, stranger = ahead.stage, key("stranger")
    for party in ("buyer", "seller"):
        changes = {party: stranger.pubkey(), f"{party}_record": stranger.pubkey()}
        instruction = stage.reserve_instruction(ahead.flow, WH, PRICE, changes=changes)
        with pytest.raises(Refused, match="NotAgent"):
            stage.send(instruction, stranger, ahead.bea.keypair if party == "seller" else ahead.sam.keypair)


def test_accounts_are_the_parties_own(ahead: Pair) -> None:
    stage = ahead.stage
    flow, mallory = ahead.flow, stage.trader("mallory", credit=10**6)
    for name, account in (
        ("buyer_credit", mallory.credit),
        ("buyer_energy", flow.seller.energy),
        ("seller_energy", flow.buyer.energy),
        ("seller_credit", flow.seller.energy),
        ("seller_credit", mallory.credit),
    ):
        instruction = stage.reserve_instruction(flow, WH, PRICE, changes={name: account})
        with pytest.raises(Refused, match=r"WrongPayout|DuplicateMutable"):
            stage.send(instruction, ahead.bea.keypair, ahead.sam.keypair)


def test_another_vault_takes_nothing(ahead: Pair) -> None:
    stage = ahead.stage
    instruction = stage.reserve_instruction(
        ahead.flow, WH, PRICE, changes={"credit_vault": stage.at.energy_vault()}
    )
    with pytest.raises(Refused, match="ConstraintAddress"):
        stage.send(instruction, ahead.bea.keypair, ahead.sam.keypair)


def test_a_meter_of_another_program_is_none(ahead: Pair) -> None:
    stage = ahead.stage
    twin = key("twin").pubkey()
    found = stage.svm.get_account(ahead.flow.seller_meter)
    assert found is not None
    stage.write(twin, stage.trading.id, found.data)
    flow = stage.flow(ahead.bea, ahead.sam, (ahead.flow.buyer_meter, twin))
    refused(ahead, "IllegalOwner|ConstraintOwner|InvalidAccountOwner|IncorrectProgramId", flow)


def test_accounts_at_other_addresses_are_refused(ahead: Pair) -> None:
    stage = ahead.stage
    for name in ("reservation", "forward_book", "buyer_cover", "seller_cover"):
        instruction = stage.reserve_instruction(
            ahead.flow, WH, PRICE, changes={name: key("elsewhere").pubkey()}
        )
        with pytest.raises(Refused):
            stage.send(instruction, ahead.bea.keypair, ahead.sam.keypair)
    assert stage.vaults() == (0, 0)


def test_a_party_without_credit_promises_nothing(ahead: Pair) -> None:
    ahead.stage.meter(ahead.sam.wallet, "SAM", capacity_w=40_000)
    ahead.stage.meter(ahead.bea.wallet, "BEA", load_w=40_000)
    refused(ahead, "InsufficientFunds", wh=4_000)
    assert ahead.stage.vaults() == (0, 0)


def test_agents_promise_for_both_out_of_what_was_delegated(ahead: Pair) -> None:
    stage, flow = ahead.stage, ahead.flow
    agent = stage.agent(flow.buyer.wallet, "one")
    other = stage.agent(flow.seller.wallet, "two")
    changes = {
        "buyer": agent.pubkey(),
        "seller": other.pubkey(),
        "buyer_record": stage.record(flow.buyer.wallet, agent),
        "seller_record": stage.record(flow.seller.wallet, other),
    }
    instruction = stage.reserve_instruction(flow, WH, PRICE, changes=changes)
    with pytest.raises(Refused, match="OwnerMismatch"):
        stage.send(instruction, agent, other)
    stage.approve(flow.buyer, flow.buyer.credit, WH * PRICE)
    stage.approve(flow.seller, flow.seller.credit, WH * GRID)
    stage.send(instruction, agent, other)
    assert stage.vaults() == (0, WH * (PRICE + GRID))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"sides": BIDS | ASKS}, "AgentSide"),
        ({"sides": ASKS | FORWARD}, "AgentSide"),
        ({"sides": FORWARD}, "AgentSide"),
        ({"max_order_wh": WH - 1}, "AgentOverQuantity"),
        ({"max_bid": PRICE - 1}, "AgentOverPrice"),
        ({"status": REVOKED}, "AgentRevoked"),
        ({"expires_at": START}, "AgentExpired"),
    ],
)
def test_an_agent_of_the_buyer_keeps_to_its_limits(ahead: Pair, fields: dict[str, int], why: str) -> None:
    stage, owner = ahead.stage, ahead.bea
    agent = stage.agent(owner.wallet, **fields)
    stage.approve(owner, owner.credit, BEA_CREDIT)
    changes = {"buyer": agent.pubkey(), "buyer_record": stage.record(owner.wallet, agent)}
    with pytest.raises(Refused, match=why):
        stage.send(
            stage.reserve_instruction(ahead.flow, WH, PRICE, changes=changes), agent, ahead.sam.keypair
        )


def test_an_agent_of_the_seller_keeps_to_its_least_price(ahead: Pair) -> None:
    stage, owner = ahead.stage, ahead.sam
    stage.approve(owner, owner.credit, SAM_CREDIT)
    agent = stage.agent(owner.wallet, sides=ASKS | FORWARD, min_ask=PRICE)
    changes = {"seller": agent.pubkey(), "seller_record": stage.record(owner.wallet, agent)}
    with pytest.raises(Refused, match="AgentOverPrice"):
        stage.send(
            stage.reserve_instruction(ahead.flow, WH, PRICE - 1, changes=changes), agent, ahead.bea.keypair
        )
    stage.send(stage.reserve_instruction(ahead.flow, WH, PRICE, changes=changes), agent, ahead.bea.keypair)


def test_a_party_may_pay_the_rent(ahead: Pair) -> None:
    stage, bea = ahead.stage, ahead.bea
    stage.svm.airdrop(bea.wallet, RICH)
    instruction = stage.reserve_instruction(ahead.flow, WH, PRICE, changes={"payer": bea.wallet})
    stage.send(instruction, bea.keypair, ahead.sam.keypair)
    assert stage.reservation(ahead.flow)["payer"] == bea.wallet


def test_nothing_is_promised_in_a_zone_that_does_not_trade(ahead: Pair) -> None:
    stage = ahead.stage
    meters = (
        stage.meter(ahead.bea.wallet, "BEA 9", zone=9),
        stage.meter(ahead.sam.wallet, "SAM 9", zone=9),
    )
    flow = stage.flow(ahead.bea, ahead.sam, meters, zone=9)
    with pytest.raises(Refused):
        stage.reserve(flow, WH, PRICE)
    stage.open_zone(9)
    stage.reserve(flow, WH, PRICE)
    other = stage.reserve_instruction(ahead.flow, WH, PRICE, changes={"zone_account": stage.zone_address(9)})
    with pytest.raises(Refused, match=r"InvalidSeeds|ConstraintSeeds"):
        stage.send(other, ahead.bea.keypair, ahead.sam.keypair)
