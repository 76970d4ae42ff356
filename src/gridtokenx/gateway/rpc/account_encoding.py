"""An account as a client wants it: base 58, base64, a Zstandard frame, or parsed; whole or a part.

Source: Solana's RPC reference, "data encoding" and `dataSlice`; 128 bytes is the most that base 58 shows.
"""

import base64
from collections.abc import Callable

from solders.pubkey import Pubkey

from gridtokenx.gateway.rpc import base58
from gridtokenx.gateway.rpc.account_parsing import Decimals, parse_account
from gridtokenx.gateway.rpc.fault import Code, RpcFault
from gridtokenx.gateway.rpc.params import AccountEncoding, Slice
from gridtokenx.gateway.rpc.token_layout import read_mint
from gridtokenx.gateway.rpc.zstd_frame import frame
from gridtokenx.port.ledger import AccountState

BASE58_BYTES_MAX = 128
RENT_EPOCH = 2**64 - 1
"""Rent is never collected: an account holds enough, or it is not made."""


def show_account(
    account: AccountState,
    *,
    encoding: AccountEncoding,
    data_slice: Slice | None = None,
    decimals: Decimals,
) -> dict[str, object]:
    """Return an account as JSON.

    Args:
        account: The account.
        encoding: How its data are written; ``binary`` is base 58 without a label.
        data_slice: The part of the data to show; parsed data are whole.
        decimals: Returns a mint's decimals, for parsed token accounts.

    Raises:
        RpcFault: The data are too long for base 58.
    """
    return {
        "lamports": account.lamports,
        "owner": str(account.owner),
        "data": _data(account, encoding, data_slice, decimals),
        "executable": account.executable,
        "rentEpoch": RENT_EPOCH,
        "space": len(account.data),
    }


def decimals_in(find: Callable[[Pubkey], AccountState | None]) -> Decimals:
    """Return a function that looks up the decimals of mints, each once."""
    known: dict[Pubkey, int | None] = {}

    def decimals(mint: Pubkey) -> int | None:
        if mint not in known:
            found = read_mint(find(mint))
            known[mint] = None if found is None else found.decimals
        return known[mint]

    return decimals


def _data(
    account: AccountState, encoding: AccountEncoding, data_slice: Slice | None, decimals: Decimals
) -> object:
    if encoding == "jsonParsed":
        parsed = parse_account(account, decimals)
        if parsed is not None:
            return parsed
        encoding = "base64"
    data = _cut(account.data, data_slice)
    if encoding in {"binary", "base58"}:
        if len(data) > BASE58_BYTES_MAX:
            raise RpcFault(
                Code.INVALID_REQUEST,
                f"Encoded binary (base 58) data should be less than {BASE58_BYTES_MAX} bytes, please use "
                f"Base64 encoding: account {account.address} has {len(data)}",
            )
        text = base58.encode(data)
        return text if encoding == "binary" else [text, "base58"]
    packed = frame(data) if encoding == "base64+zstd" else data
    return [base64.b64encode(packed).decode(), encoding]


def _cut(data: bytes, data_slice: Slice | None) -> bytes:
    if data_slice is None:
        return data
    return data[data_slice.offset : data_slice.offset + data_slice.length]
