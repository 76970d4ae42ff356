from dataclasses import dataclass, field

from solders.pubkey import Pubkey
from tests.unit.ledger.invariant.conftest import World, key, move

from gridtokenx.ledger.invariant.token_move import Move
from gridtokenx.ledger.invariant.vault import VaultRule

OWNER, ACCOUNT, THIEF = key(4), key(5), key(6)


@dataclass
class Debts:
    owed_energy: int = 0
    owed_credit: int = 0
    paid: list[tuple[tuple[str, Pubkey], int]] = field(default_factory=list)


def test_a_vault_holds_what_is_owed(world: World) -> None:
    rule = VaultRule((Debts(5, 7),))
    world.vaults(energy=5, credit=7)
    assert world.codes(rule) == []
    assert rule.donated_units == 0
    world.vaults(energy=5, credit=6)
    assert world.codes(rule) == ["VAULT_SHORT"]
    assert world.codes(rule) == []
    world.vaults(energy=6, credit=6)
    assert world.codes(rule) == ["VAULT_UNEXPLAINED"]
    assert world.ended(rule) == []


def test_a_donation_is_found_in_the_journal(world: World) -> None:
    rule = VaultRule(())
    world.vaults(energy=5, credit=7)
    at = world.view.addresses
    given = [
        move(Move.TRANSFER, 5, source=key(9), destination=at.energy_vault()),
        move(Move.MINT, 7, destination=at.credit_vault(), caller=at.energy_token),
    ]
    assert world.codes(rule, moves=given) == []
    assert (rule.donated_energy, rule.donated_credit) == (5, 7)


def test_what_trading_locks_is_no_donation(world: World) -> None:
    world.vaults(energy=0, credit=7)
    at = world.view.addresses
    lock = move(Move.TRANSFER, 7, source=key(9), destination=at.credit_vault(), caller=at.trading)
    assert world.codes(VaultRule((Debts(0, 7),)), moves=[lock]) == []
    assert world.codes(VaultRule(()), moves=[lock]) == ["VAULT_UNEXPLAINED"]


def test_payouts_go_to_those_whom_the_events_name(world: World) -> None:
    world.vaults(energy=0, credit=0)
    at = world.view.addresses
    for token, vault in (("credit", at.credit_vault()), ("energy", at.energy_vault())):
        due = VaultRule((Debts(paid=[((token, OWNER), 8)]),))
        moved = [move(Move.TRANSFER, 8, source=vault, destination=ACCOUNT, caller=at.trading)]
        assert world.codes(due, moves=moved, owners={ACCOUNT: OWNER}) == []
        assert world.codes(due, moves=moved, owners={ACCOUNT: THIEF}) == ["PAYOUT_DIFFERS", "PAYOUT_DIFFERS"]
        assert world.codes(due) == ["PAYOUT_DIFFERS"]
        assert world.codes(VaultRule(()), moves=moved, owners={ACCOUNT: OWNER}) == ["PAYOUT_DIFFERS"]


def test_another_owner_of_a_vault_is_found(world: World) -> None:
    world.vaults(energy=0, credit=0)
    world.token(world.view.addresses.credit_vault(), 0, owner=THIEF)
    assert world.codes(VaultRule(())) == ["VAULT_OWNER_CHANGED"]


def test_at_a_snapshot_what_is_above_was_given_before(world: World) -> None:
    rule = VaultRule((Debts(5, 7),))
    world.vaults(energy=6, credit=7)
    assert world.started(rule) == []
    assert rule.donated_units == 1
    assert world.codes(rule) == []
    world.vaults(energy=4, credit=7)
    assert world.started(VaultRule((Debts(5, 7),))) == ["VAULT_SHORT"]
