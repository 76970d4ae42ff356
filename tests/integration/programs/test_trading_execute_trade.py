"""`execute_trade`: tokens against credit between two wallets, at once or not at all."""

from collections.abc import Mapping

import pytest
from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey
from tests.integration.programs.forward_stage import (
    ASKS,
    BIDS,
    REVOKED,
    UNITS_PER_WH,
    ForwardStage,
)
from tests.integration.programs.market_stage import LOT, PRICE_MAX, PRICE_MIN, START, Refused, Trader, key

WH, PRICE = 400, 300
CREDIT, ENERGY_WH = 10**6, 1_000


@pytest.fixture
def stage() -> ForwardStage:
    return ForwardStage()


@pytest.fixture
def bea(stage: ForwardStage) -> Trader:
    return stage.trader("bea", credit=CREDIT)


@pytest.fixture
def sam(stage: ForwardStage) -> Trader:
    return stage.trader("sam", energy_wh=ENERGY_WH)


def trade(
    stage: ForwardStage,
    bea: Trader,
    sam: Trader,
    *,
    wh: int = WH,
    price: int = PRICE,
    meters: tuple[Pubkey, ...] = (),
    changes: Mapping[str, Pubkey] | None = None,
) -> Instruction:
    accounts = {
        "buyer": bea.wallet,
        "seller": sam.wallet,
        "buyer_owner": bea.wallet,
        "seller_owner": sam.wallet,
        "buyer_record": bea.wallet,
        "seller_record": sam.wallet,
        "buyer_energy": bea.energy,
        "buyer_credit": bea.credit,
        "seller_energy": sam.energy,
        "seller_credit": sam.credit,
    }
    remaining = [AccountMeta(meter, is_signer=False, is_writable=False) for meter in meters]
    args = {"wh": wh, "price": price}
    return stage.call("execute_trade", accounts | dict(changes or {}), args=args, remaining=remaining)


def held(stage: ForwardStage, trader: Trader) -> tuple[int, int]:
    return stage.balance(trader.energy), stage.balance(trader.credit)


def test_energy_and_credit_change_hands(stage: ForwardStage, bea: Trader, sam: Trader) -> None:
    events = stage.events(stage.send(trade(stage, bea, sam), bea.keypair, sam.keypair))
    assert held(stage, bea) == (WH * UNITS_PER_WH, CREDIT - WH * PRICE)
    assert held(stage, sam) == ((ENERGY_WH - WH) * UNITS_PER_WH, WH * PRICE)
    assert [(event.name, event.data) for event in events] == [
        (
            "TradeExecuted",
            {
                "buyer": bea.wallet,
                "seller": sam.wallet,
                "zone": 65_535,
                "wh": WH,
                "price": PRICE,
                "paid_units": WH * PRICE,
            },
        )
    ]


@pytest.mark.parametrize("wh", [LOT, 999, 2**20, 2**32 - 1])
@pytest.mark.parametrize("price", [PRICE_MIN, PRICE_MAX])
def test_small_and_large_amounts_are_exact(stage: ForwardStage, wh: int, price: int) -> None:
    rich = stage.trader("rich", credit=2**45)
    full = stage.trader("full", energy_wh=2**32 - 1)
    stage.send(trade(stage, rich, full, wh=wh, price=price), rich.keypair, full.keypair)
    assert held(stage, rich) == (wh * UNITS_PER_WH, 2**45 - wh * price)
    assert held(stage, full) == ((2**32 - 1 - wh) * UNITS_PER_WH, wh * price)


def test_meters_of_one_zone_are_named_with_it(stage: ForwardStage, bea: Trader, sam: Trader) -> None:
    meters = (stage.meter(bea.wallet, "BEA", zone=7), stage.meter(sam.wallet, "SAM", zone=7))
    events = stage.events(stage.send(trade(stage, bea, sam, meters=meters), bea.keypair, sam.keypair))
    assert events[0].data["zone"] == 7


def test_meters_are_the_parties_own_and_of_one_zone(stage: ForwardStage, bea: Trader, sam: Trader) -> None:
    one, other = stage.meter(bea.wallet, "BEA"), stage.meter(sam.wallet, "SAM", zone=1)
    for meters, why in (
        ((one, other), "WrongZone"),
        ((other, one), "WrongMeter"),
        ((one,), "AccountsIncomplete"),
        ((one, other, one), "AccountsIncomplete"),
    ):
        with pytest.raises(Refused, match=why):
            stage.send(trade(stage, bea, sam, meters=meters), bea.keypair, sam.keypair)


def test_terms_have_limits(stage: ForwardStage, bea: Trader, sam: Trader) -> None:
    for wh, price, why in (
        (LOT - 1, PRICE, "BelowLot"),
        (0, PRICE, "BelowLot"),
        (WH, PRICE_MIN - 1, "OutsideBand"),
        (WH, PRICE_MAX + 1, "OutsideBand"),
        (ENERGY_WH + 1, PRICE, "InsufficientFunds"),
    ):
        with pytest.raises(Refused, match=why):
            stage.send(trade(stage, bea, sam, wh=wh, price=price), bea.keypair, sam.keypair)
    stage.govern(paused=2)
    with pytest.raises(Refused, match="Paused"):
        stage.send(trade(stage, bea, sam), bea.keypair, sam.keypair)


