from collections.abc import Mapping

import pytest
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from tests.unit.ledger.invariant.conftest import World, key

from gridtokenx.chain.addresses import program_data
from gridtokenx.ledger.invariant.authority import AuthorityRule
from gridtokenx.ledger.invariant.seen import Named
from gridtokenx.ledger.invariant.upgrade import Code, UpgradeRule

ALICE, BOB, ORACLE = (Keypair.from_seed(bytes([n]) * 32).pubkey() for n in (1, 2, 3))
PEA, MEA, EGAT = (Keypair.from_seed(bytes([n]) * 32).pubkey() for n in (4, 5, 6))
NOBODY = Pubkey.default()
SET = {"model": 0, "approver_count": 3, "threshold": 2, "approvers": (PEA, MEA, EGAT, *[NOBODY] * 4)}


def config(world: World, **changes: object) -> None:
    world.config(**{"authority": ALICE, "oracle": ORACLE, **SET, **changes})


@pytest.fixture
def rule(world: World) -> AuthorityRule:
    """Alice is the authority, two of three approve."""
    config(world)
    made = AuthorityRule(UpgradeRule({}))
    assert world.started(made) == []
    return made


def governance(world: World, name: str, args: Mapping[str, object], *extra: Pubkey, **who: Pubkey) -> Named:
    return world.named(world.view.programs.governance, name, args, *extra, **who)


def zone(world: World, who: Pubkey) -> Named:
    return world.named(world.view.programs.trading, "open_zone", {"zone": 0}, authority=who, payer=who)


def test_the_authority_in_force_may(world: World, rule: AuthorityRule) -> None:
    assert world.codes(rule, named=[zone(world, ALICE)], signers=[ALICE]) == []
    assert rule.privileged == 1
    assert world.ended(rule) == []


def test_nobody_else_may_and_nobody_without_signing(world: World, rule: AuthorityRule) -> None:
    assert world.codes(rule, named=[zone(world, BOB)], signers=[BOB]) == ["WRONG_AUTHORITY"]
    unsigned = world.codes(rule, named=[zone(world, ALICE)], signers=[BOB])
    assert unsigned == ["NOT_SIGNED", "NOT_SIGNED"]


def test_a_hand_over_is_followed_in_its_two_steps(world: World, rule: AuthorityRule) -> None:
    propose = governance(world, "propose_authority", {"new_authority": BOB}, authority=ALICE)
    config(world, pending_authority=BOB)
    assert world.codes(rule, named=[propose], signers=[ALICE]) == []
    assert world.codes(rule, named=[zone(world, BOB)], signers=[BOB]) == ["WRONG_AUTHORITY"]
    accept = governance(world, "accept_authority", {}, pending=BOB)
    config(world, authority=BOB)
    assert world.codes(rule, named=[accept, zone(world, BOB)], signers=[BOB]) == []
    assert world.codes(rule, named=[zone(world, ALICE)], signers=[ALICE]) == ["WRONG_AUTHORITY"]


def approvers(world: World, *agreeing: Pubkey) -> Named:
    args = {**SET, "threshold": 3, "approver_names": [bytes(16)] * 7}
    return governance(world, "set_approvers", {"args": args}, *agreeing, authority=ALICE)


def test_approvers_are_changed_by_the_threshold_in_force(world: World, rule: AuthorityRule) -> None:
    config(world, threshold=3, approver_set_version=1)
    assert world.codes(rule, named=[approvers(world, PEA, MEA)], signers=[ALICE, PEA, MEA]) == []
    config(world, threshold=3, approver_set_version=2)
    two = world.codes(rule, named=[approvers(world, PEA, MEA)], signers=[ALICE, PEA, MEA])
    assert two == ["THRESHOLD_NOT_MET"]


@pytest.mark.parametrize("name", ["upgrade_program", "set_upgrade_authority"])
def test_code_is_changed_by_the_threshold_in_force(world: World, rule: AuthorityRule, name: str) -> None:
    two = governance(world, name, {}, PEA, EGAT, authority=ALICE)
    assert world.codes(rule, named=[two], signers=[ALICE, PEA, EGAT]) == []
    assert world.codes(rule, named=[two], signers=[ALICE, PEA]) == ["THRESHOLD_NOT_MET"]
    alone = governance(world, name, {}, PEA, EGAT, authority=BOB)
    assert world.codes(rule, named=[alone], signers=[BOB, PEA, EGAT]) == ["WRONG_AUTHORITY"]


def test_one_approver_twice_or_silent_counts_once_or_not(world: World, rule: AuthorityRule) -> None:
    config(world, threshold=3, approver_set_version=1)
    twice = world.codes(rule, named=[approvers(world, PEA, PEA)], signers=[ALICE, PEA])
    assert twice == ["THRESHOLD_NOT_MET"]


def test_another_oracle_than_the_one_that_was_set_is_found(world: World, rule: AuthorityRule) -> None:
    args = {"interval_start": 0, "root": bytes(32), "count": 0}
    batch = world.named(world.view.programs.oracle, "open_batch", args, oracle=BOB, payer=BOB)
    assert world.codes(rule, named=[batch], signers=[BOB]) == ["WRONG_AUTHORITY"]


def test_a_configuration_that_nobody_asked_for_is_found(world: World, rule: AuthorityRule) -> None:
    config(world, authority=BOB)
    assert world.codes(rule) == ["CONFIG_DIFFERS"]
    assert world.codes(rule) == []
    config(world, authority=BOB, oracle=BOB, threshold=1)
    assert world.ended(rule) == ["CONFIG_DIFFERS", "CONFIG_DIFFERS"]


def test_initialising_twice_or_by_a_stranger_is_found(world: World, rule: AuthorityRule) -> None:
    upgrader = program_data(world.view.addresses.governance)
    rule.upgrades.programs[upgrader] = Code(ALICE, "")
    spec = world.view.programs.governance.spec("initialize").args[0].type
    blank = world.view.programs.governance._compiler.codec(spec)
    assert blank.size is not None
    args, _ = blank.decode(bytes(blank.size), 0)
    assert isinstance(args, dict)
    named = governance(world, "initialize", {"args": args}, upgrade_authority=BOB, payer=BOB)
    found = world.codes(rule, named=[named], signers=[BOB])
    assert found[:2] == ["WRONG_AUTHORITY", "INITIALIZED_TWICE"]


def test_a_programs_address_signs_in_its_program_only(world: World, rule: AuthorityRule) -> None:
    mint = world.named(
        world.view.programs.energy_token, "mint_energy", {"wh": 1}, attestor=world.view.addresses.attestor()
    )
    assert world.codes(rule, named=[mint]) == ["NOT_SIGNED"]
    assert key(1) != ALICE
