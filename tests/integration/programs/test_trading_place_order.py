"""`place_order`: exact escrow, tickets by level, bids within the attested deficit, one side a wallet."""

import pytest
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from tests.integration.programs.market_stage import (
    ASK,
    BID,
    GATE,
    INTERVAL_S,
    LOT,
    PRICE_MAX,
    PRICE_MIN,
    START,
    Refused,
    Stage,
    Trader,
    key,
    programs,
)

DEFICIT = 1_000


@pytest.fixture
def buyer(market: Stage) -> Trader:
    return market.trader("buyer", credit=10**9)


@pytest.fixture
def seller(market: Stage) -> Trader:
    return market.trader("seller", energy_wh=10_000)


def test_a_bid_locks_what_it_may_cost(market: Stage, buyer: Trader) -> None:
    placed = market.place(buyer, BID, 250, 600, pairs=market.attest(buyer.wallet, "M1", DEFICIT))
    assert market.vaults() == (0, 600 * 250)
    assert market.balance(buyer.credit) == 10**9 - 600 * 250
    order = market.order(placed)
    assert (order["interval"], order["owner"], order["head"]) == (
        market.interval,
        buyer.wallet,
        placed.address,
    )
    assert (order["side"], order["state"], order["limit"], order["quantity_wh"]) == (BID, 0, 250, 600)
    assert (order["bid_cap_wh"], order["bid_open_wh"], order["ticket"], order["filled_wh"]) == (
        DEFICIT,
        600,
        0,
        0,
    )
    assert (order["payout_energy"], order["payout_credit"]) == (buyer.energy, buyer.credit)
    assert (order["payer"], order["placed_at"]) == (market.payer.pubkey(), START)


def test_an_ask_locks_its_energy(market: Stage, seller: Trader) -> None:
    market.place(seller, ASK, 200, 700)
    assert market.vaults() == (700 * 10**6, 0)
    assert market.balance(seller.energy) == 9_300 * 10**6


def test_the_book_counts_quantity_and_tickets_by_level(market: Stage, seller: Trader) -> None:
    orders = [market.place(seller, ASK, limit, 50, nonce=n) for n, limit in enumerate((200, 201, 200))]
    assert [market.order(order)["ticket"] for order in orders] == [0, 0, 1]
    book = market.book()
    assert book["asks"][200 - PRICE_MIN].tolist() == (100, 2)
    assert book["asks"][201 - PRICE_MIN].tolist() == (50, 1)
    assert (book["ask_count"], book["bid_count"]) == (3, 0)


def test_placing_is_logged(market: Stage, seller: Trader) -> None:
    instruction = market.place_instruction(seller, ASK, 200, 70)
    (event,) = market.events(market.send(instruction, seller.keypair))
    assert event.name == "OrderPlaced"
    assert event.data == {
        "order": market.placed(seller, ASK).address,
        "interval": market.interval,
        "owner": seller.wallet,
        "side": ASK,
        "limit": 200,
        "quantity_wh": 70,
        "ticket": 0,
    }


def test_deficits_of_several_meters_add_up(market: Stage, buyer: Trader) -> None:
    pairs = [market.attest(buyer.wallet, name, wh) for name, wh in (("M1", 300), ("M2", 500))]
    pairs.sort(key=lambda pair: bytes(pair[0].pubkey))
    placed = market.place(buyer, BID, 250, 800, pairs=[*pairs[0], *pairs[1]])
    assert market.order(placed)["bid_cap_wh"] == 800


def test_export_counts_against_import_and_never_below_zero(market: Stage, buyer: Trader) -> None:
    pairs = [
        market.attest(buyer.wallet, "M1", 300, export_wh=100),
        market.attest(buyer.wallet, "M2", 10, export_wh=900),
    ]
    pairs.sort(key=lambda pair: bytes(pair[0].pubkey))
    placed = market.place(buyer, BID, 250, 200, pairs=[*pairs[0], *pairs[1]])
    assert market.order(placed)["bid_cap_wh"] == 200


