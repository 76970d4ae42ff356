"""The SPL token program's instructions in words.

Source: the token program's ``TokenInstruction``: a u8 kind, then its fields, little-endian; an optional key
is a u8 tag and the key.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from solders.pubkey import Pubkey

from gridtokenx.gateway.rpc.token_amount import ui_amount


@dataclass(frozen=True, slots=True)
class Form:
    """How an instruction is written."""

    kind: str
    accounts: tuple[str, ...]
    fields: tuple[str, ...] = ()
    """Of: amount, tokenAmount (with decimals), decimals, m, owner, mintAuthority, freezeAuthority."""
    signer: tuple[str, str] | None = None
    """What the account after the others is called when it signs itself, and when it is a multisig."""


_AUTHORITY = ("authority", "multisigAuthority")
_OWNER = ("owner", "multisigOwner")
_MINT_AUTHORITY = ("mintAuthority", "multisigMintAuthority")
_FREEZE_AUTHORITY = ("freezeAuthority", "multisigFreezeAuthority")
_CHECKED = ("source", "mint", "destination")
_NEW_MINT = ("decimals", "mintAuthority", "freezeAuthority")
_AMOUNT = ("amount",)
_WITH_DECIMALS = ("tokenAmount",)

FORMS: dict[int, Form] = {
    0: Form("initializeMint", ("mint", "rentSysvar"), _NEW_MINT),
    1: Form("initializeAccount", ("account", "mint", "owner", "rentSysvar")),
    2: Form("initializeMultisig", ("multisig", "rentSysvar"), ("m", "signers")),
    3: Form("transfer", ("source", "destination"), _AMOUNT, _AUTHORITY),
    4: Form("approve", ("source", "delegate"), _AMOUNT, _OWNER),
    5: Form("revoke", ("source",), (), _OWNER),
    6: Form("setAuthority", ("",), ("authorityType",), _AUTHORITY),
    7: Form("mintTo", ("mint", "account"), _AMOUNT, _MINT_AUTHORITY),
    8: Form("burn", ("account", "mint"), _AMOUNT, _AUTHORITY),
    9: Form("closeAccount", ("account", "destination"), (), _OWNER),
    10: Form("freezeAccount", ("account", "mint"), (), _FREEZE_AUTHORITY),
    11: Form("thawAccount", ("account", "mint"), (), _FREEZE_AUTHORITY),
    12: Form("transferChecked", _CHECKED, _WITH_DECIMALS, _AUTHORITY),
    13: Form("approveChecked", ("source", "mint", "delegate"), _WITH_DECIMALS, _OWNER),
    14: Form("mintToChecked", ("mint", "account"), _WITH_DECIMALS, _MINT_AUTHORITY),
    15: Form("burnChecked", ("account", "mint"), _WITH_DECIMALS, _AUTHORITY),
    16: Form("initializeAccount2", ("account", "mint", "rentSysvar"), ("owner",)),
    17: Form("syncNative", ("account",)),
    18: Form("initializeAccount3", ("account", "mint"), ("owner",)),
    19: Form("initializeMultisig2", ("multisig",), ("m", "signers")),
    20: Form("initializeMint2", ("mint",), _NEW_MINT),
    22: Form("initializeImmutableOwner", ("account",)),
}
_AUTHORITY_TYPES = (
    ("mintTokens", "mint"),
    ("freezeAccount", "mint"),
    ("accountOwner", "account"),
    ("closeAccount", "account"),
)


def parse_token(accounts: Sequence[str], data: bytes) -> tuple[str, dict[str, object]]:
    """Return an instruction's type and info.

    Raises:
        KeyError: No such instruction.
        IndexError: Accounts or bytes are missing.
        struct.error: Bytes are missing.
    """
    form = FORMS[data[0]]
    info: dict[str, object] = {name: accounts[place] for place, name in enumerate(form.accounts) if name}
    at = 1
    for field in form.fields:
        at = _FIELD.get(field, _put_key)(info, field, data, at)
    if "signers" in form.fields:
        info["signers"] = list(accounts[len(form.accounts) :])
    if form.kind == "setAuthority":
        info[_AUTHORITY_TYPES[data[1]][1]] = accounts[0]
    if form.signer is not None:
        _put_signer(info, form.signer, accounts[len(form.accounts) :])
    return form.kind, info


def _put_signer(info: dict[str, object], names: tuple[str, str], accounts: Sequence[str]) -> None:
    single, multisig = names
    if len(accounts) > 1:
        info[multisig] = accounts[0]
        info["signers"] = list(accounts[1:])
    else:
        info[single] = accounts[0]


def _put_amount(info: dict[str, object], name: str, data: bytes, at: int) -> int:
    info[name] = str(struct.unpack_from("<Q", data, at)[0])
    return at + 8


def _put_checked(info: dict[str, object], name: str, data: bytes, at: int) -> int:
    amount, decimals = struct.unpack_from("<QB", data, at)
    info[name] = ui_amount(amount, decimals)
    return at + 9


def _put_byte(info: dict[str, object], name: str, data: bytes, at: int) -> int:
    info[name] = data[at]
    return at + 1


def _put_key(info: dict[str, object], name: str, data: bytes, at: int) -> int:
    info[name] = str(Pubkey(struct.unpack_from("<32s", data, at)[0]))
    return at + 32


def _put_optional_key(info: dict[str, object], name: str, data: bytes, at: int) -> int:
    if not data[at]:
        return at + 1
    return _put_key(info, name, data, at + 1)


def _put_authority_type(info: dict[str, object], name: str, data: bytes, at: int) -> int:
    info[name] = _AUTHORITY_TYPES[data[at]][0]
    info["newAuthority"] = None
    return _put_optional_key(info, "newAuthority", data, at + 1)


def _put_nothing(_info: dict[str, object], _name: str, _data: bytes, at: int) -> int:
    return at


_FIELD = {
    "amount": _put_amount,
    "tokenAmount": _put_checked,
    "decimals": _put_byte,
    "m": _put_byte,
    "freezeAuthority": _put_optional_key,
    "authorityType": _put_authority_type,
    "signers": _put_nothing,
}
