"""`settle_order`: exact payments in any order, repeated without effect; nobody holds up another."""

import pytest
from solders.instruction import AccountMeta
from solders.message import Message
from solders.pubkey import Pubkey
from tests.integration.programs.market_stage import (
    ASK,
    BID,
    FEED_IN,
    INTERVAL_S,
    NO_PRICE,
    START,
    Placed,
    Refused,
    Stage,
    key,
    programs,
)

from gridtokenx.chain.addresses import SYSTEM_PROGRAM, TOKEN_PROGRAM
from gridtokenx.chain.packing import fits
from gridtokenx.chain.transaction import MAX_BYTES

REDEEM = 1


def bid(market: Stage, name: str, limit: int, quantity_wh: int) -> Placed:
    buyer = market.trader(name, credit=10**9)
    return market.place(buyer, BID, limit, quantity_wh, pairs=market.attest(buyer.wallet, name, quantity_wh))


def ask(market: Stage, name: str, limit: int, quantity_wh: int, *, flags: int = 0) -> Placed:
    seller = market.trader(name, energy_wh=quantity_wh)
    return market.place(seller, ASK, limit, quantity_wh, flags=flags)


def cleared(market: Stage) -> None:
    market.close_gate()
    market.clear()


@pytest.fixture
def pair(market: Stage) -> tuple[Placed, Placed]:
    """A bid of 300 Wh at 250 and an ask of 500 Wh at 200: price 200, 300 Wh sold."""
    placed = bid(market, "buyer", 250, 300), ask(market, "seller", 200, 500)
    cleared(market)
    market.rank(placed[1])
    return placed


def test_a_bid_pays_the_price_and_its_energy_is_burned(market: Stage, pair: tuple[Placed, Placed]) -> None:
    bought, _ = pair
    supply = market.supply(market.at.energy_mint())
    (event,) = market.events(market.settle(bought))
    assert event.data == {
        "order": bought.address,
        "owner": bought.trader.wallet,
        "side": BID,
        "filled_wh": 300,
        "price": 200,
        "paid_units": 300 * 200,
        "refunded_units": 300 * 50,
        "redeemed_wh": 0,
    }
    assert market.balance(bought.trader.credit) == 10**9 - 300 * 200
    assert market.supply(market.at.energy_mint()) == supply - 300 * 10**6
    assert market.vaults() == (200 * 10**6, 300 * 200)
    assert (market.order(bought)["state"], market.order(bought)["filled_wh"]) == (2, 300)


def test_the_burn_names_the_bidder(market: Stage, pair: tuple[Placed, Placed]) -> None:
    (event,) = programs().energy_token.events(market.settle(pair[0]).logs())
    assert event.name == "EnergyBurned"
    assert (event.data["beneficiary"], event.data["wh"]) == (pair[0].trader.wallet, 300)


def test_an_ask_is_paid_and_gets_the_rest_back(market: Stage, pair: tuple[Placed, Placed]) -> None:
    _, sold = pair
    (event,) = market.events(market.settle(sold))
    assert (event.data["filled_wh"], event.data["paid_units"]) == (300, 300 * 200)
    assert (event.data["refunded_units"], event.data["redeemed_wh"]) == (200 * 10**6, 0)
    assert market.balance(sold.trader.credit) == 300 * 200
    assert market.balance(sold.trader.energy) == 200 * 10**6


def test_what_is_unsold_is_redeemed_at_the_intervals_feed_in_price(market: Stage) -> None:
    bought, sold = bid(market, "buyer", 250, 300), ask(market, "seller", 200, 500, flags=REDEEM)
    cleared(market)
    market.rank(sold)
    market.write_config(feed_in_price=FEED_IN + 50)
    credit = market.supply(market.at.credit_mint())
    result = market.settle(sold, bought)
    event = market.events(result)[0]
    assert (event.data["refunded_units"], event.data["redeemed_wh"]) == (0, 200)
    assert market.balance(sold.trader.credit) == 300 * 200 + 200 * FEED_IN
    assert market.balance(sold.trader.energy) == 0
    assert market.supply(market.at.credit_mint()) == credit + 200 * FEED_IN
    assert market.vaults() == (0, 0)


def test_without_a_price_everything_goes_back(market: Stage) -> None:
    orders = bid(market, "buyer", 200, 300), ask(market, "seller", 250, 500)
    cleared(market)
    events = market.events(market.settle(*orders))
    assert [event.data["price"] for event in events] == [NO_PRICE, NO_PRICE]
    assert market.balance(orders[0].trader.credit) == 10**9
    assert market.balance(orders[1].trader.energy) == 500 * 10**6
    assert market.vaults() == (0, 0)


