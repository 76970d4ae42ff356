"""Whole market rounds of random orders and cancels: vaults, conservation, limits, Python's own auction."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.programs.market_stage import (
    ASK,
    BID,
    FEED_IN,
    NO_PRICE,
    PRICE_MAX,
    PRICE_MIN,
    START,
    Placed,
    Refused,
    Stage,
    Trader,
)

from gridtokenx.market.book import Band
from gridtokenx.market.clearing.uniform import Auction, clear_arrays

UNITS_PER_WH = 10**6
WALLETS = 3
CAP_WH = 500
CREDIT = 10**9
ENERGY_WH = 2_000
REDEEM = 1
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

limits = st.one_of(st.integers(199, 201), st.integers(198, 203), st.integers(PRICE_MIN, PRICE_MAX))
placements = st.tuples(
    st.sampled_from([BID, ASK]),
    st.integers(0, WALLETS - 1),
    limits,
    st.integers(10, 150),
    st.sampled_from([0, REDEEM]),
)
actions = st.lists(st.one_of(placements, st.integers(0, 15)), min_size=6, max_size=18)


@dataclass
class Live:
    """An order as the test remembers it."""

    placed: Placed
    limit: int
    quantity_wh: int
    flags: int
    state: str = "open"
    fill_wh: int = 0

    @property
    def is_bid(self) -> bool:
        return self.placed.side == BID


@dataclass
class Round:
    """A market and what the test expects of it, kept by the rules alone."""

    stage: Stage = field(default_factory=Stage)
    orders: list[Live] = field(default_factory=list)
    price: int | None = None

    def __post_init__(self) -> None:
        self.stage.seal(START)
        self.stage.open()
        self.traders: dict[tuple[int, int], Trader] = {}
        self.next_nonce: dict[tuple[int, int], int] = {}
        for n in range(WALLETS):
            self.traders[BID, n] = self.stage.trader(f"buyer {n}", credit=CREDIT)
            self.traders[ASK, n] = self.stage.trader(f"seller {n}", energy_wh=ENERGY_WH)
        at = self.stage.at
        self.energy, self.credit = (self.stage.supply(mint) for mint in (at.energy_mint(), at.credit_mint()))

    def place(self, side: int, who: int, limit: int, quantity_wh: int, flags: int) -> None:
        trader, nonce = self.traders[side, who], self.next_nonce.get((side, who), 0)
        pairs = self.stage.attest(trader.wallet, f"M{who}", CAP_WH) if side == BID and nonce == 0 else []
        instruction = self.stage.place_instruction(
            trader, side, limit, quantity_wh, nonce=nonce, flags=flags, pairs=pairs
        )
        open_wh = sum(o.quantity_wh for o in self.open_of(trader))
        if side == BID and open_wh + quantity_wh > CAP_WH:
            with pytest.raises(Refused, match="OverDeficit"):
                self.stage.send(instruction, trader.keypair)
            return
        self.stage.send(instruction, trader.keypair)
        placed = self.stage.placed(trader, side, nonce)
        self.next_nonce[side, who] = nonce + 1
        self.orders.append(Live(placed, limit, quantity_wh, flags))

    def open_of(self, trader: Trader) -> list[Live]:
        return [o for o in self.orders if o.placed.trader == trader and o.state == "open"]

    def cancel(self, index: int) -> None:
        if not self.orders:
            return
        order = self.orders[index % len(self.orders)]
        if order.state == "open":
            self.stage.cancel(order.placed)
            order.state = "cancelled"

    def clear(self) -> Auction:
        """Clear on the ledger and in Python, and remember every fill."""
        live = [o for o in self.orders if o.state == "open"]
        auction = clear_arrays(
            np.array([o.placed.side for o in live], dtype=np.uint8),
            np.array([o.limit for o in live], dtype=np.int64),
            np.array([o.quantity_wh for o in live], dtype=np.int64),
            band=Band(PRICE_MIN, PRICE_MAX),
        )
        self.stage.close_gate()
        self.stage.clear()
        for order, fill in zip(live, auction.fills_wh.tolist(), strict=True):
            order.fill_wh = fill
        self.price = auction.price_ticks
        return auction

    def rationed(self, auction: Auction) -> list[Placed]:
        """The orders of the shared level by ticket, tombstones too."""
        return [o.placed for o in self.orders if o.placed.side == auction.marginal and o.limit == self.price]

    def owed(self) -> tuple[int, int]:
        """What open and unsettled orders are owed of the vaults: energy and credit [base units]."""
        cleared = self.stage.book()["state"] == 1
        unsettled = [o for o in self.orders if o.state == "open"]
        if not cleared:
            energy = sum(o.quantity_wh for o in unsettled if not o.is_bid)
            return energy * UNITS_PER_WH, sum(o.quantity_wh * o.limit for o in unsettled if o.is_bid)
        energy = sum(o.fill_wh if o.is_bid else o.quantity_wh - o.fill_wh for o in unsettled)
        price = self.price or 0
        credit = sum(
            o.quantity_wh * o.limit - o.fill_wh * price if o.is_bid else o.fill_wh * price for o in unsettled
        )
        return energy * UNITS_PER_WH, credit

    def check(self) -> None:
        """Vaults hold what is owed; supply is what was minted less what was delivered and redeemed."""
        assert self.stage.vaults() == self.owed()
        settled = [o for o in self.orders if o.state == "settled"]
        burned = sum(o.fill_wh for o in settled if o.is_bid)
        redeemed = sum(o.quantity_wh - o.fill_wh for o in settled if not o.is_bid and o.flags & REDEEM)
        at = self.stage.at
        assert self.stage.supply(at.energy_mint()) == self.energy - (burned + redeemed) * UNITS_PER_WH
        assert self.stage.supply(at.credit_mint()) == self.credit + redeemed * FEED_IN

    def balances_are_those_of_the_rules(self) -> None:
        for (side, _), trader in self.traders.items():
            mine = [o for o in self.orders if o.placed.trader == trader and o.state == "settled"]
            traded = sum(o.fill_wh for o in mine)
            redeemed = sum(o.quantity_wh - o.fill_wh for o in mine if o.flags & REDEEM)
            turnover = traded * (self.price or 0)
            if side == BID:
                expected = (0, CREDIT - turnover)
            else:
                expected = ((ENERGY_WH - traded - redeemed) * UNITS_PER_WH, turnover + redeemed * FEED_IN)
            assert (self.stage.balance(trader.energy), self.stage.balance(trader.credit)) == expected


def _check_auction(game: Round, auction: Auction) -> None:
    book = game.stage.book()
    assert book["price"] == (NO_PRICE if auction.price_ticks is None else auction.price_ticks)
    assert book["cleared_wh"] == auction.volume_wh
    assert book["marginal_side"] == (255 if auction.marginal is None else auction.marginal)
    assert book["marginal_left"] == auction.marginal_wh
    for order in game.orders:
        if order.fill_wh and game.price is not None:
            assert game.price <= order.limit if order.is_bid else game.price >= order.limit


def _rank(game: Round, auction: Auction, data: st.DataObject) -> None:
    orders = game.rationed(auction)
    while orders and game.stage.book()["marginal_left"]:
        some = data.draw(st.integers(1, len(orders)), label="ranked at once")
        cursor = game.stage.book()["rank_cursor"]
        game.stage.rank(*orders[cursor : cursor + some])
    assert game.stage.book()["marginal_left"] == 0


def _settle(game: Round, data: st.DataObject) -> None:
    """Settle in random order and pieces, each piece once more."""
    orders = data.draw(st.permutations(game.orders), label="settled in this order")
    while orders:
        some = data.draw(st.integers(1, min(4, len(orders))), label="settled at once")
        piece, orders = orders[:some], orders[some:]
        for _ in range(2):
            result = game.stage.settle(*(order.placed for order in piece))
            events = {event.data["order"]: event.data for event in game.stage.events(result)}
            fresh = [order for order in piece if order.state == "open"]
            assert {order.placed.address for order in fresh} == set(events)
            for order in fresh:
                assert events[order.placed.address]["filled_wh"] == order.fill_wh
                order.state = "settled"
            game.check()


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=SLOW)
@given(actions=actions, data=st.data())
def test_a_round_is_exact_from_the_first_order_to_the_last_closed_account(
    actions: list[tuple[int, int, int, int, int] | int], data: st.DataObject
) -> None:
    game = Round()
    for action in actions:
        if isinstance(action, int):
            game.cancel(action)
        else:
            game.place(*action)
        game.check()
    auction = game.clear()
    _check_auction(game, auction)
    game.check()
    _rank(game, auction, data)
    _settle(game, data)
    assert game.stage.vaults() == (0, 0)
    game.balances_are_those_of_the_rules()
    for order in game.orders:
        game.stage.close_order(order.placed)
    game.stage.close_interval()
