from collections.abc import Mapping

import numpy as np
import pytest
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.system_program import TransferParams, transfer
from tests.unit.pipeline.conftest import Delivered

from gridtokenx.base.interval import MarketInterval
from gridtokenx.chain.addresses import TOKEN_PROGRAM, associated_token_account
from gridtokenx.chain.token import balance_of, create_token_account
from gridtokenx.market.book import Band
from gridtokenx.market.clearing.uniform import clear_arrays
from gridtokenx.market.order import Side
from gridtokenx.pipeline.book import INTERVAL_CLEARED, SETTLED, read_interval, read_orders
from gridtokenx.pipeline.clear import clear, close, settle
from gridtokenx.pipeline.interval import Exchange
from gridtokenx.pipeline.sending import Step
from gridtokenx.pipeline.site import Site

TRANSFER, CLOSE = b"\x03", b"\x09"
"""Instructions of the token program."""


def test_the_chain_finds_the_price_that_python_finds(exchange: Exchange, delivered: Delivered) -> None:
    interval, items = delivered
    exchange.offer(interval, items)
    settle(exchange.site, interval, clear(exchange.site, interval))
    market = read_interval(exchange.site, interval)
    orders = read_orders(exchange.site, interval)
    assert market is not None
    assert market.state == INTERVAL_CLEARED
    auction = clear_arrays(
        np.array([o.side for o in orders]),
        np.array([o.limit for o in orders]),
        np.array([o.quantity_wh for o in orders]),
        band=Band(0, 599),
    )
    assert (market.price, market.cleared_wh) == (auction.price_ticks, auction.volume_wh)
    assert [o.filled_wh for o in orders] == list(auction.fills_wh)
    assert market.cleared_wh > 0
    assert all(o.state == SETTLED for o in orders)


def test_settling_empties_the_vaults_and_closing_the_accounts(
    exchange: Exchange, delivered: Delivered
) -> None:
    interval, items = delivered
    site = exchange.site
    exchange.offer(interval, items)
    settle(site, interval, clear(site, interval))
    vaults = site.ledger.accounts([site.addresses.energy_vault(), site.addresses.credit_vault()])
    assert [balance_of(v.data) for v in vaults if v is not None] == [0, 0]
    close(site, interval, read_orders(site, interval))
    assert read_interval(site, interval) is None
    assert read_orders(site, interval) == []


def test_each_step_again_changes_nothing(exchange: Exchange, delivered: Delivered) -> None:
    interval, items = delivered
    site = exchange.site
    exchange.offer(interval, items)
    steps = (
        lambda: clear(site, interval),
        lambda: settle(site, interval, read_orders(site, interval)),
        lambda: close(site, interval, read_orders(site, interval)),
    )
    for step in steps:
        step()
        count = site.ledger.transaction_count()
        step()
        assert site.ledger.transaction_count() == count


def test_sellers_are_paid_by_buyers_to_the_unit(exchange: Exchange, delivered: Delivered) -> None:
    interval, items = delivered
    site = exchange.site
    exchange.offer(interval, items)
    before = credits_of(exchange)
    orders = read_orders(site, interval)
    locked = {o.owner: o.quantity_wh * o.limit for o in orders if o.side == Side.BID}
    settle(site, interval, clear(site, interval))
    market, orders = read_interval(site, interval), read_orders(site, interval)
    assert market is not None
    price = market.price or 0
    feed_in = site.campus.tariff.feed_in_ticks
    after = credits_of(exchange)
    for order in orders:
        change = after[order.owner] - before[order.owner]
        if order.side == Side.BID:
            assert change == locked[order.owner] - order.filled_wh * price
        else:
            assert change == order.filled_wh * price + (order.quantity_wh - order.filled_wh) * feed_in


def credits_of(exchange: Exchange) -> dict[object, int]:
    site = exchange.site
    accounts = site.ledger.accounts([c.credit for c in site.connections])
    return {
        c.wallet: balance_of(a.data) for c, a in zip(site.connections, accounts, strict=True) if a is not None
    }


