"""One on-chain program as Python sees it: instructions to send, accounts and events to read, errors.

Everything is driven by the program's IDL. What an instruction needs and the IDL states - fixed
addresses and program-derived ones - is filled in; the caller names only what it chooses.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt
from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.addresses import find_address
from gridtokenx.chain.codec import Compiler
from gridtokenx.chain.columns import Column, records
from gridtokenx.chain.event import data_of
from gridtokenx.chain.idl import Idl, IdlAccount, IdlField, IdlInstruction, Seed
from gridtokenx.chain.scalar import ValueNotEncodable
from gridtokenx.chain.structure import Struct

if TYPE_CHECKING:
    from gridtokenx.chain.scalar import Codec

DISCRIMINATOR_BYTES = 8


class AccountMissing(GridTokenXError):
    """An account that an instruction needs, that was not given and that no seed determines."""


class NameUnknown(GridTokenXError):
    """An instruction, account or type name that the program's IDL does not have."""


class AccountMismatch(GridTokenXError):
    """Bytes that are no account of the expected type."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something a program logged."""

    program: str
    name: str
    data: Mapping[str, object]


class Program:
    """A program's client, pure: it builds and reads bytes and sends nothing."""

    def __init__(self, idl: Idl) -> None:
        self.idl = idl
        self.name = idl.name
        self.id = idl.address
        self._id_text = str(idl.address)
        compiler = Compiler(idl.types)
        self._compiler = compiler
        self._args: Mapping[str, Struct] = {
            item.name: compiler.struct(f"{idl.name}.{item.name}", item.args)
            for item in idl.instructions.values()
        }
        self._accounts = {name: compiler.defined(name) for name in idl.accounts}
        self._events: Mapping[bytes, tuple[str, Codec]] = {
            disc: (name, compiler.defined(name)) for name, disc in idl.events.items()
        }

    def instruction(
        self,
        name: str,
        *,
        accounts: Mapping[str, Pubkey],
        args: Mapping[str, object] | None = None,
        remaining: Sequence[AccountMeta] = (),
    ) -> Instruction:
        """Build an instruction.

        Args:
            name: Its name in the IDL, such as ``place_order``.
            accounts: Addresses by name; those with a fixed address or with seeds may be left out.
            args: Arguments by name.
            remaining: Accounts after the named ones.

        Raises:
            NameUnknown: The program has no such instruction or account name.
            AccountMissing: An account is neither given nor determined.
            ValueNotEncodable: An argument does not fit its type.
        """
        spec, given = self.spec(name), dict(args or {})
        known = self.resolve(name, accounts=accounts, args=given)
        metas = [AccountMeta(known[a.name], a.signer, a.writable) for a in spec.accounts]
        return Instruction(self.id, self.data(name, given), [*metas, *remaining])

    def spec(self, name: str) -> IdlInstruction:
        """Return what the IDL says of an instruction.

        Raises:
            NameUnknown: The program has no such instruction.
        """
        spec = self.idl.instructions.get(name)
        if spec is None:
            raise NameUnknown(
                f"{self.name} has no instruction {name!r}: use one of {[*self.idl.instructions]}"
            )
        return spec

    def resolve(
        self, name: str, *, accounts: Mapping[str, Pubkey], args: Mapping[str, object]
    ) -> dict[str, Pubkey]:
        """Return the addresses of an instruction's accounts by name: as given, fixed, or from seeds.

        Raises:
            NameUnknown: The program has no such instruction or account name.
            AccountMissing: An account is neither given nor determined.
        """
        spec = self.spec(name)
        resolver = _Resolver(self, spec, dict(accounts), args)
        return {account.name: resolver.address(account) for account in spec.accounts}

    def data(self, name: str, args: Mapping[str, object]) -> bytes:
        """Return an instruction's data: discriminator and arguments.

        Raises:
            NameUnknown: The program has no such instruction.
            ValueNotEncodable: An argument does not fit its type.
        """
        out = bytearray(self.spec(name).discriminator)
        self._args[name].encode(args, out)
        return bytes(out)

    def data_of_many(self, name: str, columns: Mapping[str, Column], *, count: int) -> list[bytes]:
        """Return the data of many copies of an instruction whose arguments are all whole numbers.

        Args:
            name: The instruction.
            columns: Arguments by name: one number for all, or one for each.
            count: Number of copies.

        Raises:
            NameUnknown: The program has no such instruction.
            ValueNotEncodable: Arguments are missing or unknown, are no whole numbers, or out of range.
        """
        start, layout = self.spec(name).discriminator, self._args[name].dtype
        if layout is None:
            raise ValueNotEncodable(f"{name} does not take numbers alone: use `data` for each")
        raw, size = records(layout, columns, count=count).tobytes(), layout.itemsize
        return [start + raw[at : at + size] for at in range(0, len(raw), size)]

    def records(self, name: str, columns: Mapping[str, Column], *, count: int) -> npt.NDArray[np.void]:
        """Return many values of a type made of whole numbers; a list argument takes them as they are.

        Raises:
            IdlInvalid: The program defines no such type.
            ValueNotEncodable: As in :meth:`data_of_many`.
        """
        layout = self._compiler.defined(name).dtype
        if layout is None:
            raise ValueNotEncodable(f"{name} is not made of numbers alone: pass mappings")
        return records(cast("np.dtype[np.void]", layout), columns, count=count)

    def account(self, name: str, data: bytes) -> Mapping[str, object]:
        """Decode an account's bytes.

        Raises:
            NameUnknown: The program has no such account type.
            AccountMismatch: The bytes start with another discriminator.
            DataTooShort: The bytes end before the type does.
        """
        discriminator = self.discriminator(name)
        if data[:DISCRIMINATOR_BYTES] != discriminator:
            raise AccountMismatch(
                f"data starts with {data[:8].hex()}, not with {name}'s {discriminator.hex()}: another type?"
            )
        value, _ = self._accounts[name].decode(data, DISCRIMINATOR_BYTES)
        assert isinstance(value, dict)
        return value

    def reader(self, name: str, field: str) -> Callable[[bytes], object]:
        """Return what reads one field of an account type, for looking at many accounts.

        Args:
            name: The account type.
            field: A field that no field of varying size comes before.

        Raises:
            NameUnknown: The program has no such account type, or that no such field.
        """
        discriminator, layout = self.discriminator(name), self._accounts[name]
        places = layout.places if isinstance(layout, Struct) else {}
        if field not in places:
            raise NameUnknown(f"{name} has no field {field!r} at a fixed place: use one of {[*places]}")
        offset, codec = places[field]

        def read(data: bytes) -> object:
            if data[:DISCRIMINATOR_BYTES] != discriminator:
                raise AccountMismatch(f"data starts with {data[:8].hex()}, not with {name}'s: another type?")
            return codec.decode(data, DISCRIMINATOR_BYTES + offset)[0]

        return read

    def discriminator(self, name: str) -> bytes:
        """Return the first bytes of an account type.

        Raises:
            NameUnknown: The program has no such account type.
        """
        if name not in self.idl.accounts:
            raise NameUnknown(f"{self.name} has no account {name!r}: use one of {[*self.idl.accounts]}")
        return self.idl.accounts[name]

    def encode_account(self, name: str, fields: Mapping[str, object]) -> bytes:
        """Encode an account's bytes, discriminator first, for tests and tools."""
        out = bytearray(self.discriminator(name))
        self._accounts[name].encode(fields, out)
        return bytes(out)

    def events(self, logs: Sequence[str]) -> list[Event]:
        """Return what this program itself logged, in order.

        Raises:
            EventsTruncated: The log was cut off.
        """
        found = (self.event(data) for data in data_of(self._id_text, logs))
        return [event for event in found if event is not None]

    def event(self, data: bytes) -> Event | None:
        """Decode what this program logged, or None when it is no event that it declares.

        Raises:
            DataTooShort: The bytes end before the event does.
        """
        entry = self._events.get(data[:DISCRIMINATOR_BYTES])
        if entry is None:
            return None
        value, _ = entry[1].decode(data, DISCRIMINATOR_BYTES)
        assert isinstance(value, dict)
        return Event(self.name, entry[0], value)

    def error(self, code: int) -> tuple[str, str] | None:
        """Return the name and message of the program's own error, or None."""
        known = self.idl.errors.get(code)
        return (known.name, known.message) if known else None

    def address(self, *seeds: bytes | Pubkey) -> Pubkey:
        """Return the program-derived address of seeds."""
        return find_address(tuple(bytes(seed) for seed in seeds), self.id)[0]

    def encode_seed(self, field: IdlField, value: object) -> bytes:
        """Encode an argument as a seed: text without its length, all else as Borsh has it."""
        if isinstance(value, str):
            return value.encode()
        out = bytearray()
        self._compiler.codec(field.type).encode(value, out)
        return bytes(out)


