"""energy_token: issue_credit and redeem_credit, money in and out."""

import pytest
from solders.instruction import AccountMeta
from solders.pubkey import Pubkey
from tests.integration.programs.campus_stage import NOW, CampusStage, Refused, key, only, programs, swap

from gridtokenx.chain.program import Event

ALICE = key("alice").pubkey()
PAYMENT, OTHER = bytes(range(32)), bytes(32)


@pytest.fixture
def credit(campus: CampusStage) -> Pubkey:
    return campus.token_account(ALICE, campus.at.credit_mint())


def issue(
    stage: CampusStage, to: Pubkey, amount: int, *, reference: bytes = PAYMENT, who: str = "operator"
) -> list[Event]:
    stage.svm.airdrop(key(who).pubkey(), 10**10)
    instruction = programs().energy_token.instruction(
        "issue_credit",
        accounts={"authority": key(who).pubkey(), "destination": to},
        args={"amount": amount, "reference": reference},
    )
    return stage.send(instruction, signers=[key(who)])


def redeem(stage: CampusStage, source: Pubkey, amount: int, *, who: str = "alice") -> list[Event]:
    instruction = programs().energy_token.instruction(
        "redeem_credit",
        accounts={"owner": key(who).pubkey(), "source": source},
        args={"amount": amount, "reference": PAYMENT},
    )
    return stage.send(instruction, signers=[key(who)])


def test_payment_becomes_credit(campus: CampusStage, credit: Pubkey) -> None:
    event = only(issue(campus, credit, 25_000_000), "CreditIssued")
    assert event == {"beneficiary": ALICE, "amount": 25_000_000, "reference": PAYMENT}
    assert campus.balance(credit) == 25_000_000
    assert campus.token_state()["credit_issued"] == 25_000_000
    address = programs().energy_token.address(b"payment", PAYMENT)
    payment = campus.read(programs().energy_token, "Payment", address)
    assert (payment["amount"], payment["issued_at"]) == (25_000_000, NOW)


def test_payment_counts_once(campus: CampusStage, credit: Pubkey) -> None:
    issue(campus, credit, 10)
    with pytest.raises(Refused):
        issue(campus, credit, 10)
    assert campus.balance(credit) == 10
    issue(campus, credit, 10, reference=OTHER)
    assert campus.balance(credit) == 20


def test_only_the_authority_issues(campus: CampusStage, credit: Pubkey) -> None:
    with pytest.raises(Refused, match="Unauthorized"):
        issue(campus, credit, 10, who="mallory")
    assert campus.supply(campus.at.credit_mint()) == 0


def test_energy_account_is_refused(campus: CampusStage) -> None:
    with pytest.raises(Refused, match="WrongMint"):
        issue(campus, campus.token_account(ALICE, campus.at.energy_mint()), 10)


def test_another_payments_address_is_refused(campus: CampusStage, credit: Pubkey) -> None:
    instruction = programs().energy_token.instruction(
        "issue_credit",
        accounts={"authority": campus.operator.pubkey(), "destination": credit},
        args={"amount": 10, "reference": PAYMENT},
    )
    real = programs().energy_token.address(b"payment", PAYMENT)
    elsewhere = AccountMeta(programs().energy_token.address(b"payment", OTHER), False, True)
    with pytest.raises(Refused):
        campus.send(swap(instruction, real, elsewhere), signers=[campus.operator])
    assert campus.balance(credit) == 0


def test_owner_takes_credit_out(campus: CampusStage, credit: Pubkey) -> None:
    issue(campus, credit, 100)
    event = only(redeem(campus, credit, 40), "CreditRedeemed")
    assert event == {"owner": ALICE, "amount": 40, "reference": PAYMENT}
    state = campus.token_state()
    assert campus.supply(campus.at.credit_mint()) == state["credit_issued"] - state["credit_redeemed"] == 60


def test_nobody_takes_out_another_ones_credit(campus: CampusStage, credit: Pubkey) -> None:
    issue(campus, credit, 100)
    for who in ("mallory", "operator"):
        with pytest.raises(Refused, match="NotTokenOwner"):
            redeem(campus, credit, 40, who=who)


def test_more_than_there_is_is_refused_and_not_counted(campus: CampusStage, credit: Pubkey) -> None:
    issue(campus, credit, 100)
    with pytest.raises(Refused, match=r"Custom\(1\)"):
        redeem(campus, credit, 101)
    assert campus.token_state()["credit_redeemed"] == 0


def test_zero_is_refused(campus: CampusStage, credit: Pubkey) -> None:
    with pytest.raises(Refused, match="ZeroAmount"):
        issue(campus, credit, 0)
    with pytest.raises(Refused, match="ZeroAmount"):
        redeem(campus, credit, 0)


def test_credit_in_64_bits_is_the_most(campus: CampusStage, credit: Pubkey) -> None:
    issue(campus, credit, 2**64 - 1)
    with pytest.raises(Refused, match="AmountOverflow"):
        issue(campus, credit, 1, reference=OTHER)
