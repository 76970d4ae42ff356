"""Energy promised before the fact, bilateral trades and market data: each way that a reservation can go."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey
from tests.integration.programs.security.forgery import Case
from tests.integration.programs.security.world import INTERVAL_S, START, key

from gridtokenx.chain.addresses import TOKEN_PROGRAM

if TYPE_CHECKING:
    from tests.integration.programs.security.scenario import Scenario

PROMISED = START + 10 * INTERVAL_S
DAY_S = 86_400
DELIVERED, RELEASED, HELD, EXPIRED = range(4)
"""The nonces of the reservations, by what becomes of them."""
BUYER, SELLER = "ENG_B", "ENG_A"


def delegate(at: "Scenario", account: Pubkey, owner: Pubkey) -> None:
    """Approve trading's authority as the delegate of a token account (SPL ``Approve``)."""
    metas = [
        AccountMeta(account, is_signer=False, is_writable=True),
        AccountMeta(at.at.vault_authority(), is_signer=False, is_writable=False),
        AccountMeta(owner, is_signer=True, is_writable=False),
    ]
    at.world.do(Instruction(TOKEN_PROGRAM, b"\x04" + (10**12).to_bytes(8, "little"), metas))


def forward_cases(at: "Scenario") -> Iterator[Case]:
    """Yield the cases of the forward market; buyer and seller have credit, the seller has energy."""
    world = at.world
    world.set_time(PROMISED - 100)
    yield from _trade(at)
    for nonce in (RELEASED, HELD, EXPIRED):
        world.do(_reserve(at, nonce).build())
    yield _reserve(at, DELIVERED)
    yield Case(at.trading, "release_flow", _parties(at) | _flow(at, RELEASED) | _records(at) | _credits(at))
    world.set_time(PROMISED + INTERVAL_S)
    world.do(at.open_batch(PROMISED).build())
    world.do(at.submit_batch(PROMISED).build())
    delegate(at, at.at.energy_account(world.alice), world.alice)
    yield _deliver(at, DELIVERED)
    yield from _held(at)
    yield from _close(at)


def _trade(at: "Scenario") -> Iterator[Case]:
    alice, bob = at.world.alice, at.world.bob
    accounts = _parties(at) | _records(at) | {"buyer_owner": bob, "seller_owner": alice} | _payouts(at)
    yield Case(at.trading, "execute_trade", accounts, {"wh": 20, "price": 200})


def _parties(at: "Scenario") -> dict[str, Pubkey]:
    return {"buyer": at.world.bob, "seller": at.world.alice}


def _records(at: "Scenario") -> dict[str, Pubkey]:
    """Owners sign for themselves, so there is no agent's record."""
    return dict.fromkeys(("buyer_record", "seller_record"), at.trading.id)


def _credits(at: "Scenario", buyer: Pubkey | None = None) -> dict[str, Pubkey]:
    own = at.at.credit_account(at.world.bob)
    return {"buyer_credit": buyer or own, "seller_credit": at.at.credit_account(at.world.alice)}


def _payouts(at: "Scenario", buyer: Pubkey | None = None) -> dict[str, Pubkey]:
    energies = {"buyer_energy": at.at.energy_account(at.world.bob)}
    energies |= {"seller_energy": at.at.energy_account(at.world.alice)}
    return energies | _credits(at, buyer)


def _reservation(at: "Scenario", nonce: int) -> Pubkey:
    start, number = PROMISED.to_bytes(8, "little"), nonce.to_bytes(2, "little")
    return at.trading.address(b"reservation", start, at.at.meter(BUYER), at.at.meter(SELLER), number)


def _cover(at: "Scenario", meter_id: str) -> Pubkey:
    return at.trading.address(b"cover", at.at.meter(meter_id), PROMISED.to_bytes(8, "little"))


def _flow(at: "Scenario", nonce: int) -> dict[str, Pubkey]:
    return {
        "reservation": _reservation(at, nonce),
        "forward_book": at.trading.address(b"forward", bytes(2), PROMISED.to_bytes(8, "little")),
        "buyer_cover": _cover(at, BUYER),
        "seller_cover": _cover(at, SELLER),
    }