@pytest.mark.parametrize("flipped", [True, False])
def test_meters_come_in_order_and_each_once(market: Stage, buyer: Trader, flipped: bool) -> None:
    pairs = [market.attest(buyer.wallet, name, 300) for name in ("M1", "M2")]
    pairs.sort(key=lambda pair: bytes(pair[0].pubkey), reverse=True)
    given = [*pairs[0], *pairs[1]] if flipped else [*pairs[0], *pairs[0]]
    with pytest.raises(Refused, match="MetersNotAscending"):
        market.place(buyer, BID, 250, 400, pairs=given)


def test_bids_stay_within_the_deficit(market: Stage, buyer: Trader) -> None:
    pairs = market.attest(buyer.wallet, "M1", DEFICIT)
    with pytest.raises(Refused, match="OverDeficit"):
        market.place(buyer, BID, 250, DEFICIT + 1, pairs=pairs)
    head = market.place(buyer, BID, 250, 600, pairs=pairs)
    with pytest.raises(Refused, match="OverDeficit"):
        market.place(buyer, BID, 250, 401, nonce=1)
    market.place(buyer, BID, 250, 400, nonce=1)
    assert market.order(head)["bid_open_wh"] == DEFICIT
    assert market.vaults() == (0, 1_000 * 250)


def test_without_meters_nothing_can_be_bid_for(market: Stage, buyer: Trader) -> None:
    with pytest.raises(Refused, match="OverDeficit"):
        market.place(buyer, BID, 250, LOT)


def test_half_a_pair_is_refused(market: Stage, buyer: Trader) -> None:
    with pytest.raises(Refused, match="AccountsIncomplete"):
        market.place(buyer, BID, 250, LOT, pairs=market.attest(buyer.wallet, "M1", DEFICIT)[:1])


def test_a_meter_of_another_owner_is_refused(market: Stage, buyer: Trader) -> None:
    with pytest.raises(Refused, match="WrongMeter"):
        market.place(buyer, BID, 250, LOT, pairs=market.attest(key("other").pubkey(), "M1", DEFICIT))


def test_the_feed_of_another_meter_is_refused(market: Stage, buyer: Trader) -> None:
    mine, other = (market.attest(buyer.wallet, name, DEFICIT) for name in ("M1", "M2"))
    with pytest.raises(Refused, match="WrongMeter"):
        market.place(buyer, BID, 250, LOT, pairs=[mine[0], other[1]])


@pytest.mark.parametrize("end", [START, START + 2 * INTERVAL_S])
def test_a_reading_of_another_interval_is_refused(market: Stage, buyer: Trader, end: int) -> None:
    with pytest.raises(Refused, match="NotAttested"):
        market.place(buyer, BID, 250, LOT, pairs=market.attest(buyer.wallet, "M1", DEFICIT, end=end))


@pytest.mark.parametrize("forged", [0, 1])
def test_meters_and_feeds_of_other_programs_are_refused(market: Stage, buyer: Trader, forged: int) -> None:
    pairs = market.attest(buyer.wallet, "M1", DEFICIT)
    account = market.svm.get_account(pairs[forged].pubkey)
    assert account is not None
    market.write(pairs[forged].pubkey, programs().energy_token.id, account.data)
    with pytest.raises(Refused, match="IllegalOwner"):
        market.place(buyer, BID, 250, LOT, pairs=pairs)


def test_a_wallet_is_on_one_side_only(market: Stage, seller: Trader) -> None:
    market.place(seller, ASK, 200, 100)
    with pytest.raises(Refused, match="OtherSide"):
        market.place(seller, BID, 250, LOT, nonce=1, pairs=market.attest(seller.wallet, "M1", DEFICIT))


