"""`rank_orders`: the rationed level in ticket order, resumable, by anybody, past tombstones."""

import pytest
from solders.instruction import AccountMeta
from tests.integration.programs.market_stage import ASK, BID, INTERVAL_S, START, Placed, Refused, Stage


@pytest.fixture
def rationed(market: Stage) -> list[Placed]:
    """Four asks of 100 Wh at one price, the second cancelled, before a demand of 250 Wh."""
    asks = [market.place(market.trader(f"s{n}", energy_wh=100), ASK, 200, 100) for n in range(4)]
    market.cancel(asks[1])
    buyer = market.trader("buyer", credit=10**9)
    market.place(buyer, BID, 250, 250, pairs=market.attest(buyer.wallet, "M", 250))
    market.close_gate()
    market.clear()
    return asks


def _fills(market: Stage, asks: list[Placed]) -> list[tuple[int, int]]:
    return [(market.order(ask)["ranked"], market.order(ask)["filled_wh"]) for ask in asks]


def test_earlier_tickets_fill_first_past_tombstones(market: Stage, rationed: list[Placed]) -> None:
    market.rank(*rationed)
    assert _fills(market, rationed) == [(1, 100), (1, 0), (1, 100), (1, 50)]
    book = market.book()
    assert (book["marginal_left"], book["rank_cursor"], book["rank_tickets"]) == (0, 4, 4)


def test_it_resumes_where_it_stopped(market: Stage, rationed: list[Placed]) -> None:
    market.rank(rationed[0])
    assert (market.book()["marginal_left"], market.book()["rank_cursor"]) == (150, 1)
    market.rank(rationed[1], rationed[2])
    assert (market.book()["marginal_left"], market.book()["rank_cursor"]) == (50, 3)
    market.rank(rationed[3])
    assert _fills(market, rationed) == [(1, 100), (1, 0), (1, 100), (1, 50)]


def test_nobody_jumps_the_queue(market: Stage, rationed: list[Placed]) -> None:
    for order in ([1], [2], [0, 2], [1, 0], [0, 0]):
        with pytest.raises(Refused, match="OutOfTurn"):
            market.rank(*(rationed[n] for n in order))
    assert _fills(market, rationed) == [(0, 0)] * 4


def test_repeating_is_refused_until_it_ends_and_changes_nothing_then(
    market: Stage, rationed: list[Placed]
) -> None:
    market.rank(rationed[0])
    with pytest.raises(Refused, match="OutOfTurn"):
        market.rank(rationed[0])
    market.rank(*rationed[1:])
    before = market.book()["rank_cursor"], _fills(market, rationed)
    market.rank(*rationed)
    assert (market.book()["rank_cursor"], _fills(market, rationed)) == before


def test_the_other_side_and_other_levels_are_not_ranked(market: Stage, rationed: list[Placed]) -> None:
    bid = market.placed(market.trader("buyer"), BID)
    with pytest.raises(Refused, match="NotRationed"):
        market.rank(bid)


def test_an_order_of_another_interval_is_not_ranked(market: Stage) -> None:
    market.seal(START + INTERVAL_S)
    market.open(START + INTERVAL_S)
    other = market.place(market.trader("late", energy_wh=100), ASK, 200, 100)
    market.start = START
    for n in range(2):
        market.place(market.trader(f"s{n}", energy_wh=100), ASK, 200, 100)
    buyer = market.trader("buyer", credit=10**9)
    market.place(buyer, BID, 250, 150, pairs=market.attest(buyer.wallet, "M", 150))
    market.close_gate()
    market.clear()
    with pytest.raises(Refused, match="WrongInterval"):
        market.rank(other)


def test_before_clearing_there_is_nothing_to_rank(market: Stage) -> None:
    placed = market.place(market.trader("seller", energy_wh=100), ASK, 200, 100)
    with pytest.raises(Refused, match="NotCleared"):
        market.rank(placed)


def test_accounts_that_are_no_orders_are_refused(market: Stage, rationed: list[Placed]) -> None:
    account = market.svm.get_account(rationed[0].address)
    assert account is not None
    market.write(rationed[0].address, market.at.registry, account.data)
    with pytest.raises(Refused, match="IllegalOwner"):
        market.rank(rationed[0])
    zone = AccountMeta(market.zone_address(0), is_signer=False, is_writable=True)
    with pytest.raises(Refused, match="AccountDataTooSmall"):
        market.send(market.call("rank_orders", {"interval": market.interval}, remaining=[zone]))


def test_ranking_is_cheap(market: Stage, rationed: list[Placed]) -> None:
    assert market.rank(*rationed).compute_units_consumed() < 2_000 * len(rationed)
