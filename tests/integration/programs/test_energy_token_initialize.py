"""energy_token: initialize."""

import pytest
from solders.instruction import AccountMeta
from tests.integration.programs.campus_stage import CampusStage, Refused, key, programs, swap

from gridtokenx.chain.addresses import TOKEN_PROGRAM


def test_both_mints_exist_without_a_freeze_authority(campus: CampusStage) -> None:
    state = campus.token_state()
    totals = ("minted_wh", "burned_wh", "redeemed_wh", "credit_issued", "credit_redeemed")
    assert [state[name] for name in totals] == [0] * 5
    for name, decimals in (("energy_mint", 9), ("credit_mint", 6)):
        account = campus.svm.get_account(state[name])
        assert account is not None
        data = bytes(account.data)
        assert account.owner == TOKEN_PROGRAM
        assert data[:36] == b"\1\0\0\0" + bytes(campus.at.mint_authority())
        assert (data[44], data[45], data[46:50]) == (decimals, 1, bytes(4))


def test_mints_are_where_the_client_looks(campus: CampusStage) -> None:
    state = campus.token_state()
    assert (state["energy_mint"], state["credit_mint"]) == (campus.at.energy_mint(), campus.at.credit_mint())


def test_second_initialisation_is_refused(campus: CampusStage) -> None:
    with pytest.raises(Refused):
        campus.initialize_tokens()


def test_before_governance_it_is_refused(bare: CampusStage) -> None:
    with pytest.raises(Refused):
        bare.initialize_tokens()
    assert not bare.exists(bare.at.token_state())


def test_somebody_else_is_refused(bare: CampusStage) -> None:
    bare.initialize_governance()
    given = {"authority": key("mallory").pubkey(), "payer": bare.payer.pubkey()}
    instruction = programs().energy_token.instruction("initialize", accounts=given)
    with pytest.raises(Refused, match="Unauthorized"):
        bare.send(instruction, signers=[key("mallory")])
    assert not bare.exists(bare.at.energy_mint())


@pytest.mark.parametrize("account", ["energy_mint", "credit_mint", "mint_authority", "token_state"])
def test_another_address_is_refused(bare: CampusStage, account: str) -> None:
    bare.initialize_governance()
    given = {"authority": bare.operator.pubkey(), "payer": bare.payer.pubkey()}
    instruction = programs().energy_token.instruction("initialize", accounts=given)
    real = getattr(bare.at, account)()
    meta = AccountMeta(key("elsewhere").pubkey(), False, account != "mint_authority")
    with pytest.raises(Refused, match=r"InvalidSeeds|2012|PrivilegeEscalation"):
        bare.send(swap(instruction, real, meta), signers=[bare.operator])


def test_lamports_that_somebody_sent_ahead_do_not_block_it(bare: CampusStage) -> None:
    bare.initialize_governance()
    bare.svm.airdrop(bare.at.energy_mint(), 1_000_000)
    bare.initialize_tokens()
    assert bare.supply(bare.at.energy_mint()) == 0
