"""`place_agent_order` and `cancel_agent_order`: an agent trades within its limits and takes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from tests.integration.programs.forward_stage import (
    ASKS,
    BIDS,
    FORWARD,
    REVOKED,
    UNITS_PER_WH,
    ForwardStage,
)
from tests.integration.programs.market_stage import (
    ASK,
    BID,
    RICH,
    START,
    Placed,
    Refused,
    Trader,
    key,
)

CREDIT, ENERGY_WH, DEFICIT_WH = 10**6, 1_000, 500


@dataclass
class Mandated:
    """An owner with a meter and an agent, in an open interval."""

    stage: ForwardStage
    owner: Trader
    agent: Keypair
    pairs: list[AccountMeta]

    def instruction(
        self, side: int, limit: int, wh: int, *, nonce: int = 0, changes: Mapping[str, Pubkey] | None = None
    ) -> Instruction:
        stage, owner = self.stage, self.owner
        accounts = {
            "agent": self.agent.pubkey(),
            "payer": stage.payer.pubkey(),
            "owner": owner.wallet,
            "interval": stage.interval,
            "head": stage.at.order(stage.interval, owner=owner.wallet),
            "source": owner.credit if side == BID else owner.energy,
            "vault": stage.at.credit_vault() if side == BID else stage.at.energy_vault(),
            "payout_energy": owner.energy,
            "payout_credit": owner.credit,
        }
        args = {"side": side, "nonce": nonce, "limit": limit, "quantity_wh": wh, "flags": 0}
        pairs = self.pairs if side == BID and nonce == 0 else []
        return stage.call("place_agent_order", accounts | dict(changes or {}), args=args, remaining=pairs)

    def place(self, side: int, limit: int, wh: int, *, nonce: int = 0) -> Placed:
        self.stage.send(self.instruction(side, limit, wh, nonce=nonce), self.agent)
        return self.stage.placed(self.owner, side, nonce)

    def cancel_instruction(self, placed: Placed, **changes: Pubkey) -> Instruction:
        stage, bid = self.stage, placed.side == BID
        accounts = {
            "agent": self.agent.pubkey(),
            "owner": self.owner.wallet,
            "interval": stage.interval,
            "order": placed.address,
            "head": placed.head,
            "vault": stage.at.credit_vault() if bid else stage.at.energy_vault(),
            "destination": self.owner.credit if bid else self.owner.energy,
        }
        return stage.call("cancel_agent_order", accounts | changes)

    def approve(self, *, credit: int = CREDIT, energy_wh: int = ENERGY_WH) -> None:
        self.stage.approve(self.owner, self.owner.credit, credit)
        self.stage.approve(self.owner, self.owner.energy, energy_wh * UNITS_PER_WH)

    def untouched(self) -> None:
        assert self.stage.vaults() == (0, 0)
        assert self.stage.balance(self.owner.credit) == CREDIT
        assert self.stage.balance(self.owner.energy) == ENERGY_WH * UNITS_PER_WH


@pytest.fixture
def mandated() -> Mandated:
    stage = ForwardStage()
    stage.seal(START)
    stage.open()
    owner = stage.trader("owner", credit=CREDIT, energy_wh=ENERGY_WH)
    pairs = stage.attest(owner.wallet, "M1", DEFICIT_WH)
    return Mandated(stage, owner, stage.agent(owner.wallet), pairs)


def test_a_bid_locks_what_was_delegated(mandated: Mandated) -> None:
    mandated.approve()
    stage, owner = mandated.stage, mandated.owner
    result = stage.send(mandated.instruction(BID, 200, 300), mandated.agent)
    assert stage.vaults() == (0, 60_000)
    assert stage.balance(owner.credit) == CREDIT - 60_000
    order = stage.order(stage.placed(owner, BID))
    assert (order["owner"], order["bid_cap_wh"], order["bid_open_wh"]) == (owner.wallet, DEFICIT_WH, 300)
    assert (order["payout_energy"], order["payout_credit"]) == (owner.energy, owner.credit)
    names = [(event.name, event.data["owner"]) for event in stage.events(result)]
    assert names == [("OrderPlaced", owner.wallet), ("AgentOrderPlaced", owner.wallet)]
    assert stage.events(result)[1].data["agent"] == mandated.agent.pubkey()


def test_an_ask_locks_what_was_delegated(mandated: Mandated) -> None:
    mandated.approve()
    mandated.place(ASK, 200, 400)
    assert mandated.stage.vaults() == (400 * UNITS_PER_WH, 0)


def test_all_orders_together_keep_to_what_was_delegated(mandated: Mandated) -> None:
    mandated.approve(credit=50_000)
    mandated.place(BID, 200, 200)
    with pytest.raises(Refused, match="InsufficientFunds"):
        mandated.place(BID, 200, 51, nonce=1)
    mandated.place(BID, 200, 50, nonce=1)
    with pytest.raises(Refused, match=r"InsufficientFunds|OwnerMismatch"):
        mandated.place(BID, 200, 50, nonce=2)


def test_nothing_moves_that_was_not_delegated(mandated: Mandated) -> None:
    for side in (BID, ASK):
        with pytest.raises(Refused, match="OwnerMismatch"):
            mandated.place(side, 200, 100)
    mandated.untouched()


def test_the_deficit_and_the_side_bind_agents_too(mandated: Mandated) -> None:
    mandated.approve()
    with pytest.raises(Refused, match="OverDeficit"):
        mandated.place(BID, 200, DEFICIT_WH + 1)
    mandated.place(BID, 200, DEFICIT_WH)
    with pytest.raises(Refused, match="OtherSide"):
        mandated.place(ASK, 200, 10, nonce=1)
    with pytest.raises(Refused, match="OverDeficit"):
        mandated.stage.place(mandated.owner, BID, 200, 10, nonce=1)


@pytest.mark.parametrize(
    ("side", "fields", "why"),
    [
        (BID, {"sides": ASKS | FORWARD}, "AgentSide"),
        (ASK, {"sides": BIDS | FORWARD}, "AgentSide"),
        (BID, {"max_order_wh": 99}, "AgentOverQuantity"),
        (ASK, {"max_order_wh": 99}, "AgentOverQuantity"),
        (BID, {"max_bid": 199}, "AgentOverPrice"),
        (ASK, {"min_ask": 201}, "AgentOverPrice"),
        (BID, {"status": REVOKED}, "AgentRevoked"),
        (BID, {"expires_at": START}, "AgentExpired"),
    ],
)
def test_every_limit_holds(mandated: Mandated, side: int, fields: dict[str, int], why: str) -> None:
    mandated.approve()
    mandated.stage.agent(mandated.owner.wallet, **fields)
    with pytest.raises(Refused, match=why):
        mandated.place(side, 200, 100)
    mandated.untouched()


@pytest.mark.parametrize(
    ("side", "fields"),
    [
        (BID, {"sides": BIDS, "max_order_wh": 100, "max_bid": 200, "expires_at": START + 1}),
        (ASK, {"sides": ASKS, "max_order_wh": 100, "min_ask": 200, "expires_at": START + 1}),
    ],
)
def test_every_limit_is_included(mandated: Mandated, side: int, fields: dict[str, int]) -> None:
    mandated.approve()
    mandated.stage.agent(mandated.owner.wallet, **fields)
    mandated.place(side, 200, 100)


def test_only_the_owners_own_account_is_spent(mandated: Mandated) -> None:
    """Others have delegated to the same vault authority, and it owns the vaults."""
    stage = mandated.stage
    victim = stage.trader("victim", credit=CREDIT, energy_wh=ENERGY_WH)
    stage.approve(victim, victim.credit, CREDIT)
    stage.approve(victim, victim.energy, ENERGY_WH * UNITS_PER_WH)
    seller = stage.trader("seller", energy_wh=100)
    stage.place(seller, ASK, 350, 100)
    sources = {BID: (victim.credit, mandated.owner.energy), ASK: (victim.energy, stage.at.energy_vault())}
    for side, accounts in sources.items():
        for source in accounts:
            with pytest.raises(Refused, match=r"WrongSource|DuplicateMutable"):
                stage.send(mandated.instruction(side, 200, 50, changes={"source": source}), mandated.agent)
    assert stage.balance(victim.credit) == CREDIT


def test_payouts_are_the_owners(mandated: Mandated) -> None:
    mandated.approve()
    mine = mandated.stage.trader("mine")
    for name, account in (("payout_energy", mine.energy), ("payout_credit", mine.credit)):
        with pytest.raises(Refused, match="WrongPayout"):
            mandated.stage.send(mandated.instruction(BID, 200, 50, changes={name: account}), mandated.agent)


def test_the_authorisation_is_the_owners_for_this_key(mandated: Mandated) -> None:
    stage, owner = mandated.stage, mandated.owner
    mandated.approve()
    stranger = key("stranger")
    other = stage.agent(key("other owner").pubkey(), "stranger")
    records = (
        stage.record(owner.wallet, mandated.agent),
        stage.record(key("other owner").pubkey(), other),
    )
    for record in records:
        changes = {"agent": stranger.pubkey(), "agent_record": record}
        with pytest.raises(Refused, match=r"InvalidSeeds|ConstraintSeeds"):
            stage.send(mandated.instruction(BID, 200, 50, changes=changes), stranger)
    unsigned = stage.unsigned(mandated.instruction(BID, 200, 50), mandated.agent.pubkey())
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        stage.send(unsigned)
    found = stage.svm.get_account(records[0])
    assert found is not None
    stage.write(records[0], stage.trading.id, found.data)
    with pytest.raises(Refused, match=r"IllegalOwner|InvalidAccountOwner|ConstraintOwner"):
        mandated.place(BID, 200, 50)
    mandated.untouched()


def test_a_pause_and_the_gate_bind_agents(mandated: Mandated) -> None:
    mandated.approve()
    mandated.stage.govern(paused=2)
    with pytest.raises(Refused, match="Paused"):
        mandated.place(BID, 200, 50)
    mandated.stage.govern()
    mandated.stage.close_gate()
    with pytest.raises(Refused, match="GateClosed"):
        mandated.place(BID, 200, 50)


def test_the_agent_may_pay_the_rent(mandated: Mandated) -> None:
    mandated.approve()
    mandated.stage.svm.airdrop(mandated.agent.pubkey(), RICH)
    changes = {"payer": mandated.agent.pubkey()}
    mandated.stage.send(mandated.instruction(BID, 200, 50, changes=changes), mandated.agent)
    assert mandated.stage.order(mandated.stage.placed(mandated.owner, BID))["payer"] == changes["payer"]


def test_the_owner_cancels_what_its_agent_placed(mandated: Mandated) -> None:
    mandated.approve()
    placed = mandated.place(BID, 200, 50)
    mandated.stage.cancel(placed)
    mandated.untouched()


@pytest.mark.parametrize("side", [BID, ASK])
def test_the_agent_cancels_into_the_orders_payout_account(mandated: Mandated, side: int) -> None:
    mandated.approve()
    mandated.stage.govern(paused=2)
    mandated.stage.govern()
    placed = mandated.place(side, 200, 50)
    mandated.stage.govern(paused=7)
    result = mandated.stage.send(mandated.cancel_instruction(placed), mandated.agent)
    assert [event.name for event in mandated.stage.events(result)] == ["OrderCancelled"]
    assert mandated.stage.order(placed)["state"] == 1
    mandated.untouched()
    with pytest.raises(Refused, match="OrderNotOpen"):
        mandated.stage.send(mandated.cancel_instruction(placed), mandated.agent)


def test_an_agent_cancels_what_its_owner_placed(mandated: Mandated) -> None:
    stage, owner = mandated.stage, mandated.owner
    placed = stage.place(owner, BID, 200, 50, pairs=mandated.pairs)
    stage.send(mandated.cancel_instruction(placed), mandated.agent)
    assert stage.balance(owner.credit) == CREDIT


def test_an_agent_takes_no_refund(mandated: Mandated) -> None:
    mandated.approve()
    stage, owner = mandated.stage, mandated.owner
    placed = mandated.place(BID, 200, 50)
    mine = stage.trader("mine")
    spare = stage.token_account("spare", stage.at.credit_mint(), owner.wallet)
    for account in (mine.credit, spare, owner.energy):
        with pytest.raises(Refused, match="WrongPayout"):
            stage.send(mandated.cancel_instruction(placed, destination=account), mandated.agent)
    found = stage.svm.get_account(owner.credit)
    assert found is not None
    stage.write(owner.credit, found.owner, found.data[:32] + bytes(mine.wallet) + found.data[64:])
    with pytest.raises(Refused, match="WrongPayout"):
        stage.send(mandated.cancel_instruction(placed), mandated.agent)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"sides": ASKS}, "AgentSide"),
        ({"status": REVOKED}, "AgentRevoked"),
        ({"expires_at": START}, "AgentExpired"),
    ],
)
def test_an_agent_that_may_not_trade_may_not_cancel(
    mandated: Mandated, fields: dict[str, int], why: str
) -> None:
    mandated.approve()
    placed = mandated.place(BID, 200, 50)
    mandated.stage.agent(mandated.owner.wallet, **fields)
    with pytest.raises(Refused, match=why):
        mandated.stage.send(mandated.cancel_instruction(placed), mandated.agent)


def test_agents_cancel_for_their_owner_only(mandated: Mandated) -> None:
    stage = mandated.stage
    other = stage.trader("other", energy_wh=100)
    placed = stage.place(other, ASK, 200, 50)
    with pytest.raises(Refused, match=r"WrongPayout|WrongOwner"):
        stage.send(mandated.cancel_instruction(placed), mandated.agent)
    with pytest.raises(Refused, match="WrongOwner"):
        stage.send(mandated.cancel_instruction(placed, destination=other.energy), mandated.agent)
    changes = {"owner": other.wallet, "destination": other.energy}
    with pytest.raises(Refused):
        stage.send(mandated.cancel_instruction(placed, **changes), mandated.agent)


def test_what_an_agent_bought_is_settled_like_any_order(mandated: Mandated) -> None:
    mandated.approve()
    stage, owner = mandated.stage, mandated.owner
    seller = stage.trader("seller", energy_wh=200)
    ask = stage.place(seller, ASK, 180, 200)
    bid = mandated.place(BID, 220, 300)
    stage.close_gate()
    stage.clear()
    stage.rank(bid)
    stage.settle(ask, bid)
    assert stage.vaults() == (0, 0)
    assert stage.balance(owner.credit) == CREDIT - 200 * stage.book()["price"]