@pytest.mark.parametrize("gone", [False, True])
def test_a_strangers_order_is_settled_and_closed_like_any_other(
    exchange: Exchange,
    delivered: Delivered,
    gone: bool,  # parametrised
) -> None:
    """It was paid for by another, and may have lost its payout account: nobody waits for that."""
    interval, items = delivered
    site = exchange.site
    exchange.offer(interval, items)
    stranger = Stranger(site, interval)
    stranger.offer(50)
    if gone:
        stranger.close_accounts()
    settle(site, interval, clear(site, interval))
    close(site, interval, read_orders(site, interval))
    left = [order.owner for order in read_orders(site, interval)]
    assert left == ([stranger.wallet] if gone else [])
    assert (read_interval(site, interval) is None) is not gone
    count = site.ledger.transaction_count()
    close(site, interval, read_orders(site, interval))
    assert site.ledger.transaction_count() == count


class Stranger:
    """A wallet that the campus does not know; it has energy, and pays for its own accounts."""

    def __init__(self, site: Site, interval: MarketInterval) -> None:
        self.site, self.key = site, Keypair.from_seed(b"\x09" * 32)
        self.wallet = self.key.pubkey()
        self.market = site.addresses.interval(interval.start_s)
        me, mints = site.operator_address(), (site.addresses.energy_mint(), site.addresses.credit_mint())
        gift = TransferParams(from_pubkey=me, to_pubkey=self.wallet, lamports=10**9)
        self.energy, self.credit = (associated_token_account(self.wallet, mint) for mint in mints)
        steps = [create_token_account(me, owner=self.wallet, mint=mint) for mint in mints]
        site.sender.send_packed([transfer(gift), *steps])

    def offer(self, wh: int) -> None:
        """Offer energy that a seller took back from the market and gave away."""
        orders = read_orders(self.site, MarketInterval.containing(self.site.ledger.time_s() - 900))
        sellers = {order.owner: order for order in orders if order.side == Side.ASK}
        connection = next(c for c in self.site.connections if c.wallet in sellers)
        order = sellers[connection.wallet]
        cancel = {
            "owner": connection.wallet,
            "interval": self.market,
            "order": order.address,
            "head": order.address,
            "vault": self.site.addresses.energy_vault(),
            "destination": connection.energy,
        }
        owner = self.site.keys.owner(connection.spec.meter_id)
        self.send([self.call("cancel_order", cancel, {})], owner)
        self.send(
            [self.token(TRANSFER + (wh * 10**6).to_bytes(8, "little"), connection.energy, owner)], owner
        )
        at = self.site.addresses.order(self.market, owner=self.wallet)
        place = {
            "owner": self.wallet,
            "payer": self.wallet,
            "interval": self.market,
            "head": at,
            "source": self.energy,
            "vault": self.site.addresses.energy_vault(),
            "payout_energy": self.energy,
            "payout_credit": self.credit,
        }
        args = {"side": 1, "nonce": 0, "limit": 100, "quantity_wh": wh, "flags": 0}
        self.send([self.call("place_order", place, args)], self.key)

    def close_accounts(self) -> None:
        """Give up both token accounts, which are empty while the order is open."""
        for account in (self.energy, self.credit):
            keys = [AccountMeta(account, False, True), AccountMeta(self.wallet, False, True)]
            owner = AccountMeta(self.wallet, True, False)
            self.send([Instruction(TOKEN_PROGRAM, CLOSE, [*keys, owner])], self.key)

    def call(self, name: str, accounts: dict[str, Pubkey], args: Mapping[str, object]) -> Instruction:
        return self.site.programs.trading.instruction(name, accounts=accounts, args=args)

    def token(self, data: bytes, source: Pubkey, owner: Keypair) -> Instruction:
        metas = [AccountMeta(key, False, True) for key in (source, self.energy)]
        return Instruction(TOKEN_PROGRAM, data, [*metas, AccountMeta(owner.pubkey(), True, False)])

    def send(self, instructions: list[Instruction], signer: Keypair) -> None:
        self.site.sender.send([Step(tuple(instructions), (signer,))])
