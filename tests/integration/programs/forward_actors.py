"""Owners and agents at the real programs, beside the plain model of what should come of it."""

from functools import partial

import pytest
from solders.instruction import AccountMeta
from tests.integration.programs.forward_model import (
    AGENT_BID,
    AGENT_WH,
    CREDIT,
    DELEGATED_CREDIT,
    ENERGY_WH,
    Model,
    Promise,
)
from tests.integration.programs.forward_stage import AHEAD, AHEAD_END, UNITS_PER_WH, Flow, ForwardStage
from tests.integration.programs.market_stage import ASK, BID, GATE_S, LOT, Placed, Refused, Trader
from tests.integration.programs.test_trading_execute_trade import trade

OWNERS = 3


class Actors:
    """One interval from its first promise to its last settled order; every act is held against the rules."""

    def __init__(self) -> None:
        self.stage, self.model = ForwardStage(), Model()
        self.phase = "ahead"
        self.flows: list[Flow] = []
        self.orders: list[tuple[int, Placed, int, int]] = []
        self.traders = [self._trader(n) for n in range(OWNERS)]
        self.meters = [self.stage.meter(t.wallet, f"M{n}") for n, t in enumerate(self.traders)]
        self.agents = [
            self.stage.agent(t.wallet, f"agent {n}", max_order_wh=AGENT_WH, max_bid=AGENT_BID)
            for n, t in enumerate(self.traders)
        ]

    def _trader(self, n: int) -> Trader:
        trader = self.stage.trader(f"owner {n}", credit=CREDIT, energy_wh=ENERGY_WH)
        self.stage.approve(trader, trader.credit, DELEGATED_CREDIT)
        self.stage.approve(trader, trader.energy, ENERGY_WH * UNITS_PER_WH)
        return trader

    # What anybody may try at any time.

    def approve(self, owner: int, wh: int) -> None:
        self.stage.approve(self.traders[owner], self.traders[owner].energy, wh * UNITS_PER_WH)
        self.model.owners[owner].may_move_wh = wh

    def trade(self, buyer: int, step: int, wh: int, price: int) -> None:
        seller = (buyer + step) % OWNERS
        one, other = self.traders[buyer], self.traders[seller]
        instruction = trade(self.stage, one, other, wh=wh, price=price)
        if self.model.trade(buyer, seller, wh, price):
            self.stage.send(instruction, one.keypair, other.keypair)
            return
        with pytest.raises(Refused, match="InsufficientFunds"):
            self.stage.send(instruction, one.keypair, other.keypair)

    def reserve(self, buyer: int, step: int, wh: int, price: int, agents: int) -> None:
        """Promise; a buyer's agent signs for every second one."""
        promise, by_agent = Promise(buyer, (buyer + step) % OWNERS, wh, price), agents == 1
        nonce, owner, agent = len(self.flows), self.traders[buyer], self.agents[buyer]
        meters = (self.meters[buyer], self.meters[promise.seller])
        flow = self.stage.flow(owner, self.traders[promise.seller], meters, nonce=nonce)
        changes = {"buyer": agent.pubkey(), "buyer_record": self.stage.record(owner.wallet, agent)}
        instruction = self.stage.reserve_instruction(
            flow, wh, price, nonce=nonce, changes=changes if by_agent else None
        )
        signers = (agent if by_agent else owner.keypair, self.traders[promise.seller].keypair)
        may = self.phase == "ahead" and self.model.may_reserve(promise, by_agent=by_agent)
        if not may:
            with pytest.raises(Refused):
                self.stage.send(instruction, *signers)
            return
        self.stage.send(instruction, *signers)
        self.model.reserve(promise, by_agent=by_agent)
        self.flows.append(flow)

    def release(self, index: int) -> None:
        promise, flow = self._any(index)
        if promise is None or flow is None:
            return
        if self.phase == "ahead" and promise.state == "reserved":
            self.stage.release(flow)
            self.model.undo(promise, "released")
            return
        with pytest.raises(Refused, match=r"AlreadyBegun|FlowResolved"):
            self.stage.release(flow)

    def deliver(self, index: int) -> None:
        promise, flow = self._any(index)
        if promise is None or flow is None:
            return
        if promise.state != "reserved" or self.phase in ("ahead", "past"):
            with pytest.raises(Refused):
                self.stage.deliver(flow)
            return
        self.stage.deliver(flow)
        came, covered = self.model.deliver(promise, spot_is_open=self.phase != "attested")
        kept = self.stage.reservation(flow)
        assert (kept["delivered_wh"], kept["covered_wh"]) == (came, covered)

    def expire(self, index: int) -> None:
        promise, flow = self._any(index)
        if promise is None or flow is None:
            return
        if self.phase == "past" and promise.state == "reserved":
            self.stage.expire(flow)
            self.model.undo(promise, "expired")
            return
        with pytest.raises(Refused, match=r"StillProvable|FlowResolved"):
            self.stage.expire(flow)

    def place(self, owner: int, share: int, limit: int) -> None:
        """Whoever lacked energy bids for a share [%], at times for too much; others offer what they hold."""
        if self.phase != "open" or any(known == owner for known, *_ in self.orders):
            return
        trader, holder = self.traders[owner], self.model.owners[owner]
        left = holder.deficit_wh - holder.covered_wh
        side = BID if holder.deficit_wh else ASK
        wh = max((left if side == BID else holder.energy_wh) * share // 100, LOT)
        may = wh <= left and wh * limit <= holder.credit if side == BID else wh <= holder.energy_wh
        pairs = self._shown(owner) if side == BID else []
        act = partial(self.stage.place, trader, side, limit, wh, pairs=pairs)
        if not may:
            with pytest.raises(Refused, match=r"OverDeficit|InsufficientFunds"):
                act()
            return
        self.orders.append((owner, act(), limit, wh))
        self.model.lock(owner, wh, limit, is_bid=side == BID)

    # How time goes on.

    def attest(self, nets: tuple[int, ...]) -> None:
        """The interval is over: each meter imported, or exported where negative."""
        self.phase = "attested"
        self.stage.set_time(AHEAD_END)
        for meter, owner, net in zip(self.meters, self.model.owners, nets, strict=True):
            owner.deficit_wh, owner.surplus_wh = max(net, 0), max(-net, 0)
            self.stage.measure(meter, imported=owner.deficit_wh, exported=owner.surplus_wh)
        self.stage.seal(AHEAD)

    def open_spot(self) -> None:
        if self.model.waiting:
            with pytest.raises(Refused, match="FlowsWaiting"):
                self.stage.open_ahead()
            self.stage.set_time(AHEAD_END + GATE_S // 2)
        self.stage.open_ahead()
        self.phase = "open"
        covered = sum(owner.covered_wh for owner in self.model.owners)
        assert self.stage.book()["has_cover"] == (covered > 0)

    def clear_and_settle(self) -> None:
        """The spot market ends; what it decides is held against the rules by its own round."""
        self.phase = "settled"
        self.stage.close_gate()
        self.stage.clear()
        book = self.stage.book()
        if book["marginal_left"]:
            level = (book["marginal_side"], book["price"])
            self.stage.rank(*(order for _, order, limit, _ in self.orders if (order.side, limit) == level))
        for owner, order, limit, wh in self.orders:
            self.stage.settle(order)
            fill = self.stage.order(order)["filled_wh"]
            self.model.settle(owner, wh, limit, fill, book["price"], is_bid=order.side == BID)

    def go_past(self) -> None:
        """The next interval is attested: nothing of this one is provable any more."""
        for meter in self.meters:
            self.stage.measure(meter, end=AHEAD_END + 900)
        self.phase = "past"

    def _any(self, index: int) -> tuple[Promise, Flow] | tuple[None, None]:
        if not self.flows:
            return None, None
        return self.model.promises[index % len(self.flows)], self.flows[index % len(self.flows)]

    def _shown(self, owner: int) -> list[AccountMeta]:
        meter = self.meters[owner]
        cover = [self.stage.cover_of(meter)] if self.stage.book()["has_cover"] else []
        accounts = (meter, self.stage.at.feed(meter), *cover)
        return [AccountMeta(address, is_signer=False, is_writable=False) for address in accounts]

    # What holds after every act.

    def check(self) -> None:
        self._check_holdings()
        self._check_limits()
        if self.model.promises:
            self._check_book()

    def _check_holdings(self) -> None:
        stage, model = self.stage, self.model
        for trader, owner in zip(self.traders, model.owners, strict=True):
            held = (stage.balance(trader.energy), stage.balance(trader.credit))
            assert held == (owner.energy_wh * UNITS_PER_WH, owner.credit)
        assert stage.vaults() == (model.vault_wh * UNITS_PER_WH, model.vault_credit)
        assert stage.supply(stage.at.energy_mint()) == model.energy_units
        assert stage.supply(stage.at.credit_mint()) == CREDIT * OWNERS

    def _check_limits(self) -> None:
        for meter, owner in zip(self.meters, self.model.owners, strict=True):
            assert owner.burned_wh <= owner.deficit_wh
            assert owner.delivered_wh <= owner.surplus_wh
            if self.stage.svm.get_account(self.stage.cover_of(meter)):
                cover = self.stage.cover(meter)
                counted = (owner.delivered_wh, owner.covered_wh, owner.promised_wh, owner.expected_wh)
                names = ("delivered_wh", "covered_wh", "promised_wh", "expected_wh")
                assert tuple(cover[name] for name in names) == counted

    def _check_book(self) -> None:
        promises, owners, book = self.model.promises, self.model.owners, self.stage.forward_book()
        returned = sum(p.wh for p in promises if p.state in ("released", "expired"))
        resolved = len(promises) - len(self.model.waiting)
        assert (book["reserved"], book["resolved"]) == (len(promises), resolved)
        assert (book["promised_wh"], book["returned_wh"]) == (sum(p.wh for p in promises), returned)
        assert book["delivered_wh"] == sum(owner.delivered_wh for owner in owners)
        assert book["covered_wh"] == sum(owner.covered_wh for owner in owners)
