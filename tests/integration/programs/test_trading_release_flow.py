"""`release_flow` and `expire_flow`: both get everything back, before it begins or when nothing is proved."""

import pytest
from solders.account import Account
from tests.integration.programs.forward_stage import (
    AHEAD,
    AHEAD_END,
    ASKS,
    BEA_CREDIT,
    BIDS,
    EXPIRED,
    FORWARD,
    GRID,
    MAX_AGE_S,
    RELEASED,
    REVOKED,
    SAM_CREDIT,
    SAM_WH,
    Pair,
)
from tests.integration.programs.market_stage import Refused, key

from gridtokenx.chain.addresses import SYSTEM_PROGRAM

WH, PRICE = 1_000, 250
UNTOUCHED = (0, BEA_CREDIT, SAM_WH, SAM_CREDIT)


@pytest.fixture
def promised(ahead: Pair) -> Pair:
    ahead.stage.reserve(ahead.flow, WH, PRICE)
    return ahead


def undone(pair: Pair, state: int) -> None:
    """Everything is as it was before the promise, but for the record of it."""
    stage, flow = pair.stage, pair.flow
    assert pair.held() == UNTOUCHED
    assert stage.vaults() == (0, 0)
    assert stage.reservation(flow)["state"] == state
    book = stage.forward_book()
    assert (book["resolved"], book["promised_wh"], book["returned_wh"], book["delivered_wh"]) == (
        1,
        WH,
        WH,
        0,
    )
    assert stage.cover(flow.buyer_meter)["expected_wh"] == stage.cover(flow.seller_meter)["promised_wh"] == 0
    assert stage.cover(flow.buyer_meter)["unresolved"] == 0


def test_both_take_it_back(promised: Pair) -> None:
    events = promised.stage.events(promised.stage.release(promised.flow))
    undone(promised, RELEASED)
    amounts = {"reservation": promised.flow.address, "buyer_units": WH * PRICE, "seller_units": WH * GRID}
    assert [(event.name, event.data) for event in events] == [
        ("FlowReleased", {**amounts, "expired": 0}),
        ("FlowPaid", {**amounts, "energy_units": 0}),
    ]


def test_what_was_taken_back_can_be_promised_again(promised: Pair) -> None:
    promised.stage.release(promised.flow)
    promised.stage.close_flow(promised.flow)
    promised.stage.reserve(promised.flow, 2_000, PRICE)
    assert promised.stage.cover(promised.flow.seller_meter)["promised_wh"] == 2_000


def test_a_pause_does_not_stop_it(promised: Pair) -> None:
    promised.stage.govern(paused=7)
    promised.stage.release(promised.flow)
    undone(promised, RELEASED)


def test_it_ends_when_the_interval_begins(promised: Pair) -> None:
    promised.stage.set_time(AHEAD)
    with pytest.raises(Refused, match="AlreadyBegun"):
        promised.stage.release(promised.flow)
    promised.stage.set_time(AHEAD - 1)
    promised.stage.release(promised.flow)


def test_once_is_enough(promised: Pair) -> None:
    promised.stage.release(promised.flow)
    with pytest.raises(Refused, match="FlowResolved"):
        promised.stage.release(promised.flow)
    with pytest.raises(Refused, match="FlowResolved"):
        promised.stage.expire(promised.flow)
    promised.attest()
    with pytest.raises(Refused, match="FlowResolved"):
        promised.stage.deliver(promised.flow)
    undone(promised, RELEASED)


@pytest.mark.parametrize("who", ["bea", "sam"])
def test_neither_can_by_itself(promised: Pair, who: str) -> None:
    stage = promised.stage
    alone, silent = (promised.bea, promised.sam) if who == "bea" else (promised.sam, promised.bea)
    unsigned = stage.unsigned(stage.release_instruction(promised.flow), silent.wallet)
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        stage.send(unsigned, alone.keypair)
    name = "seller" if who == "bea" else "buyer"
    with pytest.raises(Refused, match="NotAgent"):
        stage.send(stage.release_instruction(promised.flow, **{name: alone.wallet}), alone.keypair)


