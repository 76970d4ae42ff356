"""Acts of the forward market, and bilateral trades."""

from solders.pubkey import Pubkey
from tests.integration.programs.security.forgery import Case
from tests.property.random_walk.campus import INTERVAL_S
from tests.property.random_walk.hand import Act, Hand, Metas, NothingToDo, metas
from tests.property.random_walk.state import Fields

RESERVED = 0


def _signer(hand: Hand, owner: Pubkey) -> tuple[Pubkey, Pubkey]:
    """Return who signs for an owner, and the record that lets it."""
    records = [(a["agent"], r) for r, a in hand.state.of("Agent").items() if a["owner"] == owner]
    if records and hand.chance(0.3):
        return hand.one(records)
    return owner, hand.programs.trading.id


def _parties(hand: Hand, buyer: Pubkey, seller: Pubkey) -> dict[str, Pubkey]:
    one, one_record = _signer(hand, buyer)
    other, other_record = _signer(hand, seller)
    signers = {"buyer": one, "seller": other}
    return {**signers, "buyer_record": one_record, "seller_record": other_record}


def execute_trade(hand: Hand) -> Case:
    buyer, seller = hand.owner(), hand.owner()
    if buyer == seller and hand.chance(0.9):
        raise NothingToDo
    sold = hand.energy_of(seller)
    accounts = {
        **_parties(hand, buyer, seller),
        "buyer_owner": buyer,
        "seller_owner": seller,
        "buyer_energy": hand.energy_of(buyer),
        "buyer_credit": hand.credit_of(buyer),
        "seller_energy": sold,
        "seller_credit": hand.credit_of(seller),
    }
    args = {"wh": hand.amount(hand.state.balance(sold) // 10**7), "price": hand.price()}
    remaining: Metas = ()
    if hand.chance(0.3):
        meters = hand.state.of("Meter")
        pair = [hand.one(m for m, found in meters.items() if found["owner"] == o) for o in (buyer, seller)]
        remaining = metas(*pair)
    return Case(hand.programs.trading, "execute_trade", accounts, args, remaining=remaining)


def reserve_flow(hand: Hand) -> Case:
    (buyer_meter, bought), (seller_meter, sold) = hand.account("Meter"), hand.account("Meter")
    if bought["owner"] == sold["owner"] and hand.chance(0.9):
        raise NothingToDo
    zone = sold["zone"]
    start = hand.start(before_now=-1) + hand.one((0, 0, 0, 0, 0, 1, 2, 9)) * INTERVAL_S
    used = [
        r["nonce"]
        for r in hand.state.of("Reservation").values()
        if (r["start"], r["buyer_meter"], r["seller_meter"]) == (start, buyer_meter, seller_meter)
    ]
    accounts = {
        **_parties(hand, bought["owner"], sold["owner"]),
        "payer": hand.payer(),
        "buyer_meter": buyer_meter,
        "seller_meter": seller_meter,
        "buyer_energy": hand.energy_of(bought["owner"]),
        "buyer_credit": hand.credit_of(bought["owner"]),
        "seller_energy": hand.energy_of(sold["owner"]),
        "seller_credit": hand.credit_of(sold["owner"]),
        "forward_book": hand.campus.at.forward_book(start, zone=zone),
        "buyer_cover": hand.campus.at.cover(buyer_meter, start_s=start),
        "seller_cover": hand.campus.at.cover(seller_meter, start_s=start),
    }
    args = {
        "start": start,
        "zone": zone,
        "nonce": max(used, default=-1) + 1,
        "wh": hand.amount(4_000),
        "price": min(hand.price(), 280) if hand.chance(0.95) else 281,
    }
    return Case(hand.programs.trading, "reserve_flow", accounts, args)


def _flow(hand: Hand, reservation: Pubkey, found: Fields) -> dict[str, Pubkey]:
    at, start = hand.campus.at, found["start"]
    return {
        "reservation": reservation,
        "forward_book": at.forward_book(start, zone=found["zone"]),
        "buyer_cover": at.cover(found["buyer_meter"], start_s=start),
        "seller_cover": at.cover(found["seller_meter"], start_s=start),
    }


def _paid(found: Fields, *names: str) -> dict[str, Pubkey]:
    return {name: found[name] for name in names}


def release_flow(hand: Hand) -> Case:
    reservation, found = hand.account(
        "Reservation", lambda r: r["state"] == RESERVED and r["start"] > hand.now_s
    )
    accounts = {
        **_parties(hand, found["buyer"], found["seller"]),
        **_flow(hand, reservation, found),
        **_paid(found, "buyer_credit", "seller_credit"),
    }
    return Case(hand.programs.trading, "release_flow", accounts)


def deliver_flow(hand: Hand) -> Case:
    at, batches = hand.campus.at, hand.state.of("Batch")
    sealed = {b["interval_start"] for b in batches.values() if b["sealed"]}
    feeds = hand.state.of("MeterFeed")

    def is_provable(flow: Fields) -> bool:
        feed = feeds.get(at.feed(flow["seller_meter"]))
        is_newest = feed is not None and feed["last_end"] == flow["start"] + INTERVAL_S
        return is_newest and flow["state"] == RESERVED and flow["start"] in sealed

    reservation, found = hand.account("Reservation", is_provable)
    accounts = {
        **_flow(hand, reservation, found),
        **_paid(found, "buyer_energy", "buyer_credit", "seller_energy", "seller_credit", "buyer_meter"),
        "zone_account": at.zone(found["zone"]),
        "batch": at.batch(found["start"]),
        "buyer_feed": at.feed(found["buyer_meter"]),
        "seller_feed": at.feed(found["seller_meter"]),
    }
    return Case(hand.programs.trading, "deliver_flow", accounts)


def expire_flow(hand: Hand) -> Case:
    at = hand.campus.at
    reservation, found = hand.account(
        "Reservation", lambda r: r["state"] == RESERVED and r["start"] + INTERVAL_S < hand.now_s
    )
    accounts = {
        **_flow(hand, reservation, found),
        **_paid(found, "buyer_credit", "seller_credit"),
        "batch": at.batch(found["start"]),
        "seller_feed": at.feed(found["seller_meter"]),
    }
    return Case(hand.programs.trading, "expire_flow", accounts)


def _owes(found: Fields) -> bool:
    return bool(found["owed_buyer_credit"] or found["owed_seller_credit"] or found["owed_buyer_energy"])


def collect_flow(hand: Hand) -> Case:
    reservation, found = hand.account("Reservation", _owes if hand.chance(0.9) else lambda _: True)
    accounts = {
        "reservation": reservation,
        **_paid(found, "buyer_energy", "buyer_credit", "seller_credit"),
    }
    return Case(hand.programs.trading, "collect_flow", accounts)


def redirect_flow(hand: Hand) -> Case:
    owing = hand.chance(0.5) and any(map(_owes, hand.state.of("Reservation").values()))
    reservation, found = hand.account("Reservation", _owes if owing else lambda _: True)
    owner = hand.one((found["buyer"], found["seller"]))
    to = {"payout_energy": hand.energy_of(owner), "payout_credit": hand.credit_of(owner)}
    return Case(hand.programs.trading, "redirect_flow", {"owner": owner, "reservation": reservation, **to})


def close_flow(hand: Hand) -> Case:
    reservation, found = hand.account("Reservation", lambda r: r["state"] != RESERVED and not _owes(r))
    accounts = {"reservation": reservation, "payer": found["payer"]}
    return Case(hand.programs.trading, "close_flow", accounts)


def close_cover(hand: Hand) -> Case:
    zones = {z["zone"]: z["last_opened"] for z in hand.state.of("Zone").values()}
    cover, found = hand.account(
        "Cover", lambda c: c["unresolved"] == 0 and c["start"] <= zones.get(c["zone"], -1)
    )
    at = hand.campus.at
    accounts = {
        "cover": cover,
        "zone_account": at.zone(found["zone"]),
        "interval": at.interval(found["start"], zone=found["zone"]),
        "payer": found["payer"],
    }
    return Case(hand.programs.trading, "close_cover", accounts)


ACTS: dict[Act, float] = {
    execute_trade: 5,
    reserve_flow: 14,
    release_flow: 2,
    deliver_flow: 10,
    expire_flow: 5,
    collect_flow: 2,
    redirect_flow: 0.5,
    close_flow: 4,
    close_cover: 3,
}
