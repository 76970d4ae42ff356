"""energy_token: burn_energy, by the owner or by the market's vault authority."""

import pytest
from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey
from tests.integration.programs.campus_stage import CampusStage, Refused, key, only, programs, swap

from gridtokenx.chain.addresses import TOKEN_PROGRAM

ALICE, BOB = key("alice").pubkey(), key("bob").pubkey()
UNITS = 1_000_000
APPROVE = 4


@pytest.fixture
def account(vouched: CampusStage) -> Pubkey:
    energy = vouched.token_account(ALICE, vouched.at.energy_mint())
    vouched.mint_energy(energy, 1_000)
    return energy


def burn(source: Pubkey, wh: int, *, authority: Pubkey = ALICE, beneficiary: Pubkey = BOB) -> Instruction:
    accounts = {"authority": authority, "source": source}
    args = {"wh": wh, "beneficiary": beneficiary}
    return programs().energy_token.instruction("burn_energy", accounts=accounts, args=args)


def test_owner_burns_and_it_is_counted(vouched: CampusStage, account: Pubkey) -> None:
    event = only(vouched.send(burn(account, 400)), "EnergyBurned")
    assert event == {"owner": ALICE, "beneficiary": BOB, "wh": 400}
    assert vouched.balance(account) == 600 * UNITS
    state = vouched.token_state()
    assert vouched.supply(vouched.at.energy_mint()) == (state["minted_wh"] - state["burned_wh"]) * UNITS


def test_market_burns_out_of_its_vault_for_a_bidder(vouched: CampusStage) -> None:
    vaults = vouched.at.vault_authority()
    vault = vouched.token_account(vaults, vouched.at.energy_mint())
    vouched.mint_energy(vault, 50)
    event = only(vouched.send(burn(vault, 50, authority=vaults)), "EnergyBurned")
    assert event == {"owner": vaults, "beneficiary": BOB, "wh": 50}
    assert vouched.balance(vault) == 0


@pytest.mark.parametrize("who", ["mallory", "operator"])
def test_somebody_else_is_refused(vouched: CampusStage, account: Pubkey, who: str) -> None:
    with pytest.raises(Refused, match="NotTokenOwner"):
        vouched.send(burn(account, 1, authority=key(who).pubkey()))


def test_market_burns_nothing_that_is_not_in_its_vault(vouched: CampusStage, account: Pubkey) -> None:
    with pytest.raises(Refused, match="NotTokenOwner"):
        vouched.send(burn(account, 1, authority=vouched.at.vault_authority()))


def test_delegate_is_refused(vouched: CampusStage, account: Pubkey) -> None:
    metas = [
        AccountMeta(account, False, True),
        AccountMeta(BOB, False, False),
        AccountMeta(ALICE, True, False),
    ]
    vouched.run(Instruction(TOKEN_PROGRAM, bytes([APPROVE]) + (10 * UNITS).to_bytes(8, "little"), metas))
    with pytest.raises(Refused, match="NotTokenOwner"):
        vouched.send(burn(account, 1, authority=BOB))


def test_owner_that_did_not_sign_is_refused(vouched: CampusStage, account: Pubkey) -> None:
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        vouched.send(swap(burn(account, 1), ALICE, AccountMeta(ALICE, False, False)))


def test_more_than_there_is_is_refused_and_not_counted(vouched: CampusStage, account: Pubkey) -> None:
    with pytest.raises(Refused, match=r"Custom\(1\)"):  # the token program's InsufficientFunds
        vouched.send(burn(account, 1_001))
    assert vouched.token_state()["burned_wh"] == 0


@pytest.mark.parametrize(("wh", "reason"), [(0, "ZeroAmount"), (2**60, "AmountOverflow")])
def test_amounts_out_of_range_are_refused(
    vouched: CampusStage, account: Pubkey, wh: int, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        vouched.send(burn(account, wh))


def test_credit_is_no_energy(vouched: CampusStage) -> None:
    credit = vouched.token_account(ALICE, vouched.at.credit_mint())
    with pytest.raises(Refused, match="WrongMint"):
        vouched.send(burn(credit, 1))


def test_forged_token_account_is_refused(vouched: CampusStage, account: Pubkey) -> None:
    real = vouched.svm.get_account(account)
    assert real is not None
    forged = key("forged").pubkey()
    vouched.overwrite(forged, bytes(real.data), programs().oracle.id)
    with pytest.raises(Refused, match="InvalidAccountData"):
        vouched.send(burn(forged, 1))


def test_substituted_mint_is_refused(vouched: CampusStage, account: Pubkey) -> None:
    credit_mint = AccountMeta(vouched.at.credit_mint(), False, True)
    with pytest.raises(Refused, match="2012"):
        vouched.send(swap(burn(account, 1), vouched.at.energy_mint(), credit_mint))
