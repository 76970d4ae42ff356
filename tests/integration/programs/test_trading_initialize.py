"""`initialize` and `open_zone`: by the governance authority, once, with the real mints."""

import pytest
from solders.pubkey import Pubkey
from tests.integration.programs.market_stage import NO_PRICE, Refused, Stage, key, programs

from gridtokenx.chain.addresses import TOKEN_PROGRAM


@pytest.fixture
def bare() -> Stage:
    """Deployed, with the tokens, and without a market."""
    return Stage(with_market=False)


def test_the_market_knows_its_vaults_and_they_are_empty(market: Stage) -> None:
    account = market.read("Market", market.at.market())
    assert account["energy_vault"] == market.at.energy_vault()
    assert account["credit_vault"] == market.at.credit_vault()
    assert market.vaults() == (0, 0)


@pytest.mark.parametrize(
    ("vault", "mint"), [("energy_vault", "energy_mint"), ("credit_vault", "credit_mint")]
)
def test_a_vault_belongs_to_the_vault_authority(market: Stage, vault: str, mint: str) -> None:
    account = market.svm.get_account(getattr(market.at, vault)())
    assert account is not None
    assert account.owner == TOKEN_PROGRAM
    assert Pubkey(account.data[:32]) == getattr(market.at, mint)()
    assert Pubkey(account.data[32:64]) == market.at.vault_authority()


def test_a_zone_starts_without_history(market: Stage) -> None:
    market.open_zone(7)
    zone = market.read("Zone", market.zone_address(7))
    assert (zone["zone"], zone["last_opened"], zone["last_price"]) == (7, -1, NO_PRICE)
    assert (zone["intervals"], zone["traded_wh"], zone["turnover_units"]) == (0, 0, 0)


def test_opening_a_zone_is_logged(market: Stage) -> None:
    (event,) = market.events(market.open_zone(3))
    assert (event.name, event.data) == ("ZoneOpened", {"zone": 3})


def test_a_market_is_created_once(market: Stage) -> None:
    with pytest.raises(Refused, match="AlreadyInUse"):
        market.initialize()


def test_a_zone_is_created_once(market: Stage) -> None:
    with pytest.raises(Refused, match="AlreadyInUse"):
        market.open_zone(0)


def test_only_the_governance_authority_creates_a_market(bare: Stage) -> None:
    stranger = key("stranger")
    with pytest.raises(Refused, match="Unauthorized"):
        bare.initialize(stranger, authority=stranger.pubkey())


def test_only_the_governance_authority_creates_a_zone(market: Stage) -> None:
    stranger = key("stranger")
    with pytest.raises(Refused, match="Unauthorized"):
        market.open_zone(1, stranger, authority=stranger.pubkey())


def test_the_authority_must_sign(bare: Stage) -> None:
    instruction = bare.initialize_instruction()
    unsigned = bare.unsigned(instruction, bare.operator.pubkey())
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        bare.send(unsigned)


def test_the_payer_may_be_the_authority(bare: Stage) -> None:
    bare.initialize(payer=bare.operator.pubkey())
    assert bare.vaults() == (0, 0)


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("energy_mint", "ConstraintAddress"),
        ("credit_mint", "ConstraintAddress"),
        ("config", "UninitializedAccount"),
        ("vault_authority", "InvalidSeeds"),
        ("energy_vault", "InvalidSeeds"),
        ("credit_vault", "InvalidSeeds"),
        ("market", "InvalidSeeds"),
    ],
)
def test_no_account_can_be_another_one(bare: Stage, name: str, refusal: str) -> None:
    with pytest.raises(Refused, match=refusal):
        bare.initialize(**{name: key("impostor").pubkey()})


def test_a_configuration_of_another_program_does_not_count(bare: Stage) -> None:
    account = bare.svm.get_account(bare.at.config())
    assert account is not None
    bare.write(bare.at.config(), programs().registry.id, account.data)
    with pytest.raises(Refused, match="IllegalOwner"):
        bare.initialize()
