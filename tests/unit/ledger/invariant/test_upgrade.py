from dataclasses import replace

import pytest
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from tests.unit.ledger.invariant.conftest import World, key

from gridtokenx.chain.addresses import UPGRADEABLE_LOADER, program_data
from gridtokenx.ledger.invariant.call import Call
from gridtokenx.ledger.invariant.upgrade import UpgradeRule, code_digest

OWNER, HEIR = (Keypair.from_seed(bytes([n]) * 32).pubkey() for n in (1, 2))
OLD, NEW = b"old code", b"new code\0\0"


def place(world: World) -> Pubkey:
    return program_data(world.view.addresses.trading)


def deploy(world: World, code: bytes, authority: Pubkey | None = OWNER) -> None:
    kept = b"\1" + bytes(authority) if authority else bytes(33)
    world.write(place(world), (3).to_bytes(4, "little") + bytes(8) + kept + code, UPGRADEABLE_LOADER)


@pytest.fixture
def rule(world: World) -> UpgradeRule:
    deploy(world, OLD)
    made = UpgradeRule({world.view.addresses.trading: code_digest(OLD)})
    assert world.started(made) == []
    return made


def loader(world: World, tag: int, *accounts: Pubkey) -> Call:
    return Call(UPGRADEABLE_LOADER, (place(world), *accounts), tag.to_bytes(4, "little"))


def upgrade(world: World, who: Pubkey) -> Call:
    return loader(world, 3, *(key(n) for n in range(10, 15)), who)


def test_an_upgrade_by_its_authority_is_a_notice_with_the_codes_hash(world: World, rule: UpgradeRule) -> None:
    deploy(world, NEW)
    assert world.codes(rule, calls=[upgrade(world, OWNER)], signers=[OWNER]) == ["PROGRAM_UPGRADED"]
    assert rule.programs[place(world)].digest == code_digest(b"new code")
    assert world.ended(rule) == []


def test_an_upgrade_by_anybody_else_is_found(world: World, rule: UpgradeRule) -> None:
    deploy(world, NEW)
    found = world.codes(rule, calls=[upgrade(world, HEIR)], signers=[HEIR])
    assert found == ["WRONG_AUTHORITY", "PROGRAM_UPGRADED"]
    unsigned = world.codes(rule, calls=[upgrade(world, OWNER)])
    assert unsigned == ["WRONG_AUTHORITY", "PROGRAM_UPGRADED"]


def test_code_that_changed_by_itself_is_found(world: World, rule: UpgradeRule) -> None:
    deploy(world, NEW)
    assert world.ended(rule) == ["CODE_CHANGED"]
    deploy(world, NEW, HEIR)
    assert world.ended(rule) == ["CODE_CHANGED"]


def test_the_upgrade_authority_is_followed(world: World, rule: UpgradeRule) -> None:
    deploy(world, OLD, HEIR)
    passed = loader(world, 4, OWNER, HEIR)
    assert world.codes(rule, calls=[passed], signers=[OWNER]) == ["UPGRADE_AUTHORITY_PASSED"]
    assert rule.authority_of(place(world)) == HEIR
    deploy(world, OLD, None)
    given_up = loader(world, 4, HEIR)
    assert world.codes(rule, calls=[given_up], signers=[HEIR]) == ["UPGRADE_AUTHORITY_PASSED"]
    assert rule.authority_of(place(world)) is None
    assert world.ended(rule) == []


def test_the_hand_over_to_governance_is_no_notice(world: World, rule: UpgradeRule) -> None:
    holder = world.view.addresses.upgrade_authority()
    deploy(world, OLD, holder)
    assert world.codes(rule, calls=[loader(world, 4, OWNER, holder)], signers=[OWNER]) == []
    assert rule.authority_of(place(world)) == holder
    stolen = world.codes(rule, calls=[upgrade(world, OWNER)], signers=[OWNER])
    assert stolen == ["WRONG_AUTHORITY", "PROGRAM_UPGRADED"]
    by_governance = replace(upgrade(world, holder), depth=2)
    assert world.codes(rule, calls=[by_governance], signers=[OWNER]) == ["PROGRAM_UPGRADED"]


def test_a_closed_program_is_a_notice(world: World, rule: UpgradeRule) -> None:
    closed = loader(world, 5, key(10), OWNER)
    assert world.codes(rule, calls=[closed], signers=[OWNER]) == ["PROGRAM_CLOSED"]


def test_code_that_is_not_shipped_is_a_notice(world: World) -> None:
    deploy(world, NEW)
    assert world.started(UpgradeRule({world.view.addresses.trading: code_digest(OLD)})) == [
        "CODE_NOT_SHIPPED"
    ]


def test_zeros_behind_the_code_do_not_count() -> None:
    assert code_digest(NEW) == code_digest(b"new code") != code_digest(OLD)
