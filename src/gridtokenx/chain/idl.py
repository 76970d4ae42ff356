"""The programs' interface files, read into records: instructions, accounts, events, errors, types.

The form is Anchor's IDL of 0.30 and later ("spec": "0.1.0"). A file is the only place where a layout is
written; everything that encodes or decodes is compiled from what this module returns.

Source: the Anchor IDL specification, https://www.anchor-lang.com/docs/basics/idl.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from solders.pubkey import Pubkey

from gridtokenx.base.errors import GridTokenXError

_SHAPE = "IDL field {field!r} is {value!r}: expected {expected}"
SPEC = "0.1.0"
MAX_NESTING = 16


class IdlInvalid(GridTokenXError):
    """An IDL file that does not have the shape of spec 0.1.0."""


@dataclass(frozen=True, slots=True)
class Primitive:
    """A built-in type, such as ``u64``, ``pubkey``, ``string``."""

    name: str


@dataclass(frozen=True, slots=True)
class ArrayOf:
    """A fixed number of items."""

    item: "IdlType"
    length: int


@dataclass(frozen=True, slots=True)
class VecOf:
    """Items behind a u32 count."""

    item: "IdlType"


@dataclass(frozen=True, slots=True)
class OptionOf:
    """An item behind a presence byte."""

    item: "IdlType"


@dataclass(frozen=True, slots=True)
class Defined:
    """A type that the same file defines."""

    name: str


IdlType = Primitive | ArrayOf | VecOf | OptionOf | Defined


@dataclass(frozen=True, slots=True)
class IdlField:
    """A named value of a struct, or an instruction's argument."""

    name: str
    type: IdlType


@dataclass(frozen=True, slots=True)
class Variant:
    """One case of an enum, with its fields."""

    name: str
    fields: tuple[IdlField, ...]


@dataclass(frozen=True, slots=True)
class TypeDef:
    """A struct or an enum and how its bytes lie."""

    name: str
    kind: Literal["struct", "enum"]
    fields: tuple[IdlField, ...]
    variants: tuple[Variant, ...]
    bytemuck: bool
    """True when the bytes are those of C's ``repr(C)`` and not Borsh."""
    packed: bool


@dataclass(frozen=True, slots=True)
class Seed:
    """One part of a program-derived address: a constant, an instruction's argument or an account."""

    kind: Literal["const", "arg", "account"]
    path: str = ""
    value: bytes = b""


@dataclass(frozen=True, slots=True)
class Pda:
    """How an account's address follows from seeds; `program` is None for the file's own program."""

    seeds: tuple[Seed, ...]
    program: Seed | None


@dataclass(frozen=True, slots=True)
class IdlAccount:
    """An account that an instruction takes."""

    name: str
    signer: bool
    writable: bool
    optional: bool
    address: Pubkey | None
    pda: Pda | None


@dataclass(frozen=True, slots=True)
class IdlInstruction:
    """One instruction: first bytes, accounts in order, arguments in order."""

    name: str
    discriminator: bytes
    accounts: tuple[IdlAccount, ...]
    args: tuple[IdlField, ...]


@dataclass(frozen=True, slots=True)
class IdlError:
    """A program's own error."""

    code: int
    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Idl:
    """One program's interface; `accounts` and `events` map a type's name to its discriminator."""

    name: str
    address: Pubkey
    instructions: Mapping[str, IdlInstruction]
    accounts: Mapping[str, bytes]
    events: Mapping[str, bytes]
    errors: Mapping[int, IdlError]
    types: Mapping[str, TypeDef]


Json = Mapping[str, object]


def parse(text: str | bytes) -> Idl:
    """Read an IDL file.

    Raises:
        IdlInvalid: The text is no JSON, of another spec, or a field has the wrong shape.
    """
    try:
        root = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise IdlInvalid(f"the IDL is no JSON ({fault}): build the programs again") from None
    file = _object(root, "idl")
    metadata = _object(file.get("metadata"), "metadata")
    if metadata.get("spec") != SPEC:
        raise IdlInvalid(f"metadata.spec is {metadata.get('spec')!r}: only {SPEC!r} is read")
    types = [_type_def(item) for item in _objects(file, "types")]
    instructions = [_instruction(item) for item in _objects(file, "instructions")]
    errors = [_error(item) for item in _objects(file, "errors")]
    return Idl(
        name=_text(metadata, "name"),
        address=_address(file),
        instructions={item.name: item for item in instructions},
        accounts=_discriminators(file, "accounts"),
        events=_discriminators(file, "events"),
        errors={item.code: item for item in errors},
        types={item.name: item for item in types},
    )


def _object(value: object, field: str) -> Json:
    if not isinstance(value, dict):
        raise IdlInvalid(_SHAPE.format(field=field, value=value, expected="an object"))
    return cast("Json", value)


def _list(parent: Json, field: str) -> Sequence[object]:
    value = parent.get(field, [])
    if not isinstance(value, list):
        raise IdlInvalid(_SHAPE.format(field=field, value=value, expected="a list"))
    return value


def _objects(parent: Json, field: str) -> list[Json]:
    return [_object(item, field) for item in _list(parent, field)]