@dataclass(slots=True)
class _Resolver:
    """Finds the addresses of one instruction's accounts."""

    program: Program
    spec: IdlInstruction
    known: dict[str, Pubkey]
    args: Mapping[str, object]

    def __post_init__(self) -> None:
        unknown = set(self.known) - {account.name for account in self.spec.accounts}
        if unknown:
            names = [account.name for account in self.spec.accounts]
            raise NameUnknown(f"{self.spec.name} takes no account {sorted(unknown)}: it takes {names}")

    def address(self, account: IdlAccount, depth: int = 0) -> Pubkey:
        """Return an account's address: as given, fixed, or from its seeds."""
        if account.name not in self.known:
            self.known[account.name] = self._find(account, depth)
        return self.known[account.name]

    def _find(self, account: IdlAccount, depth: int) -> Pubkey:
        if account.address is not None:
            return account.address
        if account.pda is not None and depth <= len(self.spec.accounts):
            seeds = tuple(self._seed(seed, account.name, depth) for seed in account.pda.seeds)
            program = account.pda.program
            owner = self.program.id if program is None else Pubkey(self._seed(program, account.name, depth))
            return find_address(seeds, owner)[0]
        if account.optional:
            return self.program.id
        raise AccountMissing(f"{self.spec.name} needs account {account.name!r}: pass it in `accounts`")

    def _seed(self, seed: Seed, account: str, depth: int) -> bytes:
        first, *rest = seed.path.split(".")
        if seed.kind == "const":
            return seed.value
        if seed.kind == "account" and not rest:
            return bytes(self._account_seed(first, account, depth))
        if seed.kind == "arg":
            return self._arg_seed(first, rest, account)
        raise AccountMissing(
            f"{self.spec.name}: address of {account!r} depends on the content of {seed.path!r}: pass it"
        )

    def _account_seed(self, name: str, account: str, depth: int) -> Pubkey:
        for candidate in self.spec.accounts:
            if candidate.name == name:
                return self.address(candidate, depth + 1)
        raise AccountMissing(f"{self.spec.name}: seed {name!r} of {account!r} is no account of it: pass it")

    def _arg_seed(self, first: str, rest: Sequence[str], account: str) -> bytes:
        field = next((arg for arg in self.spec.args if arg.name == first), None)
        if field is None or first not in self.args or rest:
            raise AccountMissing(
                f"{self.spec.name}: seed {first!r} of {account!r} is no plain argument: pass the account"
            )
        return self.program.encode_seed(field, self.args[first])
