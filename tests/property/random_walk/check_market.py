"""What holds of the auction after every instruction: books, one price, the most that can trade, fills."""

from dataclasses import dataclass, field

from solders.pubkey import Pubkey
from tests.property.random_walk.campus import Sent
from tests.property.random_walk.state import Fields, State, changes

from gridtokenx.base.ids import MeterId
from gridtokenx.market.book import Band, Book
from gridtokenx.market.clearing.uniform import clear
from gridtokenx.market.order import Order, Side

NO_PRICE, NO_SIDE = 65_535, 255
OPEN, CANCELLED, SETTLED = 0, 1, 2
RESULT = ("price", "cleared_wh", "marginal_side", "rank_tickets")


@dataclass
class MarketCheck:
    """Keeps each order's fill as the product's own market clears it, from the book when it is cleared."""

    fills: dict[Pubkey, int] = field(default_factory=dict)
    cleared: int = 0
    crossed: int = 0
    rationed: int = 0

    def check(self, sent: Sent) -> None:
        for change in changes(sent.before, sent.after):
            if change.kind == "MarketInterval" and change.new is not None and change.old is not None:
                if change.old["state"] == 0 and change.new["state"] == 1:
                    self._cleared(change.address, change.new, sent)
                elif change.old["state"] == 1:
                    assert [change.old[n] for n in RESULT] == [change.new[n] for n in RESULT], "second price"
            if change.kind == "Order" and change.new is not None:
                self._settled(change.address, change.old, change.new, sent.after)
        touched = {c.address for c in changes(sent.before, sent.after)}
        for address, interval in sent.after.of("MarketInterval").items():
            if address in touched and interval["state"] == 0:
                _check_levels(address, interval, sent.after)
        _check_heads(sent.after)

    def _cleared(self, address: Pubkey, interval: Fields, sent: Sent) -> None:
        assert sent.now_s >= interval["gate"], "cleared before the gate"
        orders = {a: o for a, o in sent.after.of("Order").items() if o["interval"] == address}
        assert len(orders) == interval["bid_count"] + interval["ask_count"]
        book = Book(Band(interval["price_min"], interval["price_max"]), min_lot_wh=1)
        placed: dict[Order, Pubkey] = {}
        for key, order in sorted(orders.items(), key=lambda pair: pair[1]["ticket"]):
            side = Side(order["side"])
            entered = book.place(Order(MeterId(str(key)), side, order["quantity_wh"], order["limit"]))
            assert entered.ticket == order["ticket"], "tickets are not in a row"
            placed[entered] = key
        for entered, key in placed.items():
            if orders[key]["state"] == CANCELLED:
                book.cancel(entered)
        result = clear(book)
        price = NO_PRICE if result.clearing_price is None else result.clearing_price
        assert (interval["price"], interval["cleared_wh"]) == (price, result.cleared_quantity_wh)
        assert interval["marginal_side"] == (NO_SIDE if result.marginal is None else result.marginal)
        assert interval["cleared_wh"] == most_that_trades(list(orders.values())), "not the maximum"
        for cleared, fill in zip(result.orders, result.fills_wh, strict=True):
            self.fills[placed[cleared]] = fill
        self.cleared += 1
        self.crossed += interval["cleared_wh"] > 0
        self.rationed += result.marginal is not None

    def _settled(self, address: Pubkey, old: Fields | None, new: Fields, state: State) -> None:
        if new["state"] != SETTLED or (old is not None and old["state"] == SETTLED):
            return
        interval = state.of("MarketInterval")[new["interval"]]
        assert old is not None
        assert old["state"] == OPEN, "a cancelled order was settled"
        assert interval["state"] == 1, "settled before clearing"
        assert new["filled_wh"] == self.fills[address], "another fill than the product's market's"
        if new["filled_wh"]:
            within = (
                new["limit"] >= interval["price"] if new["side"] == 0 else new["limit"] <= interval["price"]
            )
            assert within, "settled beyond its limit"


def most_that_trades(orders: list[Fields]) -> int:
    """Return the most energy that any one price lets trade [Wh]."""
    live = [o for o in orders if o["state"] != CANCELLED]
    most = 0
    for price in {o["limit"] for o in live}:
        demand = sum(o["quantity_wh"] for o in live if o["side"] == 0 and o["limit"] >= price)
        supply = sum(o["quantity_wh"] for o in live if o["side"] == 1 and o["limit"] <= price)
        most = max(most, min(demand, supply))
    return most


def _check_levels(address: Pubkey, interval: Fields, state: State) -> None:
    """The book's levels are the sums of the open orders, and their tickets count the cancelled, too."""
    wh: dict[tuple[str, int], int] = {}
    tickets: dict[tuple[str, int], int] = {}
    for order in state.of("Order").values():
        if order["interval"] == address:
            level = ("asks" if order["side"] else "bids", order["limit"] - interval["price_min"])
            tickets[level] = tickets.get(level, 0) + 1
            wh[level] = wh.get(level, 0) + (order["quantity_wh"] if order["state"] == OPEN else 0)
    for side in ("bids", "asks"):
        for index, level in enumerate(interval[side]):
            expected = wh.get((side, index), 0), tickets.get((side, index), 0)
            assert (level["wh"], level["tickets"]) == expected, f"{side} level {index}"


def _check_heads(state: State) -> None:
    """Bids keep to the attested deficit, and one owner to one side."""
    open_wh: dict[Pubkey, int] = {}
    for order in state.of("Order").values():
        head = state.of("Order").get(order["head"])
        if head is None:
            continue
        assert (head["side"], head["owner"]) == (order["side"], order["owner"])
        if order["state"] != CANCELLED and order["side"] == 0:
            open_wh[order["head"]] = open_wh.get(order["head"], 0) + order["quantity_wh"]
    for address, wh in open_wh.items():
        head = state.of("Order")[address]
        assert wh <= head["bid_open_wh"] <= head["bid_cap_wh"], "bids over the deficit"
