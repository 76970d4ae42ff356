"""Everything that the programs and the token program keep, read from the accounts alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from solders.pubkey import Pubkey
from solders.token.state import Mint, TokenAccount

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.chain.programs import Programs
from gridtokenx.port.ledger import AccountState, Ledger

Fields = Mapping[str, Any]
MINT_BYTES, TOKEN_ACCOUNT_BYTES = 82, 165


@dataclass(frozen=True)
class State:
    """The ledger's accounts at one moment; `kinds` are the programs' by type, decoded."""

    raw: Mapping[Pubkey, AccountState]
    kinds: Mapping[str, Mapping[Pubkey, Fields]]
    tokens: Mapping[Pubkey, TokenAccount]
    mints: Mapping[Pubkey, Mint]
    wallets: Mapping[Pubkey, int]
    """Lamports of everybody with a key."""

    def of(self, kind: str) -> Mapping[Pubkey, Fields]:
        return self.kinds.get(kind, {})

    def one(self, kind: str) -> Fields | None:
        return next(iter(self.of(kind).values()), None)

    def balance(self, address: Pubkey) -> int:
        return self.tokens[address].amount if address in self.tokens else 0

    def held_by(self, owner: Pubkey, mint: Pubkey) -> list[Pubkey]:
        return [a for a, found in self.tokens.items() if found.owner == owner and found.mint == mint]

    def kind_of(self, address: Pubkey) -> str:
        for kind, found in self.kinds.items():
            if address in found:
                return kind
        return "token" if address in self.tokens else ""


EMPTY = State({}, {}, {}, {}, {})


@dataclass
class StateReader:
    """Reads states; what did not change since the last one is not decoded again."""

    programs: Programs
    wallets: Sequence[Pubkey]
    last: State = EMPTY
    kinds: dict[tuple[Pubkey, bytes], str] = field(init=False)

    def __post_init__(self) -> None:
        self.kinds = {
            (p.id, bytes(found)): kind for p in self.programs.all() for kind, found in p.idl.accounts.items()
        }

    def read(self, ledger: Ledger) -> State:
        owners = (*(p.id for p in self.programs.all()), TOKEN_PROGRAM)
        raw = {a.address: a for owner in owners for a in ledger.program_accounts(owner)}
        purses = {a.address: a.lamports for a in ledger.accounts(self.wallets) if a is not None}
        state = State(raw, {kind: {} for kind in self.kinds.values()}, {}, {}, purses)
        for address, account in raw.items():
            if account.owner == TOKEN_PROGRAM:
                self._token(state, address, account)
            else:
                kind = self.kinds[account.owner, account.data[:8]]
                state.kinds[kind][address] = self._fields(kind, account)  # type: ignore[index]  # made above
        self.last = state
        return state

    def _fields(self, kind: str, account: AccountState) -> Fields:
        old = self.last.raw.get(account.address)
        if old is not None and old.data == account.data:
            return self.last.kinds[kind][account.address]
        program = next(p for p in self.programs.all() if p.id == account.owner)
        return program.account(kind, account.data)

    @staticmethod
    def _token(state: State, address: Pubkey, account: AccountState) -> None:
        if len(account.data) == MINT_BYTES:
            state.mints[address] = Mint.from_bytes(account.data)  # type: ignore[index]  # made above
        elif len(account.data) == TOKEN_ACCOUNT_BYTES and any(account.data):
            state.tokens[address] = TokenAccount.from_bytes(account.data)  # type: ignore[index]  # made above


@dataclass(frozen=True)
class Change:
    """An account of a program before and after a transaction; None where there was none."""

    kind: str
    address: Pubkey
    old: Fields | None
    new: Fields | None


def changes(before: State, after: State) -> Iterator[Change]:
    """Yield the programs' own accounts that a transaction made, changed or closed."""
    for kind, found in after.kinds.items():
        earlier = before.of(kind)
        for address, new in found.items():
            old = earlier.get(address)
            if old is not new and old != new:
                yield Change(kind, address, old, new)
    for kind, found in before.kinds.items():
        for address, old in found.items():
            if address not in after.of(kind):
                yield Change(kind, address, old, None)
