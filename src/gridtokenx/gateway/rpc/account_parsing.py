"""Accounts of well-known programs in words: ``jsonParsed``.

Token accounts and mints, lookup tables, deployed programs, nonces and the clock. What is none of these
is shown as base64, as Solana does. Source: the layouts of the programs named; shapes of Solana's
account decoder.
"""

import base64
import struct
from collections.abc import Callable

from solders.hash import Hash
from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import SYSTEM_PROGRAM, TOKEN_PROGRAM, UPGRADEABLE_LOADER
from gridtokenx.gateway.rpc.lookup_table import LOOKUP_TABLE_PROGRAM, lookup_table_json, read_lookup_table
from gridtokenx.gateway.rpc.token_amount import ui_amount
from gridtokenx.gateway.rpc.token_layout import read_mint, read_token_account
from gridtokenx.port.ledger import AccountState

Decimals = Callable[[Pubkey], int | None]
"""Returns a mint's decimals, or None when there is no such mint."""
Parsed = tuple[str, dict[str, object]]
"""Type and info."""

CLOCK = Pubkey.from_string("SysvarC1ock11111111111111111111111111111111")
_CLOCK = struct.Struct("<QqQQq")
_NONCE = struct.Struct("<II32s32sQ")
_BUFFER_HEAD, _PROGRAM_DATA_HEAD = 37, 45


def parse_account(account: AccountState, decimals: Decimals) -> dict[str, object] | None:
    """Return an account's data in words, or None when nobody here knows them."""
    parsed: Parsed | None = None
    name = ""
    if account.address == CLOCK:
        name, parsed = "sysvar", _clock(account)
    elif account.owner == TOKEN_PROGRAM:
        name, parsed = "spl-token", _token(account, decimals)
    elif account.owner == LOOKUP_TABLE_PROGRAM:
        name, parsed = "address-lookup-table", _lookup_table(account)
    elif account.owner == UPGRADEABLE_LOADER:
        name, parsed = "bpf-upgradeable-loader", _loader(account)
    elif account.owner == SYSTEM_PROGRAM:
        name, parsed = "nonce", _nonce(account)
    if parsed is None:
        return None
    kind, info = parsed
    return {"program": name, "parsed": {"type": kind, "info": info}, "space": len(account.data)}


def _token(account: AccountState, decimals: Decimals) -> Parsed | None:
    mint = read_mint(account)
    if mint is not None:
        return "mint", {
            "mintAuthority": _text(mint.authority),
            "supply": str(mint.supply),
            "decimals": mint.decimals,
            "isInitialized": mint.initialized,
            "freezeAuthority": _text(mint.freeze_authority),
        }
    held = read_token_account(account)
    places = decimals(held.mint) if held is not None else None
    if held is None or places is None:
        return None
    info: dict[str, object] = {
        "mint": str(held.mint),
        "owner": str(held.owner),
        "tokenAmount": ui_amount(held.amount, places),
        "state": held.state,
        "isNative": held.native_reserve is not None,
    }
    if held.native_reserve is not None:
        info["rentExemptReserve"] = ui_amount(held.native_reserve, places)
    if held.delegate is not None:
        info["delegate"] = str(held.delegate)
        info["delegatedAmount"] = ui_amount(held.delegated_amount, places)
    if held.close_authority is not None:
        info["closeAuthority"] = str(held.close_authority)
    return "account", info


def _lookup_table(account: AccountState) -> Parsed | None:
    table = read_lookup_table(account)
    return None if table is None else ("lookupTable", lookup_table_json(table))


def _loader(account: AccountState) -> Parsed | None:
    data = account.data
    kind = int.from_bytes(data[:4], "little") if len(data) >= 4 else -1
    if kind == 1 and len(data) >= _BUFFER_HEAD:
        return "buffer", {"authority": _optional_key(data[4:37]), "data": _base64(data[_BUFFER_HEAD:])}
    if kind == 2 and len(data) >= 36:
        return "program", {"programData": str(Pubkey(data[4:36]))}
    if kind == 3 and len(data) >= _PROGRAM_DATA_HEAD:
        return "programData", {
            "slot": int.from_bytes(data[4:12], "little"),
            "authority": _optional_key(data[12:45]),
            "data": _base64(data[_PROGRAM_DATA_HEAD:]),
        }
    return None


def _nonce(account: AccountState) -> Parsed | None:
    if len(account.data) != _NONCE.size:
        return None
    _, state, authority, blockhash, lamports = _NONCE.unpack(account.data)
    if state != 1:
        return None
    return "initialized", {
        "authority": str(Pubkey(authority)),
        "blockhash": str(Hash(blockhash)),
        "feeCalculator": {"lamportsPerSignature": str(lamports)},
    }


def _clock(account: AccountState) -> Parsed | None:
    if len(account.data) != _CLOCK.size:
        return None
    slot, started, epoch, leader_epoch, now = _CLOCK.unpack(account.data)
    return "clock", {
        "slot": slot,
        "epoch": epoch,
        "epochStartTimestamp": started,
        "leaderScheduleEpoch": leader_epoch,
        "unixTimestamp": now,
    }


def _text(key: Pubkey | None) -> str | None:
    return None if key is None else str(key)


def _optional_key(data: bytes) -> str | None:
    return str(Pubkey(data[1:33])) if data[0] else None


def _base64(data: bytes) -> list[str]:
    return [base64.b64encode(data).decode(), "base64"]
