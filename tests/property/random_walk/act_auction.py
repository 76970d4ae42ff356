"""Acts of the spot market, from a zone opened to an interval closed."""

from typing import Final

from solders.pubkey import Pubkey
from tests.integration.programs.security.forgery import Case
from tests.property.random_walk.campus import AGENTS, INTERVAL_S
from tests.property.random_walk.hand import Act, Hand, Metas, NothingToDo, metas
from tests.property.random_walk.state import Fields

BID: Final = 0
ASK: Final = 1
OPEN: Final = 0
CANCELLED: Final = 1
SETTLED: Final = 2
SETTLED_AT_ONCE = 4


def initialize_trading(hand: Hand) -> Case:
    accounts = {"authority": hand.authority(), "payer": hand.payer()}
    return Case(hand.programs.trading, "initialize", accounts)


def open_zone(hand: Hand, zone: int | None = None) -> Case:
    accounts = {"authority": hand.authority(), "payer": hand.payer()}
    chosen = hand.one((0, 1, 1, 2)) if zone is None else zone
    return Case(hand.programs.trading, "open_zone", accounts, {"zone": chosen})


def open_interval(hand: Hand) -> Case:
    _, zone = hand.account("Zone")
    oldest = hand.start() if hand.chance(0.9) else 0  # of an older one the gate is closed by now
    _, batch = hand.account(
        "Batch", lambda b: bool(b["sealed"]) and b["interval_start"] > max(zone["last_opened"], oldest - 1)
    )
    args = {"start": batch["interval_start"], "zone": zone["zone"]}
    return Case(hand.programs.trading, "open_interval", {"payer": hand.payer()}, args)


def _taking(hand: Hand) -> tuple[Pubkey, Fields]:
    return hand.account("MarketInterval", lambda i: i["state"] == OPEN and hand.now_s < i["gate"])


def _nonce(hand: Hand, interval: Pubkey, owner: Pubkey) -> int:
    used = [o["nonce"] for o in _orders(hand, interval).values() if o["owner"] == owner]
    return max(used, default=-1) + 1 if hand.chance(0.95) else hand.rng.randint(0, 3)


def _orders(hand: Hand, interval: Pubkey) -> dict[Pubkey, Fields]:
    return {a: o for a, o in hand.state.of("Order").items() if o["interval"] == interval}


def deficits(hand: Hand, owner: Pubkey, interval: Fields) -> tuple[list[Pubkey], int]:
    """Return the accounts that show an owner's deficit of an interval, and the deficit [Wh]."""
    at, shown, total = hand.campus.at, [], 0
    for meter, found in sorted(hand.state.of("Meter").items(), key=lambda pair: bytes(pair[0])):
        feed = hand.state.of("MeterFeed").get(at.feed(meter))
        is_shown = found["owner"] == owner and found["zone"] == interval["zone"] and feed is not None
        if feed is None or not is_shown or feed["last_end"] != interval["end"]:
            continue
        cover = at.cover(meter, start_s=interval["start"])
        shown += [meter, at.feed(meter), *([cover] if interval["has_cover"] else [])]
        covered = hand.state.of("Cover").get(cover, {"covered_wh": 0})["covered_wh"]
        total += max(feed["last_import_wh"] - feed["last_export_wh"] - covered, 0)
    return shown, total


