"""A machine whose accounts a test sets, read through the shipped interfaces, and events as values."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
from solders.account import Account
from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.chain.program import Event, Program
from gridtokenx.chain.programs import Programs, load_programs
from gridtokenx.ledger.invariant.call import Call
from gridtokenx.ledger.invariant.rule import Rule, View
from gridtokenx.ledger.invariant.seen import Named, Reader, Seen
from gridtokenx.ledger.invariant.token_move import Move, TokenMove
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.machine import Machine

LAMPORTS = 10**9


def key(n: int) -> Pubkey:
    return Pubkey(bytes([n]) * 32)


def event(name: str, **fields: object) -> Event:
    return Event("test", name, fields)


def move(
    kind: Move,
    amount: int,
    *,
    source: Pubkey | None = None,
    destination: Pubkey | None = None,
    mint: Pubkey | None = None,
    caller: Pubkey | None = None,
) -> TokenMove:
    return TokenMove(kind, amount, source, destination, mint, caller)


@dataclass(frozen=True)
class World:
    """Sets accounts, and asks a rule about them."""

    view: View

    def write(self, address: Pubkey, data: bytes, owner: Pubkey) -> Pubkey:
        self.view.machine._svm.set_account(address, Account(LAMPORTS, data, owner))
        self.view.machine.book.touch(address, None)
        return address

    def put(self, program: Program, name: str, address: Pubkey, **fields: object) -> Pubkey:
        """Write an account; the fields that are not given are zero."""
        size = program._accounts[name].size
        assert size is not None
        blank = program.account(name, program.discriminator(name) + bytes(size))
        return self.write(address, program.encode_account(name, {**blank, **fields}), program.id)

    def mint(self, address: Pubkey, supply: int, *, authority: Pubkey | None = None) -> None:
        ours = bytes(authority or self.view.addresses.mint_authority())
        self.write(address, struct.pack("<I32sQBBI32s", 1, ours, supply, 9, 1, 0, bytes(32)), TOKEN_PROGRAM)

    def token(self, address: Pubkey, amount: int, *, owner: Pubkey | None = None) -> None:
        ours = bytes(owner or self.view.addresses.vault_authority())
        data = struct.pack("<32s32sQ", bytes(key(1)), ours, amount) + bytes(36) + b"\1" + bytes(56)
        self.write(address, data, TOKEN_PROGRAM)

    def vaults(self, *, energy: int, credit: int) -> None:
        self.token(self.view.addresses.energy_vault(), energy)
        self.token(self.view.addresses.credit_vault(), credit)

    def counters(self, *, supply: int = 0, credit: int = 0, **counted: int) -> None:
        """Set the token state, and both mints' supplies."""
        self.put(self.view.programs.energy_token, "TokenState", self.view.addresses.token_state(), **counted)
        self.mint(self.view.addresses.energy_mint(), supply)
        self.mint(self.view.addresses.credit_mint(), credit)

    def config(self, **fields: object) -> None:
        self.put(self.view.programs.governance, "Config", self.view.addresses.config(), **fields)

    def named(
        self, program: Program, name: str, args: Mapping[str, object], *extra: Pubkey, **accounts: Pubkey
    ) -> Named:
        """A call of an instruction; accounts that are not given are anybody's."""
        spec = program.spec(name)
        keys = tuple(accounts.get(account.name, key(250)) for account in spec.accounts)
        found = Reader(self.view.programs).name(Call(program.id, (*keys, *extra), program.data(name, args)))
        assert found is not None
        return found

    def codes(
        self,
        rule: Rule,
        *events: Event,
        moves: Sequence[TokenMove] = (),
        named: Sequence[Named] = (),
        signers: Sequence[Pubkey] = (),
        owners: Mapping[Pubkey, Pubkey] | None = None,
        calls: Sequence[Call] = (),
    ) -> list[str]:
        seen = Seen(
            events=events,
            calls=calls,
            named=named,
            signers=frozenset(signers),
            moves=moves,
            owners=owners or {},
            time_s=900,
        )
        return [fault.code for fault in rule.step(seen, self.view)]

    def started(self, rule: Rule) -> list[str]:
        return [fault.code for fault in rule.start(self.view)]

    def ended(self, rule: Rule) -> list[str]:
        return [fault.code for fault in rule.end(self.view)]


@pytest.fixture(scope="session")
def programs() -> Programs:
    return load_programs()


@pytest.fixture
def world(programs: Programs) -> World:
    return World(View(Machine(Genesis(key(1), 1)), programs, programs.addresses()))
