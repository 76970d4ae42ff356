"""In which accounts two states differ, said in fields and amounts instead of bytes."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Protocol

from solders.pubkey import Pubkey
from solders.token.state import TokenAccount

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.addresses import TOKEN_PROGRAM, UPGRADEABLE_LOADER
from gridtokenx.chain.program import DISCRIMINATOR_BYTES
from gridtokenx.chain.programs import Programs

TOKEN_ACCOUNT_BYTES = 165
MAX_FIELDS = 6


class Held(Protocol):
    """An account's content."""

    @property
    def owner(self) -> Pubkey:
        """The program that owns it."""

    @property
    def lamports(self) -> int:
        """Its lamports."""

    @property
    def executable(self) -> bool:
        """Whether it is a program."""

    @property
    def data(self) -> bytes:
        """Its bytes."""


def same(one: Held | None, other: Held | None) -> bool:
    """Return whether two accounts have the same content, or neither is there."""
    if one is None or other is None:
        return one is other
    contents = ((a.owner, a.lamports, a.executable, a.data) for a in (one, other))
    return next(contents) == next(contents)


def describe(address: Pubkey, recorded: Held | None, again: Held | None, *, programs: Programs | None) -> str:
    """Say how an account differs between what was recorded and what a replay gives.

    Args:
        address: The account.
        recorded: As the ledger's snapshot has it, or None.
        again: As it is after running the journal again, or None.
        programs: Whose accounts are told by their fields.
    """
    kind = _kind(recorded or again, programs)
    if recorded is None or again is None:
        there, gone = ("run again", "recorded") if recorded is None else ("recorded", "run again")
        return f"{kind} {address} is there {there} and not {gone}"
    told = ", ".join(_differences(recorded, again, programs))
    return f"{kind} {address}: {told}"


def _differences(recorded: Held, again: Held, programs: Programs | None) -> Iterator[str]:
    before, after = _fields(recorded, programs), _fields(again, programs)
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    for name in names[:MAX_FIELDS]:
        yield f"{name} is recorded as {before.get(name)}, run again it is {after.get(name)}"
    if len(names) > MAX_FIELDS:
        yield f"and {len(names) - MAX_FIELDS} more fields"


def _fields(held: Held, programs: Programs | None) -> Mapping[str, object]:
    """Return an account's content by name; the bytes' hash when nobody knows their names."""
    common: dict[str, object] = {"owner": str(held.owner), "lamports": held.lamports}
    if held.owner == TOKEN_PROGRAM and len(held.data) == TOKEN_ACCOUNT_BYTES:
        token = TokenAccount.from_bytes(held.data)
        common |= {"amount": token.amount, "mint": str(token.mint), "token owner": str(token.owner)}
    found = _decoded(held, programs)
    if found is not None:
        common |= {name: _shown(value) for name, value in found[1].items()}
    return common | {"content": f"SHA-256 {hashlib.sha256(held.data).hexdigest()}"}


def _kind(held: Held | None, programs: Programs | None) -> str:
    if held is None:
        return "account"
    if held.owner == TOKEN_PROGRAM:
        return "token account" if len(held.data) == TOKEN_ACCOUNT_BYTES else "mint"
    if held.owner == UPGRADEABLE_LOADER:
        return "program code"
    found = _decoded(held, programs)
    return found[0] if found else "account"


def _decoded(held: Held, programs: Programs | None) -> tuple[str, Mapping[str, object]] | None:
    program = programs.by_id(str(held.owner)) if programs else None
    if program is None:
        return None
    for name in program.idl.accounts:
        if held.data[:DISCRIMINATOR_BYTES] == program.discriminator(name):
            try:
                return name, program.account(name, held.data)
            except GridTokenXError:
                return None
    return None


def _shown(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
