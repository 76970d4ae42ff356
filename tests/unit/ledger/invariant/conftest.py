"""A machine whose accounts a test sets, read through the shipped interfaces, and events as values."""

import struct
from dataclasses import dataclass

import pytest
from solders.account import Account
from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.chain.program import Event
from gridtokenx.chain.programs import Programs, load_programs
from gridtokenx.ledger.invariant.rule import Rule, View
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.machine import Machine

LAMPORTS = 10**9
STATE = {
    "energy_mint": Pubkey.default(),
    "credit_mint": Pubkey.default(),
    "minted_wh": 0,
    "burned_wh": 0,
    "redeemed_wh": 0,
    "credit_issued": 0,
    "credit_redeemed": 0,
    "bump": 0,
}


def key(n: int) -> Pubkey:
    return Pubkey(bytes([n]) * 32)


def event(name: str, **fields: object) -> Event:
    return Event("test", name, fields)


@dataclass(frozen=True)
class World:
    """Sets accounts, and asks a rule about them."""

    view: View

    def mint(self, address: Pubkey, supply: int) -> None:
        data = struct.pack("<I32sQBBI32s", 1, bytes(key(1)), supply, 9, 1, 0, bytes(32))
        self.view.machine._svm.set_account(address, Account(LAMPORTS, data, TOKEN_PROGRAM))

    def vault(self, address: Pubkey, amount: int) -> None:
        data = struct.pack("<32s32sQ", bytes(key(1)), bytes(key(2)), amount) + bytes(36) + b"\1" + bytes(56)
        self.view.machine._svm.set_account(address, Account(LAMPORTS, data, TOKEN_PROGRAM))

    def vaults(self, *, energy: int, credit: int) -> None:
        self.vault(self.view.addresses.energy_vault(), energy)
        self.vault(self.view.addresses.credit_vault(), credit)

    def counters(self, *, supply: int = 0, credit: int = 0, **counted: int) -> None:
        """Set the token state, and both mints' supplies."""
        program = self.view.programs.energy_token
        names = [field.name for field in program.idl.types["TokenState"].fields]
        zero = {"reserved": bytes(7)} if "reserved" in names else {}
        data = program.encode_account("TokenState", {**STATE, **zero, **counted})
        self.view.machine._svm.set_account(
            self.view.addresses.token_state(), Account(LAMPORTS, data, program.id)
        )
        self.mint(self.view.addresses.energy_mint(), supply)
        self.mint(self.view.addresses.credit_mint(), credit)

    def codes(self, rule: Rule, *events: Event) -> list[str]:
        return [code for code, _ in rule.step(events, self.view)]


@pytest.fixture(scope="session")
def programs() -> Programs:
    return load_programs()


@pytest.fixture
def world(programs: Programs) -> World:
    return World(View(Machine(Genesis(key(1), 1)), programs, programs.addresses()))
