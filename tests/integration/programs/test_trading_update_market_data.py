"""`update_market_data`: what the oracle and the market have, copied by anybody."""

import pytest
from solders.instruction import Instruction
from solders.keypair import Keypair
from tests.integration.programs.forward_stage import ForwardStage
from tests.integration.programs.market_stage import (
    ASK,
    BID,
    INTERVAL_S,
    NO_PRICE,
    RICH,
    START,
    Refused,
    key,
    programs,
    zeroed,
)

from gridtokenx.chain.addresses import find_address

TOTALS = {"generated_wh": 9_000, "consumed_wh": 7_000, "import_wh": 2_000, "export_wh": 3_001}


@pytest.fixture
def stage() -> ForwardStage:
    stage = ForwardStage()
    batch(stage, START, **TOTALS)
    return stage


def batch(stage: ForwardStage, start: int, *, sealed: int = 1, **totals: int) -> None:
    oracle = programs().oracle
    address, bump = find_address((b"batch", start.to_bytes(8, "little")), oracle.id)
    fields = {"interval_start": start, "length_s": INTERVAL_S, "sealed": sealed, "bump": bump}
    stage.write(address, oracle.id, zeroed(oracle, "Batch", **fields | totals))


def update(
    stage: ForwardStage, start: int = START, *, zone: int = 0, payer: Keypair | None = None
) -> Instruction:
    accounts = {"payer": (payer or stage.payer).pubkey()}
    return stage.call("update_market_data", accounts, args={"zone": zone, "start": start})


def data(stage: ForwardStage, zone: int = 0) -> dict[str, object]:
    address = stage.trading.address(b"market_data", zone.to_bytes(2, "little"))
    return dict(stage.read("MarketData", address))


def test_anybody_copies_a_sealed_interval(stage: ForwardStage) -> None:
    stranger = key("stranger")
    stage.svm.airdrop(stranger.pubkey(), RICH)
    events = stage.events(stage.send(update(stage, payer=stranger), stranger))
    kept = data(stage)
    assert {name: kept[name] for name in TOTALS} == TOTALS
    assert (kept["start"], kept["length_s"], kept["zone"]) == (START, INTERVAL_S, 0)
    assert (kept["last_price"], kept["traded_wh"], kept["supply_demand_milli"]) == (NO_PRICE, 0, 1_500)
    assert [event.name for event in events] == ["MarketDataUpdated"]
    assert events[0].data == {name: kept[name] for name in events[0].data}


def test_price_and_trade_are_the_zones(stage: ForwardStage) -> None:
    stage.open()
    seller, buyer = stage.trader("seller", energy_wh=100), stage.trader("buyer", credit=10**6)
    stage.place(seller, ASK, 200, 100)
    stage.place(buyer, BID, 200, 100, pairs=stage.attest(buyer.wallet, "M", 100))
    stage.close_gate()
    stage.clear()
    stage.send(update(stage))
    assert (data(stage)["last_price"], data(stage)["traded_wh"]) == (200, 100)


def test_only_newer_intervals_are_copied(stage: ForwardStage) -> None:
    batch(stage, START + INTERVAL_S, **TOTALS)
    stage.send(update(stage, START + INTERVAL_S))
    for start in (START, START + INTERVAL_S):
        with pytest.raises(Refused, match="IntervalNotNew"):
            stage.send(update(stage, start))
    assert data(stage)["start"] == START + INTERVAL_S


def test_readings_must_be_complete_and_the_zone_open(stage: ForwardStage) -> None:
    batch(stage, START, sealed=0, **TOTALS)
    with pytest.raises(Refused, match="BatchNotSealed"):
        stage.send(update(stage))
    with pytest.raises(Refused):
        stage.send(update(stage, START - INTERVAL_S))
    batch(stage, START, **TOTALS)
    with pytest.raises(Refused):
        stage.send(update(stage, zone=1))
    stage.open_zone(1)
    stage.send(update(stage, zone=1))
    assert data(stage, 1)["zone"] == 1


@pytest.mark.parametrize(
    ("export_wh", "import_wh", "milli"),
    [(0, 0, 0), (0, 5, 0), (5, 0, 2**32 - 1), (1, 3, 333), (2**63, 1, 2**32 - 1), (7, 7, 1_000)],
)
def test_the_ratio_is_of_supply_and_demand(
    stage: ForwardStage, export_wh: int, import_wh: int, milli: int
) -> None:
    batch(stage, START, **TOTALS | {"export_wh": export_wh, "import_wh": import_wh})
    stage.send(update(stage))
    assert data(stage)["supply_demand_milli"] == milli


def test_a_batch_that_another_program_wrote_is_none(stage: ForwardStage) -> None:
    found = stage.svm.get_account(stage.at.batch(START))
    assert found is not None
    forged = stage.write(key("forged").pubkey(), stage.trading.id, found.data)
    accounts = {"payer": stage.payer.pubkey(), "batch": forged}
    with pytest.raises(Refused):
        stage.send(stage.call("update_market_data", accounts, args={"zone": 0, "start": START}))
    other = stage.zone_address(1)
    stage.open_zone(1)
    accounts = {"payer": stage.payer.pubkey(), "zone_account": other}
    with pytest.raises(Refused):
        stage.send(stage.call("update_market_data", accounts, args={"zone": 0, "start": START}))
