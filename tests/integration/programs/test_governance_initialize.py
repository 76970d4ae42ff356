"""governance: initialize."""

import re

import pytest
from solders.instruction import AccountMeta, Instruction
from tests.integration.programs.campus_stage import (
    NOBODY,
    NOW,
    CampusStage,
    Refused,
    config_args,
    key,
    label,
    only,
    programs,
    swap,
)
from tests.integration.programs.governing import initialize_args

from gridtokenx.chain.addresses import UPGRADEABLE_LOADER, program_data


def initialize(stage: CampusStage, authority: str = "operator", **changes: object) -> Instruction:
    accounts = {"payer": stage.payer.pubkey(), "upgrade_authority": key(authority).pubkey()}
    args = initialize_args(programs(), config_args(**changes))
    return programs().governance.instruction("initialize", accounts=accounts, args=args)


def test_upgrade_authority_creates_the_configuration(bare: CampusStage) -> None:
    event = only(bare.initialize_governance(), "ConfigInitialized")
    assert event == {"authority": bare.operator.pubkey(), "oracle": key("oracle").pubkey(), "model": 0}
    config = bare.config()
    given = config_args()
    assert {name: config[name] for name in given} == given
    assert config["pending_authority"] == NOBODY
    assert config["approver_set_version"] == 0


def test_somebody_else_is_refused_and_nothing_exists(bare: CampusStage) -> None:
    with pytest.raises(Refused, match="NotUpgradeAuthority"):
        bare.send(initialize(bare, "mallory"), signers=[key("mallory")])
    assert not bare.exists(bare.at.config())


def test_second_initialisation_is_refused(bare: CampusStage) -> None:
    bare.initialize_governance()
    with pytest.raises(Refused):
        bare.initialize_governance(oracle=key("mallory").pubkey())
    assert bare.config()["oracle"] == key("oracle").pubkey()


def test_program_without_an_upgrade_authority_is_refused(bare: CampusStage) -> None:
    bare.deploy(programs().governance, None)
    with pytest.raises(Refused, match="NotUpgradeAuthority"):
        bare.initialize_governance()


def test_another_programs_data_account_is_refused(bare: CampusStage) -> None:
    mallory = key("mallory")
    bare.deploy(programs().registry, mallory.pubkey())
    ours, theirs = program_data(programs().governance.id), program_data(programs().registry.id)
    forged = swap(initialize(bare, "mallory"), ours, AccountMeta(theirs, False, False))
    with pytest.raises(Refused, match="InvalidSeeds"):
        bare.send(forged, signers=[mallory])


def test_data_account_of_another_owner_is_refused(bare: CampusStage) -> None:
    mallory = key("mallory")
    data = (3).to_bytes(4, "little") + bytes(8) + b"\1" + bytes(mallory.pubkey())
    home = program_data(programs().governance.id)
    account = bare.svm.get_account(home)
    assert account is not None
    assert account.owner == UPGRADEABLE_LOADER
    bare.overwrite(home, data, programs().registry.id)
    with pytest.raises(Refused):
        bare.send(initialize(bare, "mallory"), signers=[mallory])
    assert not bare.exists(bare.at.config())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"price_min": 150, "price_max": 750}, "BandTooWide"),
        ({"price_min": 300, "price_max": 299}, "BandTooWide"),
        ({"interval_s": 0}, "BadParameter"),
        ({"max_age_s": 899}, "BadParameter"),
        ({"min_lot_wh": 0}, "BadParameter"),
        ({"feed_in_price": 281}, "BadParameter"),
        ({"request_life_s": 0}, "BadParameter"),
        ({"certificate_life_s": 0}, "BadParameter"),
        ({"forward_horizon_s": 31 * 86_400 + 1}, "BadParameter"),
        ({"oracle": NOBODY}, "BadParameter"),
        ({"authority": NOBODY}, "BadParameter"),
        ({"energy_mint": key("mallory").pubkey()}, "BadParameter"),
        ({"credit_mint": key("mallory").pubkey()}, "BadParameter"),
        ({"model": 2}, "BadParameter"),
        ({"prefix_count": 5}, "BadParameter"),
        ({"prefix_count": 3}, "BadParameter"),
        ({"prefix_count": 1}, "BadParameter"),
        ({"prefixes": [label("é"), *[bytes(16)] * 3], "prefix_count": 1}, "BadParameter"),
        ({"threshold": 4}, "BadApprovers"),
        ({"threshold": 0}, "BadApprovers"),
        ({"approver_count": 8}, "BadApprovers"),
        ({"approver_count": 4}, "BadApprovers"),
        ({"approvers": [key("PEA").pubkey()] * 3 + [NOBODY] * 4}, "BadApprovers"),
        ({"approver_count": 0, "threshold": 0, "model": 1, "approvers": [NOBODY] * 7}, "BadApprovers"),
        ({"paused": 8}, "BadMask"),
    ],
    ids=lambda value: re.sub(r"[^\w]+", " ", str(value))[:40],
)
def test_values_out_of_range_are_refused(bare: CampusStage, changes: dict[str, object], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        bare.initialize_governance(**changes)


def test_widest_band_and_no_approvers_under_engineering_are_taken(bare: CampusStage) -> None:
    bare.initialize_governance(
        price_min=0, price_max=599, approver_count=0, threshold=0, approvers=[NOBODY] * 7
    )
    assert bare.config()["price_max"] == 599
    assert bare.svm.get_clock().unix_timestamp == NOW