def test_agents_take_it_back_for_their_owners(promised: Pair) -> None:
    stage, flow = promised.stage, promised.flow
    one = stage.agent(flow.buyer.wallet, "one", sides=BIDS | FORWARD, max_order_wh=1)
    two = stage.agent(flow.seller.wallet, "two", sides=ASKS | FORWARD, max_order_wh=1)
    changes = {
        "buyer": one.pubkey(),
        "seller": two.pubkey(),
        "buyer_record": stage.record(flow.buyer.wallet, one),
        "seller_record": stage.record(flow.seller.wallet, two),
    }
    for fields, why in (({"sides": BIDS}, "AgentSide"), ({"status": REVOKED}, "AgentRevoked")):
        stage.agent(flow.buyer.wallet, "one", **fields)
        with pytest.raises(Refused, match=why):
            stage.send(stage.release_instruction(flow, **changes), one, two)
    stage.agent(flow.buyer.wallet, "one", sides=BIDS | FORWARD)
    stage.send(stage.release_instruction(flow, **changes), one, two)
    undone(promised, RELEASED)


def test_the_counts_are_those_of_the_promise(promised: Pair) -> None:
    stage, flow = promised.stage, promised.flow
    wrong = {
        "forward_book": (stage.at.market(), "InvalidAccountData|Discriminator"),
        "buyer_cover": (stage.cover_of(flow.seller_meter), "WrongCover|DuplicateMutable"),
        "credit_vault": (promised.bea.credit, "ConstraintAddress|DuplicateMutable"),
    }
    for name, (account, why) in wrong.items():
        with pytest.raises(Refused, match=why):
            stage.send(
                stage.release_instruction(flow, **{name: account}), promised.bea.keypair, promised.sam.keypair
            )


def test_it_expires_once_the_feed_has_gone_past(promised: Pair) -> None:
    stage = promised.stage
    promised.attest()
    stage.measure(promised.flow.seller_meter, exported=1_500, end=AHEAD_END + 900)
    events = stage.events(stage.expire(promised.flow))
    undone(promised, EXPIRED)
    assert (events[0].name, events[0].data["expired"]) == ("FlowReleased", 1)


def test_it_does_not_expire_while_delivery_is_proved(promised: Pair) -> None:
    promised.attest()
    for now in (AHEAD_END, AHEAD_END + MAX_AGE_S, AHEAD_END + 10 * MAX_AGE_S):
        promised.stage.set_time(now)
        with pytest.raises(Refused, match="StillProvable"):
            promised.stage.expire(promised.flow)
    promised.stage.deliver(promised.flow)


def test_it_does_not_expire_while_proof_may_still_come(promised: Pair) -> None:
    stage = promised.stage
    for now in (AHEAD - 900, AHEAD, AHEAD_END, AHEAD_END + MAX_AGE_S):
        stage.set_time(now)
        with pytest.raises(Refused, match="StillProvable"):
            stage.expire(promised.flow)
    stage.seal(AHEAD, sealed=0)
    stage.measure(promised.flow.seller_meter, exported=1_500)
    with pytest.raises(Refused, match="StillProvable"):
        stage.expire(promised.flow)


@pytest.mark.parametrize("what", ["nothing", "unsealed batch", "sealed batch without the meter"])
def test_it_expires_when_proof_would_be_too_old(promised: Pair, what: str) -> None:
    stage = promised.stage
    if what == "unsealed batch":
        stage.measure(promised.flow.seller_meter, exported=1_500)
        stage.seal(AHEAD, sealed=0)
    if what == "sealed batch without the meter":
        stage.seal(AHEAD)
    stage.set_time(AHEAD_END + MAX_AGE_S + 1)
    stage.expire(promised.flow)
    undone(promised, EXPIRED)


def test_batch_and_feed_cannot_be_hidden(promised: Pair) -> None:
    """Proof that is there is not passed over by naming accounts that are not."""
    stage = promised.stage
    promised.attest()
    stage.set_time(AHEAD_END + MAX_AGE_S + 1)
    nothing = key("nothing").pubkey()
    stage.svm.set_account(nothing, Account(0, b"", SYSTEM_PROGRAM, executable=False))
    stage.seal(AHEAD + 900, sealed=0)
    for batch in (nothing, stage.at.batch(AHEAD - 900), stage.at.batch(AHEAD + 900)):
        with pytest.raises(Refused, match="WrongBatch"):
            stage.send(stage.expire_instruction(promised.flow, batch=batch))
    for feed in (nothing, stage.at.feed(promised.flow.buyer_meter)):
        with pytest.raises(Refused, match="WrongMeter"):
            stage.send(stage.expire_instruction(promised.flow, seller_feed=feed))
