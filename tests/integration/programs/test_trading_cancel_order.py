"""`cancel_order`: a full refund to the owner before the gate, also when paused; a tombstone stays."""

import pytest
from solders.pubkey import Pubkey
from tests.integration.programs.market_stage import (
    ASK,
    BID,
    GATE,
    INTERVAL_S,
    PRICE_MIN,
    START,
    Placed,
    Refused,
    Stage,
    Trader,
    key,
)


@pytest.fixture
def buyer(market: Stage) -> Trader:
    return market.trader("buyer", credit=10**9)


@pytest.fixture
def seller(market: Stage) -> Trader:
    return market.trader("seller", energy_wh=1_000)


@pytest.fixture
def bid(market: Stage, buyer: Trader) -> Placed:
    return market.place(buyer, BID, 250, 600, pairs=market.attest(buyer.wallet, "M1", 1_000))


@pytest.fixture
def ask(market: Stage, seller: Trader) -> Placed:
    return market.place(seller, ASK, 200, 700)


def test_a_bid_gets_its_credit_back(market: Stage, bid: Placed) -> None:
    (event,) = market.events(market.cancel(bid))
    assert market.balance(bid.trader.credit) == 10**9
    assert market.vaults() == (0, 0)
    assert (event.name, event.data["order"], event.data["refunded_units"]) == (
        "OrderCancelled",
        bid.address,
        600 * 250,
    )


def test_an_ask_gets_its_energy_back(market: Stage, ask: Placed) -> None:
    market.cancel(ask)
    assert market.balance(ask.trader.energy) == 1_000 * 10**6
    assert market.vaults() == (0, 0)


def test_a_tombstone_keeps_its_ticket(market: Stage, seller: Trader, ask: Placed) -> None:
    market.cancel(ask)
    later = market.place(seller, ASK, 200, 100, nonce=1)
    assert market.book()["asks"][200 - PRICE_MIN].tolist() == (100, 2)
    assert (market.order(ask)["state"], market.order(later)["ticket"]) == (1, 1)
    assert (market.book()["cancelled_count"], market.book()["ask_count"]) == (1, 2)


def test_the_deficit_is_free_again(market: Stage, buyer: Trader, bid: Placed) -> None:
    second = market.place(buyer, BID, 260, 400, nonce=1)
    assert market.order(bid)["bid_open_wh"] == 1_000
    market.cancel(second)
    assert market.order(bid)["bid_open_wh"] == 600
    market.cancel(bid)
    assert market.order(bid)["bid_open_wh"] == 0
    market.place(buyer, BID, 260, 1_000, nonce=2)


def test_a_pause_does_not_stop_it(market: Stage, bid: Placed) -> None:
    market.write_config(paused=7)
    market.cancel(bid)
    assert market.vaults() == (0, 0)


def test_it_ends_with_the_gate(market: Stage, bid: Placed) -> None:
    market.set_time(GATE)
    with pytest.raises(Refused, match="GateClosed"):
        market.cancel(bid)
    market.set_time(GATE - 1)
    market.cancel(bid)


def test_a_cleared_interval_cancels_nothing(market: Stage, bid: Placed) -> None:
    market.close_gate()
    market.clear()
    market.set_time(START)
    with pytest.raises(Refused, match="GateClosed"):
        market.cancel(bid)


def test_once_is_enough(market: Stage, bid: Placed, ask: Placed) -> None:
    market.cancel(bid)
    with pytest.raises(Refused, match="OrderNotOpen"):
        market.cancel(bid)
    assert market.vaults() == (700 * 10**6, 0)


def test_only_the_owner_cancels(market: Stage, bid: Placed) -> None:
    stranger = key("stranger")
    with pytest.raises(Refused, match="WrongOwner"):
        market.send(market.cancel_instruction(bid, owner=stranger.pubkey()), stranger)
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        market.send(market.unsigned(market.cancel_instruction(bid), bid.trader.wallet))


def _expect(market: Stage, placed: Placed, refusal: str, **changes: Pubkey) -> None:
    before = market.vaults()
    with pytest.raises(Refused, match=refusal):
        market.send(market.cancel_instruction(placed, **changes), placed.trader.keypair)
    assert market.vaults() == before


def test_the_refund_comes_out_of_the_own_vault(market: Stage, bid: Placed, ask: Placed) -> None:
    _expect(market, bid, "WrongVault", vault=market.at.energy_vault())
    _expect(market, ask, "WrongVault", vault=market.at.credit_vault())


def test_the_refund_leaves_the_vault(market: Stage, bid: Placed) -> None:
    _expect(market, bid, "DuplicateMutableAccount", destination=market.at.credit_vault())


def test_the_refund_is_in_the_own_token(market: Stage, bid: Placed) -> None:
    _expect(market, bid, "WrongPayout", destination=bid.trader.energy)


def test_the_vault_authority_is_the_programs(market: Stage, bid: Placed) -> None:
    _expect(market, bid, "InvalidSeeds", vault_authority=key("impostor").pubkey())


def test_the_head_is_the_recorded_one(market: Stage, buyer: Trader, bid: Placed, ask: Placed) -> None:
    second = market.place(buyer, BID, 260, 400, nonce=1)
    _expect(market, second, "WrongHead", head=ask.address)
    _expect(market, second, "WrongHead", head=second.address)


def test_the_interval_is_the_orders(market: Stage, bid: Placed) -> None:
    market.seal(START + INTERVAL_S)
    market.open(START + INTERVAL_S)
    _expect(market, bid, "WrongInterval", interval=market.at.interval(START + INTERVAL_S))


def test_an_order_of_another_program_does_not_count(market: Stage, bid: Placed) -> None:
    account = market.svm.get_account(bid.address)
    assert account is not None
    market.write(bid.address, market.at.registry, account.data)
    _expect(market, bid, "IllegalOwner")


def test_the_refund_is_its_owners(market: Stage, bid: Placed, ask: Placed) -> None:
    """Not even the owner sends it to somebody else: who got what out of a vault stays plain."""
    other = market.trader("other", credit=1, energy_wh=1)
    _expect(market, bid, "WrongPayout", destination=other.credit)
    _expect(market, bid, "WrongPayout", destination=bid.trader.energy)
    _expect(market, ask, "WrongPayout", destination=other.energy)
