"""Values of any type that an IDL names, at random and within the type's limits."""

from random import Random

from solders.pubkey import Pubkey

from gridtokenx.chain.idl import ArrayOf, Defined, Idl, IdlField, IdlType, OptionOf, Primitive, VecOf

MOST_ITEMS = 3


def arguments(idl: Idl, fields: tuple[IdlField, ...], draw: Random) -> dict[str, object]:
    """A value for each field."""
    return {field.name: _value(idl, field.type, draw) for field in fields}


def _value(idl: Idl, kind: IdlType, draw: Random) -> object:
    match kind:
        case Primitive(name):
            return _primitive(name, draw)
        case ArrayOf(Primitive("u8"), length):
            return draw.randbytes(length)
        case ArrayOf(item, length):
            return [_value(idl, item, draw) for _ in range(length)]
        case VecOf(item):
            return [_value(idl, item, draw) for _ in range(draw.randint(0, MOST_ITEMS))]
        case OptionOf(item):
            return draw.choice([None, _value(idl, item, draw)])
        case Defined(name):
            return arguments(idl, idl.types[name].fields, draw)


def _primitive(name: str, draw: Random) -> object:
    if name == "pubkey":
        return Pubkey(draw.randbytes(32))
    if name == "bool":
        return draw.random() < 0.5
    bits = int(name[1:])
    low = -(2 ** (bits - 1)) if name[0] == "i" else 0
    return draw.choice([low, low + 2**bits - 1, draw.randrange(low, low + 2**bits)])