def test_a_pause_stops_neither_clearing_nor_settling(market: Stage) -> None:
    bought, sold = bid(market, "buyer", 250, 300), ask(market, "seller", 200, 500)
    market.write_config(paused=7)
    cleared(market)
    market.rank(sold)
    market.settle(bought, sold)
    assert market.vaults() == (0, 0)


def test_settling_again_changes_nothing(market: Stage, pair: tuple[Placed, Placed]) -> None:
    market.settle(pair[0])
    before = market.vaults(), market.balance(pair[0].trader.credit), market.book()["settled_count"]
    result = market.settle(pair[0], pair[0])
    assert market.events(result) == []
    after = market.vaults(), market.balance(pair[0].trader.credit), market.book()["settled_count"]
    assert after == before


def test_an_order_named_twice_is_settled_once(market: Stage, pair: tuple[Placed, Placed]) -> None:
    assert len(market.events(market.settle(pair[1], pair[1]))) == 1
    assert market.balance(pair[1].trader.credit) == 300 * 200


def test_a_cancelled_order_is_left_as_it_is(market: Stage) -> None:
    gone, stays = ask(market, "gone", 200, 100), ask(market, "stays", 210, 100)
    market.cancel(gone)
    cleared(market)
    assert len(market.events(market.settle(gone, stays))) == 1
    assert market.order(gone)["state"] == 1
    assert market.balance(gone.trader.energy) == 100 * 10**6


def test_before_clearing_nothing_is_settled(market: Stage) -> None:
    placed = ask(market, "seller", 200, 100)
    with pytest.raises(Refused, match="NotCleared"):
        market.settle(placed)
    market.close_gate()
    with pytest.raises(Refused, match="NotCleared"):
        market.settle(placed)


def test_unranked_orders_wait_and_nothing_changes(market: Stage) -> None:
    bought, sold = bid(market, "buyer", 250, 300), ask(market, "seller", 200, 500)
    cleared(market)
    with pytest.raises(Refused, match="NotRanked"):
        market.settle(bought, sold)
    assert market.vaults() == (500 * 10**6, 300 * 250)
    assert (market.order(bought)["state"], market.book()["settled_count"]) == (0, 0)


def test_tickets_past_the_last_one_served_get_nothing(market: Stage) -> None:
    bid(market, "buyer", 250, 100)
    first, last = ask(market, "first", 200, 100), ask(market, "last", 200, 100)
    cleared(market)
    market.rank(first)
    (event,) = market.events(market.settle(last))
    assert (event.data["filled_wh"], event.data["refunded_units"]) == (0, 100 * 10**6)


def test_an_order_of_another_interval_is_refused(market: Stage, pair: tuple[Placed, Placed]) -> None:
    market.set_time(START)
    market.seal(START + INTERVAL_S)
    market.open(START + INTERVAL_S)
    late = ask(market, "late", 200, 100)
    market.start = START
    with pytest.raises(Refused, match="WrongInterval"):
        market.settle(pair[0], late)
    assert market.order(pair[0])["state"] == 0


def test_half_an_entry_is_refused(market: Stage, pair: tuple[Placed, Placed]) -> None:
    metas = [AccountMeta(pair[0].address, is_signer=False, is_writable=True)]
    with pytest.raises(Refused, match="AccountsIncomplete"):
        market.send(market.call("settle_order", {"interval": market.interval}, remaining=metas))


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("energy_vault", "InvalidSeeds"),
        ("credit_vault", "InvalidSeeds"),
        ("vault_authority", "InvalidSeeds"),
        ("config", "ConstraintAddress"),
        ("token_state", "ConstraintAddress"),
        ("energy_mint", "ConstraintAddress"),
        ("credit_mint", "ConstraintAddress"),
        ("mint_authority", "ConstraintAddress"),
        ("energy_token_program", "ConstraintAddress"),
        ("token_program", "ConstraintExecutable"),
    ],
)
def test_no_account_can_be_another_one(
    market: Stage, pair: tuple[Placed, Placed], name: str, refusal: str
) -> None:
    impostor = market.token_account("impostor", market.at.energy_mint(), market.at.vault_authority())
    with pytest.raises(Refused, match=refusal):
        market.send(market.settle_instruction(pair[0], **{name: impostor}))


