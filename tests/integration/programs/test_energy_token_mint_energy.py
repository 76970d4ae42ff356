"""energy_token: mint_energy, which only the oracle's attestor may call."""

import pytest
from solders.instruction import AccountMeta
from solders.pubkey import Pubkey
from tests.integration.programs.campus_stage import CampusStage, Refused, key, programs, swap

from gridtokenx.chain.addresses import TOKEN_PROGRAM

ALICE = key("alice").pubkey()
UNITS = 1_000_000
MAX_UNITS_OF_COMPUTE = 2_000


@pytest.fixture
def account(vouched: CampusStage) -> Pubkey:
    return vouched.token_account(ALICE, vouched.at.energy_mint())


def test_watt_hours_become_units_and_are_counted(vouched: CampusStage, account: Pubkey) -> None:
    vouched.mint_energy(account, 2_100)
    vouched.mint_energy(account, 1)
    assert vouched.balance(account) == 2_101 * UNITS
    assert vouched.supply(vouched.at.energy_mint()) == 2_101 * UNITS
    assert vouched.token_state()["minted_wh"] == 2_101


def test_it_is_cheap(vouched: CampusStage, account: Pubkey) -> None:
    instruction = programs().energy_token.instruction(
        "mint_energy", accounts={"destination": account}, args={"wh": 5}
    )
    assert vouched.run(instruction).compute_units_consumed() < MAX_UNITS_OF_COMPUTE


@pytest.mark.parametrize("who", ["operator", "oracle", "mallory"])
def test_another_signer_than_the_attestor_is_refused(campus: CampusStage, who: str) -> None:
    account = campus.token_account(ALICE, campus.at.energy_mint())
    instruction = programs().energy_token.instruction(
        "mint_energy", accounts={"destination": account}, args={"wh": 5}
    )
    forged = swap(instruction, campus.at.attestor(), AccountMeta(key(who).pubkey(), True, False))
    with pytest.raises(Refused, match="NotAttestor"):
        campus.send(forged, signers=[key(who)])
    assert campus.token_state()["minted_wh"] == 0


def test_attestor_that_did_not_sign_is_refused(campus: CampusStage) -> None:
    account = campus.token_account(ALICE, campus.at.energy_mint())
    attestor = campus.at.attestor()
    instruction = programs().energy_token.instruction(
        "mint_energy", accounts={"destination": account}, args={"wh": 5}
    )
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        campus.send(swap(instruction, attestor, AccountMeta(attestor, False, False)))


@pytest.mark.parametrize(("wh", "reason"), [(0, "ZeroAmount"), (2**64 - 1, "AmountOverflow")])
def test_amounts_out_of_range_are_refused(
    vouched: CampusStage, account: Pubkey, wh: int, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        vouched.mint_energy(account, wh)


def test_supply_that_would_not_fit_is_refused(vouched: CampusStage, account: Pubkey) -> None:
    most = (2**64 - 1) // UNITS
    vouched.mint_energy(account, most)
    with pytest.raises(Refused):
        vouched.mint_energy(account, 1)
    assert vouched.token_state()["minted_wh"] == most


def test_account_of_the_other_mint_is_refused(vouched: CampusStage) -> None:
    credit = vouched.token_account(ALICE, vouched.at.credit_mint())
    with pytest.raises(Refused, match=r"Custom\(3\)"):  # the token program's MintMismatch
        vouched.mint_energy(credit, 5)


def test_substituted_mint_is_refused(vouched: CampusStage, account: Pubkey) -> None:
    instruction = programs().energy_token.instruction(
        "mint_energy", accounts={"destination": account}, args={"wh": 5}
    )
    forged = swap(instruction, vouched.at.energy_mint(), AccountMeta(vouched.at.credit_mint(), False, True))
    with pytest.raises(Refused, match="2012"):
        vouched.send(forged)


def test_totals_of_another_program_are_refused(vouched: CampusStage, account: Pubkey) -> None:
    elsewhere = key("forged").pubkey()
    state = programs().energy_token.encode_account("TokenState", vouched.token_state())
    vouched.overwrite(elsewhere, state, programs().oracle.id)
    instruction = programs().energy_token.instruction(
        "mint_energy", accounts={"destination": account}, args={"wh": 5}
    )
    with pytest.raises(Refused, match=r"2012|IllegalOwner|InvalidAccountOwner"):
        vouched.send(swap(instruction, vouched.at.token_state(), AccountMeta(elsewhere, False, True)))


def test_another_token_program_is_refused(vouched: CampusStage, account: Pubkey) -> None:
    instruction = programs().energy_token.instruction(
        "mint_energy", accounts={"destination": account}, args={"wh": 5}
    )
    other = AccountMeta(programs().oracle.id, False, False)
    with pytest.raises(Refused, match="IncorrectProgramId"):
        vouched.send(swap(instruction, TOKEN_PROGRAM, other))
