"""What was promised ahead of an interval: delivered once it is attested, undone where nothing can prove it.

Anybody may send these instructions; the operator does, before it opens the spot market, which waits for them.
Owners and their agents make the promises themselves.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from solders.instruction import Instruction
from solders.pubkey import Pubkey

from gridtokenx.base.interval import MarketInterval
from gridtokenx.pipeline.sending import Step
from gridtokenx.pipeline.site import Site

RESERVED = 0
OWED = ("owed_buyer_credit", "owed_seller_credit", "owed_buyer_energy")

Reservation = Mapping[str, object]


def resolve(site: Site, interval: MarketInterval) -> None:
    """Deliver promises of an attested interval, undo older ones that are past, close what owes nothing.

    The promise of a seller whose meter is not attested is passed over, and undone with the next interval.

    Raises:
        ProgramError: A program refused.
    """
    found = _read(site)
    ends = _attested_until(site, [cast("Pubkey", data["seller_meter"]) for _, data in found])
    instructions = (
        _instruction(site, interval, address, data, attested_until=end)
        for (address, data), end in zip(found, ends, strict=True)
    )
    site.sender.send([Step((instruction,)) for instruction in instructions if instruction is not None])


def covered_wh(site: Site, interval: MarketInterval, meters: Sequence[Pubkey], *, zone: int = 0) -> list[int]:
    """Return what deliveries have covered of each meter's deficit [Wh]."""
    trading, at = site.programs.trading, site.addresses
    book = site.ledger.account(at.forward_book(interval.start_s, zone=zone))
    if book is None or not trading.account("ForwardBook", book.data)["covered_wh"]:
        return [0] * len(meters)
    covers = site.ledger.accounts([at.cover(meter, start_s=interval.start_s) for meter in meters])
    return [
        0 if cover is None else cast("int", trading.account("Cover", cover.data)["covered_wh"])
        for cover in covers
    ]


def _read(site: Site) -> list[tuple[Pubkey, Reservation]]:
    """Return all reservations, oldest interval first."""
    trading = site.programs.trading
    accounts = site.ledger.program_accounts(trading.id, discriminator=trading.discriminator("Reservation"))
    found = [(account.address, trading.account("Reservation", account.data)) for account in accounts]
    return sorted(found, key=lambda item: (cast("int", item[1]["start"]), bytes(item[0])))


def _attested_until(site: Site, meters: Sequence[Pubkey]) -> list[int]:
    """Return where each meter's newest attested reading ends [epoch s]; 0 without any."""
    feeds = site.ledger.accounts([site.addresses.feed(meter) for meter in meters])
    oracle = site.programs.oracle
    return [
        0 if feed is None else cast("int", oracle.account("MeterFeed", feed.data)["last_end"])
        for feed in feeds
    ]


def _instruction(
    site: Site, interval: MarketInterval, address: Pubkey, data: Reservation, *, attested_until: int
) -> Instruction | None:
    """Return what is to be done for a reservation now, or None."""
    start = cast("int", data["start"])
    if data["state"] != RESERVED:
        return None if any(data[name] for name in OWED) else _close(site, address, data)
    if start == interval.start_s and attested_until == interval.end_s:
        return _deliver(site, address, data)
    is_past = start < interval.start_s and attested_until > start + interval.length_s
    return _expire(site, address, data) if is_past else None


def _deliver(site: Site, address: Pubkey, data: Reservation) -> Instruction:
    at, start, zone = site.addresses, cast("int", data["start"]), cast("int", data["zone"])
    buyer, seller = cast("Pubkey", data["buyer_meter"]), cast("Pubkey", data["seller_meter"])
    accounts = {
        **_counts(site, address, data),
        "zone_account": at.zone(zone),
        "batch": at.batch(start),
        "buyer_meter": buyer,
        "buyer_feed": at.feed(buyer),
        "seller_feed": at.feed(seller),
        "buyer_energy": cast("Pubkey", data["buyer_energy"]),
        "seller_energy": cast("Pubkey", data["seller_energy"]),
    }
    return site.programs.trading.instruction("deliver_flow", accounts=accounts)


def _expire(site: Site, address: Pubkey, data: Reservation) -> Instruction:
    accounts = {
        **_counts(site, address, data),
        "batch": site.addresses.batch(cast("int", data["start"])),
        "seller_feed": site.addresses.feed(cast("Pubkey", data["seller_meter"])),
    }
    return site.programs.trading.instruction("expire_flow", accounts=accounts)


def _close(site: Site, address: Pubkey, data: Reservation) -> Instruction:
    accounts = {"reservation": address, "payer": cast("Pubkey", data["payer"])}
    return site.programs.trading.instruction("close_flow", accounts=accounts)


def _counts(site: Site, address: Pubkey, data: Reservation) -> dict[str, Pubkey]:
    """Return the accounts that any end of a reservation takes."""
    at, start, zone = site.addresses, cast("int", data["start"]), cast("int", data["zone"])
    return {
        "reservation": address,
        "forward_book": at.forward_book(start, zone=zone),
        "buyer_cover": at.cover(cast("Pubkey", data["buyer_meter"]), start_s=start),
        "seller_cover": at.cover(cast("Pubkey", data["seller_meter"]), start_s=start),
        "buyer_credit": cast("Pubkey", data["buyer_credit"]),
        "seller_credit": cast("Pubkey", data["seller_credit"]),
    }
