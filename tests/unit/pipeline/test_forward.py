from dataclasses import dataclass

import pytest
from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey
from tests.unit.pipeline.conftest import NAMES, NOON, Delivered

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.compose import Run
from gridtokenx.pipeline.attest import attest
from gridtokenx.pipeline.book import read_orders
from gridtokenx.pipeline.forward import covered_wh, resolve
from gridtokenx.pipeline.sending import Step
from gridtokenx.pipeline.site import Connection, Site
from gridtokenx.pipeline.trade import collect, open_interval
from gridtokenx.reading.record import MeterReading

WH, PRICE, MUCH = 300, 250, 10**9
DELIVERED, EXPIRED = 1, 3


@dataclass
class Ahead:
    """A promise of energy of the interval that the run begins with, made before it begins."""

    site: Site
    buyer: Connection
    seller: Connection
    start_s: int

    @property
    def address(self) -> Pubkey:
        return self.site.addresses.reservation(
            self.start_s, buyer_meter=self.buyer.meter, seller_meter=self.seller.meter
        )

    def reserve(self) -> None:
        site, buyer, seller = self.site, self.buyer, self.seller
        accounts = {
            "buyer": buyer.wallet,
            "seller": seller.wallet,
            "payer": site.operator_address(),
            "buyer_record": buyer.wallet,
            "seller_record": seller.wallet,
            "buyer_meter": buyer.meter,
            "seller_meter": seller.meter,
            "buyer_energy": buyer.energy,
            "buyer_credit": buyer.credit,
            "seller_energy": seller.energy,
            "seller_credit": seller.credit,
        }
        args = {"start": self.start_s, "zone": 0, "nonce": 0, "wh": WH, "price": PRICE}
        reserve = site.programs.trading.instruction("reserve_flow", accounts=accounts, args=args)
        keys = tuple(site.keys.owner(party.spec.meter_id) for party in (buyer, seller))
        issued = tuple(self._issue(party) for party in (buyer, seller))
        site.sender.send([Step(issued), Step((reserve, self._approve()), keys)])

    def _issue(self, party: Connection) -> Instruction:
        accounts = {"authority": self.site.operator_address(), "destination": party.credit}
        args = {"amount": MUCH, "reference": bytes(party.wallet)}
        return self.site.programs.energy_token.instruction("issue_credit", accounts=accounts, args=args)

    def _approve(self) -> Instruction:
        metas = [
            AccountMeta(self.seller.energy, is_signer=False, is_writable=True),
            AccountMeta(self.site.addresses.vault_authority(), is_signer=False, is_writable=False),
            AccountMeta(self.seller.wallet, is_signer=True, is_writable=False),
        ]
        return Instruction(TOKEN_PROGRAM, b"\x04" + (10**15).to_bytes(8, "little"), metas)

    def state(self) -> int | None:
        account = self.site.ledger.account(self.address)
        if account is None:
            return None
        state = self.site.programs.trading.account("Reservation", account.data)["state"]
        assert isinstance(state, int)
        return state


@pytest.fixture
def ahead(opened: Run) -> Ahead:
    """Made on the ledger while its clock still stands before the first interval."""
    site = opened.exchange.site
    by_id = site.by_id()
    found = Ahead(site, by_id[MeterId(NAMES[4])], by_id[MeterId(NAMES[0])], NOON)
    found.reserve()
    return found


def attested(ahead: Ahead, delivered: Delivered) -> tuple[MarketInterval, list[MeterReading]]:
    interval, items = delivered
    attest(ahead.site, [item.reading for item in items], interval=interval)
    return interval, items


def test_a_promise_is_delivered_before_spot_opens_and_then_closed(ahead: Ahead, delivered: Delivered) -> None:
    interval, items = attested(ahead, delivered)
    open_interval(ahead.site, interval)
    assert ahead.state() == DELIVERED
    assert covered_wh(ahead.site, interval, [ahead.buyer.meter, ahead.seller.meter]) == [WH, 0]
    collect(ahead.site, interval, items, last_prices=())
    lacked = {i.reading.meter_id: i.reading.deficit_wh for i in items}[ahead.buyer.spec.meter_id]
    bids = {order.owner: order.quantity_wh for order in read_orders(ahead.site, interval)}
    assert bids[ahead.buyer.wallet] == lacked - WH
    resolve(ahead.site, interval)
    assert ahead.state() is None


def test_a_promise_that_nothing_proves_any_more_is_undone(ahead: Ahead, opened: Run) -> None:
    for _ in range(2):
        interval, items = opened.meters.measure()
        opened.meters.keep(items)
        ahead.site.ledger.advance_to(interval.end_s)
        attest(ahead.site, [item.reading for item in items], interval=interval)
    resolve(ahead.site, interval)
    assert ahead.state() == EXPIRED


def test_without_promises_nothing_is_sent(site: Site, delivered: Delivered) -> None:
    before = site.ledger.transaction_count()
    resolve(site, delivered[0])
    assert site.ledger.transaction_count() == before
