"""governance: set_parameters."""

import pytest
from solders.instruction import AccountMeta
from tests.integration.programs.campus_stage import (
    CampusStage,
    Refused,
    config_args,
    key,
    only,
    programs,
    swap,
)
from tests.integration.programs.governing import parameter_args


def parameters(**changes: object) -> dict[str, object]:
    return parameter_args(programs(), config_args(**changes))


def set_parameters(stage: CampusStage, who: str = "operator", /, **changes: object) -> dict[str, object]:
    accounts = {"authority": key(who).pubkey()}
    instruction = programs().governance.instruction(
        "set_parameters", accounts=accounts, args=parameters(**changes)
    )
    return dict(only(stage.send(instruction, signers=[key(who)]), "ParametersChanged"))


def test_authority_changes_the_parameters_and_nothing_else(campus: CampusStage) -> None:
    before = campus.config()
    new = {
        "oracle": key("other oracle").pubkey(),
        "price_max": 500,
        "grid_price": 300,
        "min_lot_wh": 100,
        "request_life_s": 7,
        "certificate_life_s": 8,
        "meter_limit_wh": 9,
        "forward_horizon_s": 10,
    }
    event = set_parameters(campus, **new)
    assert event == {
        "oracle": new["oracle"], "price_min": 150, "price_max": 500, "grid_price": 300, "feed_in_price": 120,
    }  # fmt: skip
    assert campus.config() == {**before, **new}


def test_somebody_else_is_refused(campus: CampusStage) -> None:
    with pytest.raises(Refused, match="Unauthorized"):
        set_parameters(campus, "mallory", grid_price=999)
    assert campus.config()["grid_price"] == 280


def test_authority_that_did_not_sign_is_refused(campus: CampusStage) -> None:
    operator = campus.operator.pubkey()
    instruction = programs().governance.instruction(
        "set_parameters", accounts={"authority": operator}, args=parameters()
    )
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        campus.send(swap(instruction, operator, AccountMeta(operator, False, False)))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"price_max": 750}, "BandTooWide"),
        ({"interval_s": 90_000, "max_age_s": 90_000}, "BadParameter"),
        ({"feed_in_price": 300}, "BadParameter"),
        ({"request_life_s": 0}, "BadParameter"),
    ],
)
def test_values_out_of_range_are_refused(
    campus: CampusStage, changes: dict[str, object], reason: str
) -> None:
    before = campus.config()
    with pytest.raises(Refused, match=reason):
        set_parameters(campus, **changes)
    assert campus.config() == before


def test_configuration_of_another_owner_is_refused(campus: CampusStage) -> None:
    mallory = key("mallory")
    forged = programs().governance.encode_account(
        "Config", {**campus.config(), "authority": mallory.pubkey()}
    )
    elsewhere = key("forged").pubkey()
    campus.overwrite(elsewhere, forged, programs().registry.id)
    instruction = programs().governance.instruction(
        "set_parameters",
        accounts={"authority": mallory.pubkey(), "config": elsewhere},
        args=parameters(),
    )
    with pytest.raises(Refused, match=r"IllegalOwner|InvalidAccountOwner|IncorrectProgramId|InvalidSeeds"):
        campus.send(instruction, signers=[mallory])


def test_configuration_at_another_address_is_refused(campus: CampusStage) -> None:
    mallory = key("mallory")
    forged = programs().governance.encode_account(
        "Config", {**campus.config(), "authority": mallory.pubkey()}
    )
    elsewhere = key("forged").pubkey()
    campus.overwrite(elsewhere, forged, programs().governance.id)
    instruction = programs().governance.instruction(
        "set_parameters",
        accounts={"authority": mallory.pubkey(), "config": elsewhere},
        args=parameters(),
    )
    with pytest.raises(Refused, match="InvalidSeeds"):
        campus.send(instruction, signers=[mallory])