def test_the_side_stays_after_a_cancel(market: Stage, seller: Trader) -> None:
    market.cancel(market.place(seller, ASK, 200, 100))
    with pytest.raises(Refused, match="OtherSide"):
        market.place(seller, BID, 250, LOT, nonce=1)


@pytest.mark.parametrize("limit", [PRICE_MIN - 1, PRICE_MAX + 1, 0, 65_535])
def test_limits_outside_the_band_are_refused(market: Stage, seller: Trader, limit: int) -> None:
    with pytest.raises(Refused, match="OutsideBand"):
        market.place(seller, ASK, limit, 100)


@pytest.mark.parametrize("quantity", [0, LOT - 1])
def test_quantities_below_the_lot_are_refused(market: Stage, seller: Trader, quantity: int) -> None:
    with pytest.raises(Refused, match="BelowLot"):
        market.place(seller, ASK, 200, quantity)


def test_the_gate_closes_on_the_second(market: Stage, seller: Trader) -> None:
    market.set_time(GATE - 1)
    market.place(seller, ASK, 200, 100)
    market.set_time(GATE)
    with pytest.raises(Refused, match="GateClosed"):
        market.place(seller, ASK, 200, 100, nonce=1)


def test_a_cleared_interval_takes_no_orders_even_if_the_clock_went_back(
    market: Stage, seller: Trader
) -> None:
    market.close_gate()
    market.clear()
    market.set_time(START)
    with pytest.raises(Refused, match="GateClosed"):
        market.place(seller, ASK, 200, 100)


@pytest.mark.parametrize(("paused", "refused"), [(2, True), (7, True), (5, False)])
def test_the_pause_of_orders_stops_new_ones(
    market: Stage, seller: Trader, paused: int, refused: bool
) -> None:
    market.write_config(paused=paused)
    if refused:
        with pytest.raises(Refused, match="Paused"):
            market.place(seller, ASK, 200, 100)
    else:
        market.place(seller, ASK, 200, 100)


def test_a_nonce_counts_once(market: Stage, seller: Trader) -> None:
    market.place(seller, ASK, 200, 100)
    with pytest.raises(Refused, match="AlreadyInUse"):
        market.place(seller, ASK, 200, 100)


def test_a_cancelled_nonce_stays_used(market: Stage, seller: Trader) -> None:
    market.cancel(market.place(seller, ASK, 200, 100))
    with pytest.raises(Refused, match="AlreadyInUse"):
        market.place(seller, ASK, 200, 100)


@pytest.mark.parametrize(("side", "refusal"), [(2, "BadSide"), (255, "BadSide")])
def test_unknown_sides_are_refused(market: Stage, seller: Trader, side: int, refusal: str) -> None:
    with pytest.raises(Refused, match=refusal):
        market.place(seller, side, 200, 100)


def test_unknown_flags_are_refused(market: Stage, seller: Trader) -> None:
    with pytest.raises(Refused, match="BadFlags"):
        market.place(seller, ASK, 200, 100, flags=2)


def test_the_owner_must_sign(market: Stage, seller: Trader) -> None:
    instruction = market.place_instruction(seller, ASK, 200, 100)
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        market.send(market.unsigned(instruction, seller.wallet))


def test_nobody_sells_the_tokens_of_another(market: Stage, seller: Trader) -> None:
    thief = market.trader("thief")
    instruction = market.place_instruction(thief, ASK, 200, 100, changes={"source": seller.energy})
    with pytest.raises(Refused, match="OwnerMismatch"):
        market.send(instruction, thief.keypair)
    assert market.vaults() == (0, 0)


def test_what_is_not_there_cannot_be_locked(market: Stage, seller: Trader) -> None:
    with pytest.raises(Refused, match="InsufficientFunds"):
        market.place(seller, ASK, 200, 10_001)


def _expect(market: Stage, trader: Trader, refusal: str, nonce: int = 0, **changes: Pubkey) -> None:
    instruction = market.place_instruction(trader, ASK, 200, 100, nonce=nonce, changes=changes)
    with pytest.raises(Refused, match=refusal):
        market.send(instruction, trader.keypair)
    assert market.vaults()[1] == 0


