"""Acts of the oracle, and of the tokens that come of them."""

from solders.instruction import AccountMeta
from solders.pubkey import Pubkey
from tests.integration.programs.oracle_entry import entry, precompile
from tests.integration.programs.security.forgery import Case
from tests.property.random_walk.campus import INTERVAL_S, key
from tests.property.random_walk.hand import Act, Hand, NothingToDo, metas
from tests.property.random_walk.state import Fields

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.reading.block import QualityFlags
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signing import sign

MOST_WH = 10_000


def open_feed(hand: Hand, meter: Pubkey | None = None) -> Case:
    fed = {found["meter"] for found in hand.state.of("MeterFeed").values()}
    unfed = [m for m in hand.state.of("Meter") if m not in fed]
    chosen = meter or hand.one(unfed if hand.chance(0.9) else hand.state.of("Meter"))
    return Case(hand.programs.oracle, "open_feed", {"payer": hand.payer(), "meter": chosen})


def open_batch(hand: Hand) -> Case:
    start = hand.start(before_now=hand.one((1, 1, 1, 1, 1, 1, 1, 2, 3, 0)))
    opened = {b["interval_start"] for b in hand.state.of("Batch").values() if any(b["root"])}
    if start in opened and hand.chance(0.99):
        raise NothingToDo
    args = {
        "interval_start": start + (hand.chance(0.02) and 1),
        "root": bytes(range(1, 33)),
        "count": len(_ready(hand, start)) if hand.chance(0.8) else hand.rng.randint(0, 6),
    }
    return Case(hand.programs.oracle, "open_batch", {"oracle": hand.oracle(), "payer": hand.payer()}, args)


def _ready(hand: Hand, start: int) -> list[tuple[Pubkey, Fields]]:
    """Meters that the interval of that start may still be attested of."""
    at, feeds = hand.campus.at, hand.state.of("MeterFeed")
    active = [(m, found) for m, found in hand.state.of("Meter").items() if found["status"] == 0]
    return [(m, f) for m, f in active if at.feed(m) in feeds and feeds[at.feed(m)]["last_end"] <= start]


def _reading(hand: Hand) -> dict[str, int]:
    """A household that makes more than it uses, or less; at times the impossible."""
    if hand.chance(0.04):
        return entry(exported=hand.amount(MOST_WH), generated=hand.amount(MOST_WH), imported=hand.one((0, 1)))
    generated, consumed = hand.rng.randint(0, MOST_WH), hand.rng.randint(0, MOST_WH)
    exported = max(generated - consumed, 0)
    imported = max(consumed - generated, 0)
    return entry(generated=generated, consumed=consumed, imported=imported, exported=exported)


def submit_batch(hand: Hand) -> Case:
    batch, found = hand.account("Batch", lambda b: not b["sealed"] and b["count"] > 0)
    room = found["count"] - found["attested"]
    meters = _ready(hand, found["interval_start"])
    if not meters:
        raise NothingToDo
    chosen = hand.some(meters, 4)
    if room > 0 and hand.chance(0.8):
        chosen = hand.rng.sample(meters, min(room, len(meters), 4))
    accounts = {"oracle": hand.oracle(), "batch": batch}
    remaining = tuple(meta for meter, fields in chosen for meta in _metered(hand, meter, fields["owner"]))
    entries = [_reading(hand) for _ in chosen]
    return Case(hand.programs.oracle, "submit_batch", accounts, {"entries": entries}, remaining=remaining)


def _metered(hand: Hand, meter: Pubkey, owner: Pubkey) -> tuple[AccountMeta, ...]:
    feed, energy = hand.campus.at.feed(meter), hand.energy_of(owner)
    return (*metas(meter), *metas(feed, energy, writable=True))


def seal_batch(hand: Hand) -> Case:
    batch, _ = hand.account("Batch", lambda b: not b["sealed"] and b["count"] > 0)
    return Case(hand.programs.oracle, "seal_batch", {"oracle": hand.oracle(), "batch": batch})


