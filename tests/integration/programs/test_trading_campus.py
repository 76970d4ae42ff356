"""A market interval with nothing written by hand: governed, registered, attested, minted, traded, settled."""

from dataclasses import dataclass

import pytest
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from tests.integration.programs.oracle_stage import (
    INTERVAL_S,
    START,
    UNITS_PER_WH,
    Metered,
    Refused,
    Stage,
    entry,
    key,
    programs,
)

from gridtokenx.chain.token import create_token_account

BID, ASK = 0, 1
PAID_IN = 10**6
GATE = START + INTERVAL_S + 300


@dataclass
class Campus:
    """Alice exports 600 Wh, Bob imports 1,000 Wh and has paid credit in."""

    stage: Stage
    alice: Metered
    bob: Metered

    def call(
        self, name: str, args: dict[str, object], remaining: list[AccountMeta], **accounts: Pubkey
    ) -> Instruction:
        return programs().trading.instruction(name, accounts=accounts, args=args, remaining=remaining)

    def credit(self, meter: Metered) -> Pubkey:
        return self.stage.at.credit_account(meter.owner)

    def order(self, meter: Metered) -> Pubkey:
        return self.stage.at.order(self.interval, owner=meter.owner)

    @property
    def interval(self) -> Pubkey:
        return self.stage.at.interval(START)

    def place(self, meter: Metered, owner: Keypair, side: int, limit: int, quantity_wh: int) -> None:
        at, order = self.stage.at, self.order(meter)
        pairs = [AccountMeta(a, is_signer=False, is_writable=False) for a in (meter.address, meter.feed)]
        instruction = self.call(
            "place_order",
            {"side": side, "nonce": 0, "limit": limit, "quantity_wh": quantity_wh, "flags": 0},
            pairs if side == BID else [],
            owner=owner.pubkey(),
            payer=self.stage.operator.pubkey(),
            interval=self.interval,
            head=order,
            source=self.credit(meter) if side == BID else meter.energy,
            vault=at.credit_vault() if side == BID else at.energy_vault(),
            payout_energy=meter.energy,
            payout_credit=self.credit(meter),
        )
        self.stage.send(instruction, owner)

    def finish(self) -> None:
        """Clear, rank and settle both orders."""
        zone = programs().trading.address(b"zone", bytes(2))
        self.stage.set_time(GATE)
        self.stage.send(self.call("clear_interval", {}, [], interval=self.interval, zone_account=zone))
        entries = [
            AccountMeta(address, is_signer=False, is_writable=True)
            for meter in (self.bob, self.alice)
            for address in (self.order(meter), meter.energy, self.credit(meter))
        ]
        ranked = [AccountMeta(self.order(self.bob), is_signer=False, is_writable=True)]
        self.stage.send(self.call("rank_orders", {}, ranked, interval=self.interval))
        self.stage.send(self.call("settle_order", {}, entries, interval=self.interval))


@pytest.fixture
def attested() -> Campus:
    """An interval whose readings are attested, and a market without orders."""
    stage = Stage()
    campus = Campus(stage, stage.meter("ENG_001", owner="alice"), stage.meter("ENG_002", owner="bob"))
    operator = stage.operator.pubkey()
    for meter in (campus.alice, campus.bob):
        stage.send(create_token_account(operator, owner=meter.owner, mint=stage.at.credit_mint()))
    accounts = {"authority": operator, "destination": campus.credit(campus.bob)}
    args = {"amount": PAID_IN, "reference": bytes(32)}
    stage.send(programs().energy_token.instruction("issue_credit", accounts=accounts, args=args))
    stage.send(campus.call("initialize", {}, [], **stage.both()))
    stage.send(campus.call("open_zone", {"zone": 0}, [], **stage.both()))
    stage.open_batch(2)
    stage.submit(
        (campus.alice, entry(generated=800, consumed=200, exported=600)),
        (campus.bob, entry(consumed=1_000, imported=1_000)),
    )
    stage.send(campus.call("open_interval", {"start": START, "zone": 0}, [], payer=operator))
    return campus


def test_attested_surplus_is_sold_paid_for_and_burned(attested: Campus) -> None:
    stage = attested.stage
    assert stage.supply() == 600 * UNITS_PER_WH
    attested.place(attested.alice, key("alice"), ASK, 200, 600)
    attested.place(attested.bob, key("bob"), BID, 260, 1_000)
    attested.finish()
    assert stage.supply() == 0
    assert stage.balance(attested.credit(attested.alice)) == 600 * 260
    assert stage.balance(attested.credit(attested.bob)) == PAID_IN - 600 * 260
    assert stage.balance(stage.at.energy_vault()) == stage.balance(stage.at.credit_vault()) == 0


def test_the_attested_deficit_is_the_most_that_is_bid(attested: Campus) -> None:
    with pytest.raises(Refused):
        attested.place(attested.bob, key("bob"), BID, 260, 1_001)
    attested.place(attested.bob, key("bob"), BID, 260, 1_000)
    assert attested.stage.balance(attested.stage.at.credit_vault()) == 1_000 * 260


def test_nobody_sells_more_than_was_minted(attested: Campus) -> None:
    with pytest.raises(Refused):
        attested.place(attested.alice, key("alice"), ASK, 200, 601)
    attested.place(attested.alice, key("alice"), ASK, 200, 600)
    assert attested.stage.balance(attested.stage.at.energy_vault()) == 600 * UNITS_PER_WH