def _hold(market: Stage, pair: tuple[Placed, Placed], account: Pubkey) -> None:
    """Only the seller's order waits; its escrow stays in the vaults."""
    result = market.settle(pair[1], pair[0])
    held, settled = market.events(result)
    assert (held.name, held.data) == (
        "OrderHeld",
        {"order": pair[1].address, "owner": pair[1].trader.wallet, "payout": account},
    )
    assert (settled.name, settled.data["order"]) == ("OrderSettled", pair[0].address)
    assert market.order(pair[1])["state"] == 0
    assert market.vaults() == (200 * 10**6, 300 * 200)
    assert market.book()["settled_count"] == 1


@pytest.mark.parametrize("which", ["credit", "energy"])
def test_a_closed_payout_account_holds_up_its_own_order_only(
    market: Stage, pair: tuple[Placed, Placed], which: str
) -> None:
    account = getattr(pair[1].trader, which)
    kept = market.svm.get_account(account)
    assert kept is not None
    market.write(account, SYSTEM_PROGRAM, b"")
    _hold(market, pair, account)
    market.write(account, TOKEN_PROGRAM, kept.data)
    market.settle(pair[1])
    assert market.vaults() == (0, 0)


@pytest.mark.parametrize("which", ["credit", "energy"])
def test_a_payout_account_given_away_holds_up_its_own_order_only(
    market: Stage, pair: tuple[Placed, Placed], which: str
) -> None:
    account = getattr(pair[1].trader, which)
    kept = market.svm.get_account(account)
    assert kept is not None
    market.write(account, TOKEN_PROGRAM, kept.data[:32] + bytes(key("thief").pubkey()) + kept.data[64:])
    _hold(market, pair, account)


def test_a_payout_account_that_was_not_recorded_gets_nothing(
    market: Stage, pair: tuple[Placed, Placed]
) -> None:
    thief = market.trader("thief")
    stolen = Placed(pair[1].address, thief, 0, pair[1].head, ASK)
    (event,) = market.events(market.settle(stolen))
    assert event.name == "OrderHeld"
    assert (market.balance(thief.credit), market.balance(thief.energy)) == (0, 0)


def test_an_order_of_another_program_does_not_count(market: Stage, pair: tuple[Placed, Placed]) -> None:
    account = market.svm.get_account(pair[0].address)
    assert account is not None
    market.write(pair[0].address, market.at.registry, account.data)
    with pytest.raises(Refused, match="IllegalOwner"):
        market.settle(pair[0])


def test_eight_orders_fit_a_transaction_and_its_compute(market: Stage) -> None:
    """A payout account that an order does not need may be left out by naming the other one twice."""
    orders = [bid(market, f"b{n}", 250 + n, 100) for n in range(4)]
    orders += [ask(market, f"s{n}", 200 + n, 100) for n in range(4)]
    cleared(market)
    addresses = [(placed.address, placed.trader.credit, placed.trader.credit) for placed in orders]
    metas = [
        AccountMeta(address, is_signer=False, is_writable=True) for entry in addresses for address in entry
    ]
    instruction = market.call("settle_order", {"interval": market.interval}, remaining=metas)
    assert fits([instruction], payer=market.payer.pubkey())
    assert len(bytes(Message([instruction], market.payer.pubkey()))) + 65 <= MAX_BYTES
    result = market.send(instruction)
    assert len(market.events(result)) == len(orders)
    assert market.vaults() == (0, 0)
    assert result.compute_units_consumed() < 200_000


@pytest.mark.parametrize("side", [BID, ASK])
def test_the_log_of_eight_orders_is_not_cut_off(market: Stage, side: int) -> None:
    """The machine keeps 10,000 bytes of log, and the events are in it."""
    if side == BID:
        orders = [bid(market, f"b{n}", 250, 100) for n in range(8)]
        market.place(market.trader("seller", energy_wh=1_000), ASK, 200, 1_000)
    else:
        orders = [ask(market, f"s{n}", 300, 100, flags=REDEEM) for n in range(8)]
    cleared(market)
    metas = [
        AccountMeta(address, is_signer=False, is_writable=True)
        for placed in orders
        for address in (placed.address, placed.trader.credit, placed.trader.credit)
    ]
    result = market.send(market.call("settle_order", {"interval": market.interval}, remaining=metas))
    assert sum(len(line) for line in result.logs()) < 10_000
    assert len(market.events(result)) == len(programs().energy_token.events(result.logs())) == len(orders)