def _text(parent: Json, field: str) -> str:
    value = parent.get(field)
    if not isinstance(value, str):
        raise IdlInvalid(_SHAPE.format(field=field, value=value, expected="a text"))
    return value


def _bytes(parent: Json, field: str) -> bytes:
    try:
        return bytes(cast("list[int]", list(_list(parent, field))))
    except (TypeError, ValueError):
        raise IdlInvalid(f"IDL field {field!r} must be a list of bytes: {parent.get(field)!r}") from None


def _address(parent: Json) -> Pubkey:
    text = _text(parent, "address")
    try:
        return Pubkey.from_string(text)
    except ValueError:
        raise IdlInvalid(f"IDL field 'address' is {text!r}: expected 32 bytes in base 58") from None


def _discriminators(file: Json, field: str) -> dict[str, bytes]:
    return {_text(item, "name"): _bytes(item, "discriminator") for item in _objects(file, field)}


def _error(item: Json) -> IdlError:
    code = item.get("code")
    if not isinstance(code, int):
        raise IdlInvalid(_SHAPE.format(field="errors.code", value=code, expected="an integer"))
    return IdlError(code, _text(item, "name"), str(item.get("msg", "")))


def _instruction(item: Json) -> IdlInstruction:
    return IdlInstruction(
        name=_text(item, "name"),
        discriminator=_bytes(item, "discriminator"),
        accounts=tuple(_accounts(_objects(item, "accounts"), 0)),
        args=tuple(_field(arg) for arg in _objects(item, "args")),
    )


def _accounts(items: Sequence[Json], depth: int) -> list[IdlAccount]:
    """Flatten groups of accounts, in order."""
    if depth > MAX_NESTING:
        raise IdlInvalid(f"accounts nest deeper than {MAX_NESTING}: flatten the instruction's groups")
    found: list[IdlAccount] = []
    for item in items:
        if "accounts" in item:
            found += _accounts(_objects(item, "accounts"), depth + 1)
        else:
            found.append(_account(item))
    return found


def _account(item: Json) -> IdlAccount:
    return IdlAccount(
        name=_text(item, "name"),
        signer=bool(item.get("signer", False)),
        writable=bool(item.get("writable", False)),
        optional=bool(item.get("optional", False)),
        address=_fixed_address(item),
        pda=_pda(_object(item["pda"], "pda")) if "pda" in item else None,
    )


def _fixed_address(item: Json) -> Pubkey | None:
    """Read a constant address; one that names another account's field is left to the caller."""
    if "address" not in item or "." in _text(item, "address"):
        return None
    return _address(item)


def _pda(item: Json) -> Pda:
    program = _seed(_object(item["program"], "pda.program")) if "program" in item else None
    return Pda(tuple(_seed(seed) for seed in _objects(item, "seeds")), program)


def _seed(item: Json) -> Seed:
    match _text(item, "kind"):
        case "const":
            return Seed("const", value=_bytes(item, "value"))
        case "arg":
            return Seed("arg", path=_text(item, "path"))
        case "account":
            return Seed("account", path=_text(item, "path"))
        case other:
            raise IdlInvalid(f"seed kind {other!r} is not known: use const, arg or account")


def _field(item: Json) -> IdlField:
    return IdlField(_text(item, "name"), type_of(item.get("type"), 0))


def type_of(value: object, depth: int = 0) -> IdlType:
    """Read a type's description, such as ``"u64"`` or ``{"array": ["u8", 32]}``.

    Raises:
        IdlInvalid: The description has no known shape.
    """
    if depth > MAX_NESTING:
        raise IdlInvalid(f"types nest deeper than {MAX_NESTING}")
    if isinstance(value, str):
        return Primitive("pubkey" if value == "publicKey" else value)
    match value:
        case {"array": [item, int(length)]}:
            return ArrayOf(type_of(item, depth + 1), length)
        case {"vec": item}:
            return VecOf(type_of(item, depth + 1))
        case {"option": item}:
            return OptionOf(type_of(item, depth + 1))
        case {"defined": {"name": str(name)}} | {"defined": str(name)}:
            return Defined(name)
    raise IdlInvalid(f"type {value!r} is not known: use a primitive, array, vec, option or defined")


def _fields(owner: Json) -> tuple[IdlField, ...]:
    """Read named fields, or the positions of a tuple as names ``"0"``, ``"1"``, ..."""
    items = _list(owner, "fields")
    if items and not (isinstance(items[0], dict) and "name" in items[0]):
        return tuple(IdlField(str(i), type_of(item)) for i, item in enumerate(items))
    return tuple(_field(_object(item, "fields")) for item in items)


def _type_def(item: Json) -> TypeDef:
    body = _object(item.get("type"), "type")
    kind = _text(body, "kind")
    if kind not in {"struct", "enum"}:
        raise IdlInvalid(f"type {item.get('name')!r} is a {kind!r}: only struct and enum are read")
    representation = item.get("repr")
    return TypeDef(
        name=_text(item, "name"),
        kind="struct" if kind == "struct" else "enum",
        fields=_fields(body),
        variants=tuple(Variant(_text(v, "name"), _fields(v)) for v in _objects(body, "variants")),
        bytemuck=str(item.get("serialization", "borsh")).startswith("bytemuck"),
        packed=isinstance(representation, dict) and bool(representation.get("packed", False)),
    )
