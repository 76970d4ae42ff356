"""The system program's instructions in words.

Source: the system program's ``SystemInstruction``, in bincode: a u32 kind, then its fields; a text is its
u64 length and its letters.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from solders.pubkey import Pubkey

Field = tuple[str, str]
"""Name in the answer, and kind: u64, key, or text."""


@dataclass(frozen=True, slots=True)
class Form:
    """How an instruction is written: its type, its accounts by name, its fields in order."""

    kind: str
    accounts: tuple[str, ...]
    fields: tuple[Field, ...] = ()


_LAMPORTS: Field = ("lamports", "u64")
_SPACE: Field = ("space", "u64")
_OWNER: Field = ("owner", "key")
_SEED: tuple[Field, ...] = (("base", "key"), ("seed", "text"))
_HASHES = "recentBlockhashesSysvar"

FORMS: dict[int, Form] = {
    0: Form("createAccount", ("source", "newAccount"), (_LAMPORTS, _SPACE, _OWNER)),
    1: Form("assign", ("account",), (_OWNER,)),
    2: Form("transfer", ("source", "destination"), (_LAMPORTS,)),
    3: Form("createAccountWithSeed", ("source", "newAccount"), (*_SEED, _LAMPORTS, _SPACE, _OWNER)),
    4: Form("advanceNonce", ("nonceAccount", _HASHES, "nonceAuthority")),
    5: Form(
        "withdrawFromNonce",
        ("nonceAccount", "destination", _HASHES, "rentSysvar", "nonceAuthority"),
        (_LAMPORTS,),
    ),
    6: Form("initializeNonce", ("nonceAccount", _HASHES, "rentSysvar"), (("nonceAuthority", "key"),)),
    7: Form("authorizeNonce", ("nonceAccount", "nonceAuthority"), (("newAuthorized", "key"),)),
    8: Form("allocate", ("account",), (_SPACE,)),
    9: Form("allocateWithSeed", ("account",), (*_SEED, _SPACE, _OWNER)),
    10: Form("assignWithSeed", ("account",), (*_SEED, _OWNER)),
    11: Form(
        "transferWithSeed",
        ("source", "sourceBase", "destination"),
        (_LAMPORTS, ("sourceSeed", "text"), ("sourceOwner", "key")),
    ),
    12: Form("upgradeNonce", ("nonceAccount",)),
}
_TEXT_MAX = 32


def parse_system(accounts: Sequence[str], data: bytes) -> tuple[str, dict[str, object]]:
    """Return an instruction's type and info.

    Raises:
        KeyError: No such instruction.
        IndexError: Accounts are missing.
        struct.error: Bytes are missing.
        ValueError: Bytes are left over, or a text is none.
    """
    form = FORMS[struct.unpack_from("<I", data)[0]]
    info: dict[str, object] = {name: accounts[place] for place, name in enumerate(form.accounts)}
    at = 4
    for name, kind in form.fields:
        info[name], at = _read(kind, data, at)
    if at != len(data):
        raise ValueError(f"{len(data) - at} bytes are left over")
    return form.kind, info


def _read(kind: str, data: bytes, at: int) -> tuple[object, int]:
    if kind == "key":
        return str(Pubkey(struct.unpack_from("<32s", data, at)[0])), at + 32
    number: int = struct.unpack_from("<Q", data, at)[0]
    if kind == "u64":
        return number, at + 8
    if number > _TEXT_MAX:
        raise ValueError(f"a seed has {_TEXT_MAX} bytes, not {number}")
    return struct.unpack_from(f"<{number}s", data, at + 8)[0].decode(), at + 8 + number