def test_a_buyer_without_credit_gets_nothing(stage: ForwardStage, sam: Trader) -> None:
    poor = stage.trader("poor", credit=WH * PRICE - 1)
    with pytest.raises(Refused, match="InsufficientFunds"):
        stage.send(trade(stage, poor, sam), poor.keypair, sam.keypair)
    assert held(stage, sam) == (ENERGY_WH * UNITS_PER_WH, 0)


def test_both_sign(stage: ForwardStage, bea: Trader, sam: Trader) -> None:
    for silent, other in ((bea, sam), (sam, bea)):
        with pytest.raises(Refused, match="MissingRequiredSignature"):
            stage.send(stage.unsigned(trade(stage, bea, sam), silent.wallet), other.keypair)


def test_nobody_signs_for_another(stage: ForwardStage, bea: Trader, sam: Trader) -> None:
    """Not even for one who has delegated to the market, nor with another's authorisation."""
    mallory = key("mallory")
    stage.approve(sam, sam.energy, WH * UNITS_PER_WH)
    theirs = stage.record(bea.wallet, stage.agent(bea.wallet, "mallory"))
    for record in (mallory.pubkey(), theirs, stage.at.config()):
        instruction = trade(stage, bea, sam, changes={"seller": mallory.pubkey(), "seller_record": record})
        with pytest.raises(Refused, match="NotAgent"):
            stage.send(instruction, bea.keypair, mallory)


def test_accounts_are_the_parties_own(stage: ForwardStage, bea: Trader, sam: Trader) -> None:
    mallory = stage.trader("mallory", energy_wh=1_000, credit=10**6)
    stage.approve(mallory, mallory.energy, 10**9)
    stage.approve(mallory, mallory.credit, 10**6)
    wrong = {
        "buyer_energy": (mallory.energy, "WrongPayout"),
        "seller_credit": (mallory.credit, "WrongPayout"),
        "seller_energy": (mallory.energy, "WrongSource"),
        "buyer_credit": (mallory.credit, "WrongSource"),
    }
    for name, (account, why) in wrong.items():
        with pytest.raises(Refused, match=why):
            stage.send(trade(stage, bea, sam, changes={name: account}), bea.keypair, sam.keypair)


def test_the_vaults_are_nobodys_accounts(stage: ForwardStage, bea: Trader, sam: Trader) -> None:
    """The vault authority moves what is delegated to it, and owns the vaults: they are no source."""
    authority, vault = stage.at.vault_authority(), stage.at.energy_vault()
    agent = stage.agent(authority, "mallory")
    instruction = trade(
        stage,
        bea,
        sam,
        changes={
            "seller": agent.pubkey(),
            "seller_record": stage.record(sam.wallet, agent),
            "seller_energy": vault,
        },
    )
    with pytest.raises(Refused, match="WrongSource"):
        stage.send(instruction, bea.keypair, agent)


def test_one_wallet_is_no_pair(stage: ForwardStage, bea: Trader) -> None:
    spare = stage.trader("spare")
    second = stage.token_account("bea 2", stage.at.energy_mint(), bea.wallet, 10**9)
    third = stage.token_account("bea 3", stage.at.credit_mint(), bea.wallet)
    changes = {
        "seller": bea.wallet,
        "seller_owner": bea.wallet,
        "seller_energy": second,
        "seller_credit": third,
    }
    with pytest.raises(Refused, match="SameParty"):
        stage.send(trade(stage, bea, spare, changes=changes), bea.keypair)


def test_agents_trade_out_of_what_was_delegated(stage: ForwardStage, bea: Trader, sam: Trader) -> None:
    one, two = stage.agent(bea.wallet, "one", sides=BIDS), stage.agent(sam.wallet, "two", sides=ASKS)
    changes = {
        "buyer": one.pubkey(),
        "seller": two.pubkey(),
        "buyer_record": stage.record(bea.wallet, one),
        "seller_record": stage.record(sam.wallet, two),
    }
    instruction = trade(stage, bea, sam, changes=changes)
    stage.approve(bea, bea.credit, WH * PRICE)
    with pytest.raises(Refused, match="OwnerMismatch"):
        stage.send(instruction, one, two)
    stage.approve(sam, sam.energy, 2 * WH * UNITS_PER_WH)
    stage.send(instruction, one, two)
    assert held(stage, bea) == (WH * UNITS_PER_WH, CREDIT - WH * PRICE)
    with pytest.raises(Refused, match=r"OwnerMismatch|InsufficientFunds"):
        stage.send(instruction, one, two)  # Bea's delegation is used up
    assert held(stage, sam) == ((ENERGY_WH - WH) * UNITS_PER_WH, WH * PRICE)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"sides": BIDS}, "AgentSide"),
        ({"max_order_wh": WH - 1}, "AgentOverQuantity"),
        ({"min_ask": PRICE + 1}, "AgentOverPrice"),
        ({"status": REVOKED}, "AgentRevoked"),
        ({"expires_at": START}, "AgentExpired"),
    ],
)
def test_an_agent_keeps_to_its_limits(
    stage: ForwardStage, bea: Trader, sam: Trader, fields: dict[str, int], why: str
) -> None:
    stage.approve(sam, sam.energy, ENERGY_WH * UNITS_PER_WH)
    agent = stage.agent(sam.wallet, **fields)
    changes = {"seller": agent.pubkey(), "seller_record": stage.record(sam.wallet, agent)}
    with pytest.raises(Refused, match=why):
        stage.send(trade(stage, bea, sam, changes=changes), bea.keypair, agent)