def submit_meter_reading(hand: Hand) -> Case:
    start = hand.start(before_now=hand.one((1, 1, 1, 1, 2, 3, 0)))
    meter, found = hand.one(_ready(hand, start))
    meter_id = found["meter_id"].rstrip(b"\0").decode()
    signing = key(f"meter {meter_id}")
    measured = _reading(hand)
    unsigned = IntervalReading(
        MeterId(meter_id),
        MarketInterval(start, INTERVAL_S),
        measured["generated_wh"],
        measured["consumed_wh"],
        0,
        0,
        measured["import_wh"],
        measured["export_wh"],
        QualityFlags(0),
        b"",
    )
    reading = sign(unsigned, signer=lambda message: bytes(signing.sign_message(message)))
    accounts = {
        "oracle": hand.oracle(),
        "payer": hand.payer(),
        "meter": meter,
        "feed": hand.campus.at.feed(meter),
        "energy_account": hand.energy_of(found["owner"]),
    }
    args = {
        "interval_start": start,
        "entry": measured,
        "charged_wh": 0,
        "discharged_wh": 0,
        "quality": hand.one((0, 0, 0, 0, 1)),
    }
    before = (precompile(signing.pubkey(), reading),) if hand.chance(0.95) else ()
    return Case(hand.programs.oracle, "submit_meter_reading", accounts, args, before=before)


# Tokens.


def initialize_token(hand: Hand) -> Case:
    accounts = {"authority": hand.authority(), "payer": hand.payer()}
    return Case(hand.programs.energy_token, "initialize", accounts)


def mint_energy(hand: Hand) -> Case:
    """Nobody has the attestor's key."""
    destination = hand.energy_of(hand.owner())
    signer = {} if hand.chance(0.5) else {"attestor": hand.anybody()}
    return Case(
        hand.programs.energy_token, "mint_energy", {**signer, "destination": destination}, {"wh": hand.wh()}
    )


def burn_energy(hand: Hand) -> Case:
    owner = hand.owner()
    source = hand.energy_of(owner)
    args = {"wh": hand.amount(hand.state.balance(source) // 10**7, 64), "beneficiary": owner}
    return Case(hand.programs.energy_token, "burn_energy", {"authority": owner, "source": source}, args)


def redeem_energy(hand: Hand) -> Case:
    owner = hand.owner()
    source, feed_in = hand.energy_of(owner), hand.config()["feed_in_price"]
    vaults = (hand.campus.at.credit_vault(), hand.credit_of(hand.owner()))
    to = hand.credit_of(owner) if hand.chance(0.8) else hand.one(vaults)
    args = {
        "wh": hand.amount(hand.state.balance(source) // 10**7, 64),
        "price": feed_in if hand.chance(0.9) else hand.price(),
    }
    accounts = {"authority": owner, "source": source, "destination": to}
    return Case(hand.programs.energy_token, "redeem_energy", accounts, args)


def issue_credit(hand: Hand, owner: Pubkey | None = None) -> Case:
    to = hand.credit_of(owner or hand.owner())
    if owner is None and hand.chance(0.05):
        to = hand.one((hand.campus.at.credit_vault(), hand.campus.at.energy_vault()))
    args = {
        "amount": hand.amount(10**9, 64) if owner is None else 10**10,
        "reference": hand.rng.randbytes(32),
    }
    if owner is None and hand.chance(0.1):
        args["reference"] = bytes(32)  # soon known
    accounts = {"authority": hand.authority(), "destination": to}
    return Case(hand.programs.energy_token, "issue_credit", accounts, args)


def redeem_credit(hand: Hand) -> Case:
    owner = hand.owner()
    source = hand.credit_of(owner)
    args = {"amount": hand.amount(hand.state.balance(source) // 100, 64), "reference": bytes(32)}
    return Case(hand.programs.energy_token, "redeem_credit", {"owner": owner, "source": source}, args)


ACTS: dict[Act, float] = {
    open_feed: 0.5,
    open_batch: 10,
    submit_batch: 14,
    seal_batch: 0.7,
    submit_meter_reading: 2,
    initialize_token: 0.1,
    mint_energy: 0.3,
    burn_energy: 1.5,
    redeem_energy: 0.7,
    issue_credit: 0.8,
    redeem_credit: 0.5,
}