def place_order(hand: Hand, *, owner: Pubkey | None = None) -> Case:
    interval, found = _taking(hand)
    holder = owner or hand.owner()
    nonce = _nonce(hand, interval, holder)
    shown, lacking = deficits(hand, holder, found)
    head = _orders(hand, interval).get(hand.campus.at.order(interval, owner=holder))
    left = head["bid_cap_wh"] - head["bid_open_wh"] if head else lacking
    energy, credit = hand.energy_of(holder), hand.credit_of(holder)
    side = BID if lacking and (hand.chance(0.5) or not hand.state.balance(energy)) else ASK
    side = head["side"] if head else side
    if side == BID:
        most, source, vault = left, credit, hand.campus.at.credit_vault()
    else:
        most = hand.state.balance(energy) // 10**6
        if not most and hand.chance(0.98):
            raise NothingToDo
        source, vault = energy, hand.campus.at.energy_vault()
    accounts = {
        "owner": holder,
        "payer": hand.payer(),
        "interval": interval,
        "head": hand.campus.at.order(interval, owner=holder),
        "source": source,
        "vault": vault,
        "payout_energy": hand.energy_of(holder),
        "payout_credit": hand.credit_of(holder),
    }
    args = {
        "side": side if hand.chance(0.97) else 1 - side,
        "nonce": nonce,
        "limit": hand.price(),
        "quantity_wh": hand.amount(max(most // hand.one((1, 2, 4)), 10)),
        "flags": hand.one((0, 1)) if hand.chance(0.97) else 2,
    }
    pairs = metas(*shown) if side == BID and nonce == 0 else ()
    return Case(hand.programs.trading, "place_order", accounts, args, remaining=pairs)


def _mandate(hand: Hand) -> tuple[Pubkey, Pubkey]:
    """Return an agent and its owner."""
    wallets = {hand.campus.wallet(name) for name in AGENTS}
    _, record = hand.account("Agent", lambda a: a["status"] == 0 and a["agent"] in wallets)
    return record["agent"], record["owner"]


def place_agent_order(hand: Hand) -> Case:
    agent, owner = _mandate(hand)
    case = place_order(hand, owner=owner)
    accounts = {**case.accounts, "agent": agent}
    return Case(hand.programs.trading, "place_agent_order", accounts, case.args, remaining=case.remaining)


def cancel_order(hand: Hand) -> Case:
    order, found = hand.account("Order", lambda o: o["state"] == OPEN and _is_taking(hand, o))
    is_bid = found["side"] == BID
    accounts = {
        "owner": found["owner"],
        "interval": found["interval"],
        "order": order,
        "head": found["head"],
        "vault": hand.campus.at.credit_vault() if is_bid else hand.campus.at.energy_vault(),
        "destination": found["payout_credit"] if is_bid else found["payout_energy"],
    }
    return Case(hand.programs.trading, "cancel_order", accounts)


def _is_taking(hand: Hand, order: Fields) -> bool:
    interval = hand.state.of("MarketInterval").get(order["interval"])
    return interval is not None and interval["state"] == OPEN and hand.now_s < interval["gate"]


def cancel_agent_order(hand: Hand) -> Case:
    case = cancel_order(hand)
    owner = case.accounts["owner"]
    agents = [a["agent"] for a in hand.state.of("Agent").values() if a["owner"] == owner]
    return Case(hand.programs.trading, "cancel_agent_order", {**case.accounts, "agent": hand.one(agents)})


def clear_interval(hand: Hand) -> Case:
    due = [
        (a, i)
        for a, i in hand.state.of("MarketInterval").items()
        if i["state"] == OPEN and i["gate"] <= hand.now_s
    ]
    interval, found = hand.one(due) if hand.chance(0.97) else hand.account("MarketInterval")
    accounts = {"interval": interval, "zone_account": hand.campus.at.zone(found["zone"])}
    return Case(hand.programs.trading, "clear_interval", accounts)


def trigger_clearing(hand: Hand) -> Case:
    """Clear through the oracle, which anybody may, too."""
    return Case(hand.programs.oracle, "trigger_clearing", clear_interval(hand).accounts)


def rank_orders(hand: Hand) -> Case:
    interval, found = hand.account(
        "MarketInterval", lambda i: i["state"] == 1 and i["rank_cursor"] < i["rank_tickets"]
    )
    level = (found["marginal_side"], found["price"])
    orders = _orders(hand, interval).items()
    queue = sorted(
        (o["ticket"], a)
        for a, o in orders
        if (o["side"], o["limit"]) == level and o["ticket"] >= found["rank_cursor"]
    )
    few = [address for _, address in queue][: hand.rng.randint(1, 4)]
    if hand.chance(0.05):
        hand.rng.shuffle(few)
    remaining = metas(*few, writable=True)
    return Case(hand.programs.trading, "rank_orders", {"interval": interval}, remaining=remaining)


def settle_order(hand: Hand) -> Case:
    unsettled = [
        (a, o)
        for a, o in hand.state.of("Order").items()
        if o["state"] == OPEN and hand.state.of("MarketInterval")[o["interval"]]["state"] == 1
    ]
    interval = hand.one({o["interval"] for _, o in unsettled})
    if hand.chance(0.1):  # settled and cancelled ones are passed over
        unsettled = list(hand.state.of("Order").items())
    of_it = [pair for pair in unsettled if pair[1]["interval"] == interval or hand.chance(0.02)]
    few: Metas = ()
    for order, found in hand.some(of_it, SETTLED_AT_ONCE):
        few += metas(order, found["payout_energy"], found["payout_credit"], writable=True)
    return Case(hand.programs.trading, "settle_order", {"interval": interval}, remaining=few)


def redirect_order(hand: Hand) -> Case:
    order, found = hand.account("Order", lambda o: o["state"] == OPEN)
    owner = found["owner"]
    to = {"payout_energy": hand.energy_of(owner), "payout_credit": hand.credit_of(owner)}
    return Case(hand.programs.trading, "redirect_order", {"owner": owner, "order": order, **to})


def close_order(hand: Hand) -> Case:
    order, found = hand.account("Order", lambda o: o["state"] != OPEN)
    accounts = {"interval": found["interval"], "order": order, "payer": found["payer"]}
    return Case(hand.programs.trading, "close_order", accounts)


def close_interval(hand: Hand) -> Case:
    waiting = {o["interval"] for o in hand.state.of("Order").values()}
    done = [
        (a, i) for a, i in hand.state.of("MarketInterval").items() if i["state"] == 1 and a not in waiting
    ]
    interval, found = hand.one(done) if hand.chance(0.95) else hand.account("MarketInterval")
    accounts = {"interval": interval, "payer": found["payer"]}
    return Case(hand.programs.trading, "close_interval", accounts)


def update_market_data(hand: Hand) -> Case:
    _, zone = hand.account("Zone")
    _, batch = hand.account("Batch", lambda b: bool(b["sealed"]))
    args = {"zone": zone["zone"], "start": batch["interval_start"]}
    if hand.chance(0.2):
        args["start"] += INTERVAL_S
    if hand.state.one("MarketData") is None and not batch["sealed"]:
        raise NothingToDo
    return Case(hand.programs.trading, "update_market_data", {"payer": hand.payer()}, args)


ACTS: dict[Act, float] = {
    initialize_trading: 0.1,
    open_zone: 0.3,
    open_interval: 10,
    place_order: 25,
    place_agent_order: 14,
    cancel_order: 2.5,
    cancel_agent_order: 4,
    clear_interval: 8,
    trigger_clearing: 4,
    rank_orders: 8,
    settle_order: 8,
    redirect_order: 1.5,
    close_order: 3,
    close_interval: 2,
    update_market_data: 0.5,
}