def _second_account(at: "Scenario") -> Pubkey:
    """A credit account of the buyer that comes and goes; the held reservation names it."""
    return key("bob's other credit").pubkey()


def _reserve(at: "Scenario", nonce: int) -> Case:
    buyer_credit = None
    if nonce == HELD:
        buyer_credit = _second_account(at)
        _put(at, buyer_credit, _copy_of(at, at.at.credit_account(at.world.bob)))
    meters = {"buyer_meter": at.at.meter(BUYER), "seller_meter": at.at.meter(SELLER)}
    accounts = _parties(at) | {"payer": at.world.payer} | _records(at) | meters | _payouts(at, buyer_credit)
    args = {"start": PROMISED, "zone": 0, "nonce": nonce, "wh": 100, "price": 200}
    return Case(at.trading, "reserve_flow", accounts, args)


def _copy_of(at: "Scenario", address: Pubkey) -> bytes:
    found = at.world.account(address)
    assert found is not None
    return bytes(found.data)


def _put(at: "Scenario", address: Pubkey, data: bytes) -> None:
    at.world.put(address, data, TOKEN_PROGRAM)


def _deliver(at: "Scenario", nonce: int, buyer_credit: Pubkey | None = None) -> Case:
    accounts = _flow(at, nonce) | _payouts(at, buyer_credit)
    accounts |= {
        "zone_account": at.at.zone(),
        "batch": at.at.batch(PROMISED),
        "buyer_meter": at.at.meter(BUYER),
        "buyer_feed": at.at.feed(at.at.meter(BUYER)),
        "seller_feed": at.at.feed(at.at.meter(SELLER)),
    }
    return Case(at.trading, "deliver_flow", accounts)


def _held(at: "Scenario") -> Iterator[Case]:
    """A delivery whose payout account is gone; it is paid once another is named."""
    gone = _second_account(at)
    at.world.remove(gone)
    at.world.do(_deliver(at, HELD, gone).build())
    to: Mapping[str, Pubkey] = {
        "payout_energy": at.at.energy_account(at.world.bob),
        "payout_credit": at.at.credit_account(at.world.bob),
    }
    redirect = {"owner": at.world.bob, "reservation": _reservation(at, HELD), **to}
    yield Case(at.trading, "redirect_flow", redirect)
    collect = {"reservation": _reservation(at, HELD), "buyer_energy": to["payout_energy"]} | _credits(at)
    yield Case(at.trading, "collect_flow", collect)


def _close(at: "Scenario") -> Iterator[Case]:
    at.world.set_time(PROMISED + INTERVAL_S + DAY_S + 1)
    feeds = {"batch": at.at.batch(PROMISED + 1), "seller_feed": at.at.feed(at.at.meter(SELLER))}
    _move_feed_on(at)
    feeds["batch"] = at.at.batch(PROMISED)
    yield Case(at.trading, "expire_flow", _flow(at, EXPIRED) | feeds | _credits(at))
    payer = {"payer": at.world.payer}
    yield Case(at.trading, "close_flow", {"reservation": _reservation(at, DELIVERED), **payer})
    at.world.do(Case(at.trading, "open_interval", payer, {"start": PROMISED, "zone": 0}).build())
    interval = at.at.interval(PROMISED)
    at.world.do(
        Case(at.trading, "clear_interval", {"interval": interval, "zone_account": at.at.zone()}).build()
    )
    cover = {"cover": _cover(at, BUYER), "zone_account": at.at.zone(), "interval": interval, **payer}
    yield Case(at.trading, "close_cover", cover)
    yield Case(at.trading, "update_market_data", payer, {"zone": 0, "start": PROMISED})


def _move_feed_on(at: "Scenario") -> None:
    """Attest a later interval, so that the promised one can be proved no longer."""
    later = PROMISED + DAY_S // INTERVAL_S * INTERVAL_S
    at.world.do(at.open_batch(later).build())
    at.world.do(at.submit_batch(later).build())
