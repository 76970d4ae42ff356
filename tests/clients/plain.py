"""Decoded values as every language can write them: numbers as text, bytes as lists, keys in base 58.

Anchor's TypeScript client spells `price_min` as `priceMin`, so names are spelled so here too.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from solders.pubkey import Pubkey

Plain: TypeAlias = "str | bool | list[Plain] | dict[str, Plain]"


def camel(name: str) -> str:
    """Spell a name as Anchor's client does.

    >>> camel("emission_g_per_kwh")
    'emissionGPerKwh'
    """
    spelled = re.sub(r"_+(.)", lambda found: found[1].upper(), name)
    return spelled[:1].lower() + spelled[1:]


def plain(value: object, *, spell: Callable[[str], str] = camel) -> Plain:
    """Return a value of our own decoding in the form that is compared.

    Args:
        value: The value.
        spell: How the other client spells the names of fields.

    Raises:
        TypeError: It is of a kind that this has no form for.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, int | np.integer | Pubkey | str):
        return str(value)
    if isinstance(value, np.void):
        value = {name: value[name] for name in value.dtype.names or ()}
    if isinstance(value, Mapping):
        return {spell(str(name)): plain(item, spell=spell) for name, item in value.items()}
    if isinstance(value, Sequence | np.ndarray):  # bytes too
        return [plain(item, spell=spell) for item in value]
    raise TypeError(f"{type(value).__name__} {value!r} has no plain form: add one")
