"""energy_token: redeem_energy, feed-in of what nobody bought."""

import pytest
from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey
from tests.integration.programs.campus_stage import CampusStage, Refused, key, only, programs, swap

ALICE, BOB = key("alice").pubkey(), key("bob").pubkey()
UNITS = 1_000_000
FEED_IN = 120


@pytest.fixture
def accounts(vouched: CampusStage) -> tuple[Pubkey, Pubkey]:
    energy = vouched.token_account(ALICE, vouched.at.energy_mint())
    vouched.mint_energy(energy, 1_000)
    return energy, vouched.token_account(ALICE, vouched.at.credit_mint())


def redeem(
    source: Pubkey, to: Pubkey, wh: int, *, price: int = FEED_IN, authority: Pubkey = ALICE
) -> Instruction:
    given = {"authority": authority, "source": source, "destination": to}
    return programs().energy_token.instruction(
        "redeem_energy", accounts=given, args={"wh": wh, "price": price}
    )


def test_energy_is_burned_and_paid_for(vouched: CampusStage, accounts: tuple[Pubkey, Pubkey]) -> None:
    energy, credit = accounts
    event = only(vouched.send(redeem(energy, credit, 300)), "EnergyRedeemed")
    paid = 300 * FEED_IN
    assert event == {"owner": ALICE, "beneficiary": ALICE, "wh": 300, "price": FEED_IN, "credit": paid}
    assert (vouched.balance(energy), vouched.balance(credit)) == (700 * UNITS, paid)
    state = vouched.token_state()
    assert (state["redeemed_wh"], state["credit_issued"], state["burned_wh"]) == (300, paid, 0)
    assert vouched.supply(vouched.at.energy_mint()) == 700 * UNITS
    assert vouched.supply(vouched.at.credit_mint()) == paid


def test_market_redeems_for_a_seller_at_its_intervals_price(vouched: CampusStage) -> None:
    vaults = vouched.at.vault_authority()
    vault = vouched.token_account(vaults, vouched.at.energy_mint())
    credit = vouched.token_account(BOB, vouched.at.credit_mint())
    vouched.mint_energy(vault, 10)
    event = only(vouched.send(redeem(vault, credit, 10, price=100, authority=vaults)), "EnergyRedeemed")
    assert event == {"owner": vaults, "beneficiary": BOB, "wh": 10, "price": 100, "credit": 1_000}
    assert vouched.balance(credit) == 1_000


@pytest.mark.parametrize("price", [0, FEED_IN - 1, FEED_IN + 1, 65_535])
def test_owner_names_no_other_price(
    vouched: CampusStage, accounts: tuple[Pubkey, Pubkey], price: int
) -> None:
    with pytest.raises(Refused, match="PriceChanged"):
        vouched.send(redeem(*accounts, 1, price=price))


def test_somebody_else_is_refused(vouched: CampusStage, accounts: tuple[Pubkey, Pubkey]) -> None:
    mallory = key("mallory").pubkey()
    loot = vouched.token_account(mallory, vouched.at.credit_mint())
    with pytest.raises(Refused, match="NotTokenOwner"):
        vouched.send(redeem(accounts[0], loot, 1, authority=mallory))
    with pytest.raises(Refused, match="NotTokenOwner"):
        vouched.send(redeem(accounts[0], loot, 1, authority=vouched.at.vault_authority()))


def test_energy_account_as_destination_is_refused(
    vouched: CampusStage, accounts: tuple[Pubkey, Pubkey]
) -> None:
    with pytest.raises(Refused, match="WrongMint"):
        vouched.send(redeem(accounts[0], vouched.token_account(BOB, vouched.at.energy_mint()), 1))


def test_credit_is_not_redeemed_as_energy(vouched: CampusStage, accounts: tuple[Pubkey, Pubkey]) -> None:
    other = vouched.token_account(BOB, vouched.at.credit_mint())
    with pytest.raises(Refused, match="WrongMint"):
        vouched.send(redeem(accounts[1], other, 1))


def test_more_than_there_is_is_refused_and_nothing_is_paid(
    vouched: CampusStage, accounts: tuple[Pubkey, Pubkey]
) -> None:
    with pytest.raises(Refused, match=r"Custom\(1\)"):
        vouched.send(redeem(*accounts, 1_001))
    assert vouched.balance(accounts[1]) == 0
    assert vouched.token_state()["redeemed_wh"] == 0


@pytest.mark.parametrize(("wh", "reason"), [(0, "ZeroAmount"), (2**60, "AmountOverflow")])
def test_amounts_out_of_range_are_refused(
    vouched: CampusStage, accounts: tuple[Pubkey, Pubkey], wh: int, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        vouched.send(redeem(*accounts, wh))


def test_forged_configuration_is_refused(vouched: CampusStage, accounts: tuple[Pubkey, Pubkey]) -> None:
    elsewhere = key("forged").pubkey()
    generous = programs().governance.encode_account("Config", {**vouched.config(), "feed_in_price": 60_000})
    vouched.overwrite(elsewhere, generous, programs().governance.id)
    forged = swap(
        redeem(*accounts, 1, price=60_000), vouched.at.config(), AccountMeta(elsewhere, False, False)
    )
    with pytest.raises(Refused, match="2012"):
        vouched.send(forged)


@pytest.mark.parametrize("mint", ["energy_mint", "credit_mint"])
def test_substituted_mint_is_refused(
    vouched: CampusStage, accounts: tuple[Pubkey, Pubkey], mint: str
) -> None:
    elsewhere = AccountMeta(key("forged").pubkey(), False, True)
    with pytest.raises(Refused, match="2012"):
        vouched.send(swap(redeem(*accounts, 1), getattr(vouched.at, mint)(), elsewhere))
