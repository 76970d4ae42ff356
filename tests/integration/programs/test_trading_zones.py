"""Zones, and what the forward market leaves for the spot market: no deficit is bid for or covered twice."""

from collections.abc import Sequence

import pytest
from solders.instruction import AccountMeta
from solders.pubkey import Pubkey
from tests.integration.programs.forward_stage import AHEAD, AHEAD_END, ForwardStage, Pair
from tests.integration.programs.market_stage import ASK, BID, GATE_S, Refused, Trader, key

WH, PRICE = 1_000, 250


def metas(*addresses: Pubkey) -> list[AccountMeta]:
    return [AccountMeta(address, is_signer=False, is_writable=False) for address in addresses]


def shown(stage: ForwardStage, meters: Sequence[Pubkey], *, covers: bool = True) -> list[AccountMeta]:
    """Meters and feeds, and covers where the interval has any."""
    found = []
    for meter in sorted(meters, key=bytes):
        found += [meter, stage.at.feed(meter), *([stage.cover_of(meter)] if covers else [])]
    return metas(*found)


@pytest.fixture
def zones() -> tuple[ForwardStage, Trader, dict[int, Pubkey]]:
    """Two zones, an owner with a meter in each, both attested, both intervals open."""
    stage = ForwardStage()
    stage.open_zone(1)
    owner = stage.trader("owner", credit=10**6, energy_wh=500)
    meters = {zone: stage.meter(owner.wallet, f"M{zone}", zone=zone) for zone in (0, 1)}
    for zone, meter in meters.items():
        stage.measure(meter, imported=300 + 100 * zone)
    stage.seal(AHEAD)
    for zone in (1, 0):
        stage.open_ahead(zone=zone)
    return stage, owner, meters


def test_a_deficit_counts_in_its_own_zone(zones: tuple[ForwardStage, Trader, dict[int, Pubkey]]) -> None:
    stage, owner, meters = zones
    for zone, most in ((0, 300), (1, 400)):
        interval = stage.at.interval(AHEAD, zone=zone)
        order = stage.at.order(interval, owner=owner.wallet)
        changes = {"interval": interval, "head": order}
        pairs = shown(stage, [meters[zone]], covers=False)
        over = stage.place_instruction(owner, BID, 200, most + 1, pairs=pairs, changes=changes)
        with pytest.raises(Refused, match="OverDeficit"):
            stage.send(over, owner.keypair)
        stage.send(
            stage.place_instruction(owner, BID, 200, most, pairs=pairs, changes=changes), owner.keypair
        )
        assert stage.read("Order", order)["bid_cap_wh"] == most


def test_a_deficit_of_another_zone_is_refused(zones: tuple[ForwardStage, Trader, dict[int, Pubkey]]) -> None:
    stage, owner, meters = zones
    for pairs in (shown(stage, [meters[1]], covers=False), shown(stage, [*meters.values()], covers=False)):
        with pytest.raises(Refused, match="WrongZone"):
            stage.place(owner, BID, 200, 10, pairs=pairs)


def test_tokens_are_offered_in_any_zone(zones: tuple[ForwardStage, Trader, dict[int, Pubkey]]) -> None:
    stage, _, _ = zones
    holder = stage.trader("holder", energy_wh=100)
    for zone in (0, 1):
        interval = stage.at.interval(AHEAD, zone=zone)
        changes = {"interval": interval, "head": stage.at.order(interval, owner=holder.wallet)}
        stage.send(stage.place_instruction(holder, ASK, 200, 50, changes=changes), holder.keypair)
    assert stage.balance(holder.energy) == 0


@pytest.fixture
def covered(ahead: Pair) -> Pair:
    """Of Bea's deficit of 1,300 Wh the forward market covered 1,000, and spot is open."""
    ahead.stage.reserve(ahead.flow, WH, PRICE)
    ahead.attest(imported=1_300)
    ahead.stage.deliver(ahead.flow)
    ahead.stage.open_ahead()
    return ahead


def test_what_is_covered_is_not_bid_for(covered: Pair) -> None:
    stage = covered.stage
    assert stage.book()["has_cover"] == 1
    pairs = shown(stage, [covered.flow.buyer_meter])
    with pytest.raises(Refused, match="OverDeficit"):
        stage.place(covered.bea, BID, 200, 301, pairs=pairs)
    placed = stage.place(covered.bea, BID, 200, 300, pairs=pairs)
    assert stage.order(placed)["bid_cap_wh"] == 300


def test_the_cover_cannot_be_left_out_or_be_anothers(covered: Pair) -> None:
    stage, meter = covered.stage, covered.flow.buyer_meter
    pairs = shown(stage, [meter], covers=False)
    with pytest.raises(Refused, match="AccountsIncomplete"):
        stage.place(covered.bea, BID, 200, 10, pairs=pairs)
    strangers = (
        stage.cover_of(covered.flow.seller_meter),
        stage.cover_of(meter, AHEAD - 900),
        key("nothing").pubkey(),
        covered.flow.address,
    )
    for other in strangers:
        with pytest.raises(Refused, match="WrongCover"):
            stage.place(covered.bea, BID, 200, 10, pairs=[*pairs, *metas(other)])


def test_a_meter_without_promises_shows_that_it_has_no_cover(covered: Pair) -> None:
    stage = covered.stage
    carl = stage.trader("carl", credit=10**6)
    meter = stage.meter(carl.wallet, "CARL")
    stage.measure(meter, imported=500)
    stage.place(carl, BID, 200, 500, pairs=shown(stage, [meter]))


def test_owners_of_several_meters_show_each(covered: Pair) -> None:
    stage = covered.stage
    second = stage.meter(covered.bea.wallet, "BEA 2")
    stage.measure(second, imported=400)
    pairs = shown(stage, [covered.flow.buyer_meter, second])
    placed = stage.place(covered.bea, BID, 200, 700, pairs=pairs)
    assert stage.order(placed)["bid_cap_wh"] == 700


def test_spot_waits_for_deliveries_half_the_gates_time(ahead: Pair) -> None:
    stage = ahead.stage
    stage.reserve(ahead.flow, WH, PRICE)
    ahead.attest()
    with pytest.raises(Refused, match="FlowsWaiting"):
        stage.open_ahead()
    stage.set_time(AHEAD_END + GATE_S // 2 - 1)
    with pytest.raises(Refused, match="FlowsWaiting"):
        stage.open_ahead()
    stage.set_time(AHEAD_END + GATE_S // 2)
    stage.open_ahead()
    assert stage.book()["has_cover"] == 0


def test_spot_opens_at_once_when_everything_is_delivered(ahead: Pair) -> None:
    ahead.stage.reserve(ahead.flow, WH, PRICE)
    ahead.attest()
    ahead.stage.deliver(ahead.flow)
    ahead.stage.open_ahead()


def test_the_book_of_another_zone_or_none_does_not_open_spot(ahead: Pair) -> None:
    stage = ahead.stage
    stage.reserve(ahead.flow, WH, PRICE)
    ahead.attest()
    for book in (stage.book_of(zone=1), stage.book_of(start=AHEAD - 900), key("nothing").pubkey()):
        accounts = {"payer": stage.payer.pubkey(), "forward_book": book}
        args = {"start": AHEAD, "zone": 0}
        with pytest.raises(Refused, match=r"InvalidSeeds|ConstraintSeeds"):
            stage.send(stage.call("open_interval", accounts, args=args))