def test_the_vault_is_that_of_the_side(market: Stage, seller: Trader) -> None:
    _expect(market, seller, "WrongVault", vault=market.at.credit_vault())
    fake = market.token_account("fake vault", market.at.energy_mint(), market.at.vault_authority())
    _expect(market, seller, "WrongVault", vault=fake)


def test_payouts_are_the_owners_own_accounts_of_the_right_mint(market: Stage, seller: Trader) -> None:
    other = market.trader("other")
    _expect(market, seller, "WrongPayout", payout_credit=other.credit)
    _expect(market, seller, "WrongPayout", payout_energy=other.energy)
    _expect(market, seller, "WrongPayout", payout_credit=seller.energy)
    _expect(market, seller, "WrongPayout", payout_energy=seller.credit)
    _expect(market, seller, "WrongPayout", payout_energy=seller.wallet)
    forged = market.token_account("forged", market.at.credit_mint(), seller.wallet)
    account = market.svm.get_account(forged)
    assert account is not None
    market.write(forged, programs().registry.id, account.data)
    _expect(market, seller, "WrongPayout", payout_credit=forged)


def test_the_head_is_the_owners_first_order_of_the_interval(market: Stage, seller: Trader) -> None:
    other = market.place(market.trader("other", energy_wh=500), ASK, 200, 100)
    _expect(market, seller, "WrongHead", head=other.address)
    market.place(seller, ASK, 200, 100)
    second = market.place(seller, ASK, 200, 100, nonce=1)
    _expect(market, seller, "WrongHead", nonce=2, head=other.address)
    _expect(market, seller, "WrongHead", nonce=2, head=second.address)
    _expect(market, seller, "WrongHead", nonce=2, head=market.placed(seller, ASK, 2).address)


def test_the_head_of_another_interval_does_not_count(market: Stage, seller: Trader) -> None:
    head = market.place(seller, ASK, 200, 100)
    market.seal(START + INTERVAL_S)
    market.open(START + INTERVAL_S)
    _expect(market, seller, "WrongHead", nonce=1, head=head.address)


def test_without_a_head_there_is_no_second_order(market: Stage, seller: Trader) -> None:
    _expect(market, seller, "AccountDataTooSmall", nonce=1)


def test_the_order_lies_at_its_own_address(market: Stage, seller: Trader) -> None:
    elsewhere = Keypair.from_seed(bytes(32)).pubkey()
    _expect(market, seller, "InvalidSeeds", order=elsewhere, head=elsewhere)


def test_an_interval_of_another_program_does_not_count(market: Stage, seller: Trader) -> None:
    account = market.svm.get_account(market.interval)
    assert account is not None
    market.write(market.interval, programs().registry.id, account.data)
    _expect(market, seller, "IllegalOwner")


def test_placing_is_cheap(market: Stage, buyer: Trader) -> None:
    instruction = market.place_instruction(
        buyer, BID, 250, 600, pairs=market.attest(buyer.wallet, "M1", DEFICIT)
    )
    assert market.send(instruction, buyer.keypair).compute_units_consumed() < 15_000


def test_lamports_sent_ahead_do_not_block_an_order(market: Stage, seller: Trader) -> None:
    market.svm.airdrop(market.placed(seller, ASK).address, 1_000)
    market.place(seller, ASK, 200, 100)
    assert market.vaults() == (100 * 10**6, 0)


def test_the_owner_may_pay_for_itself(market: Stage, seller: Trader) -> None:
    market.svm.airdrop(seller.wallet, 10**9)
    instruction = market.place_instruction(seller, ASK, 200, 100, changes={"payer": seller.wallet})
    market.send(instruction, seller.keypair)
    assert market.order(market.placed(seller, ASK))["payer"] == seller.wallet
