"""Filters of program accounts: a length, bytes at a place, or a token account's state.

Source: Solana's RPC reference, "filter criteria"; at most four, of at most 128 bytes each.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Literal

import msgspec

from gridtokenx.gateway.rpc import base58
from gridtokenx.gateway.rpc.fault import invalid
from gridtokenx.gateway.rpc.params import Count
from gridtokenx.gateway.rpc.token_layout import is_token_account

FILTERS_MAX = 4
BYTES_MAX = 128
_TEXT_MAX = 256

Matches = Callable[[bytes], bool]
"""Tells whether an account's data pass."""


class Memcmp(msgspec.Struct, frozen=True):
    """Bytes that data must have at a place."""

    offset: Count
    bytes: str | list[Annotated[int, msgspec.Meta(ge=0, le=255)]]
    encoding: Literal["base58", "base64", "bytes"] | None = None


class Filter(msgspec.Struct, frozen=True, rename="camel"):
    """One of three; more than one in an object is refused."""

    memcmp: Memcmp | None = None
    data_size: Count | None = None
    token_account_state: object = msgspec.UNSET


AnyFilter = Filter | Literal["tokenAccountState"]


def compile_filters(filters: Sequence[AnyFilter]) -> tuple[bytes, Matches]:
    """Return the bytes that data must begin with, and a function for the whole.

    Raises:
        RpcFault: Too many filters, one that is none, or bytes that cannot be read.
    """
    if len(filters) > FILTERS_MAX:
        raise invalid("filters", f"{len(filters)} filters", f"at most {FILTERS_MAX} are applied")
    prefix = b""
    tests: list[Matches] = []
    for number, item in enumerate(filters):
        if isinstance(item, str):
            tests.append(is_token_account)
            continue
        chosen = (
            item.memcmp is not None,
            item.data_size is not None,
            item.token_account_state is not msgspec.UNSET,
        )
        if sum(chosen) != 1:
            raise invalid(
                f"filters[{number}]", item, "one of memcmp, dataSize and tokenAccountState is wanted"
            )
        if item.memcmp is not None:
            wanted = _bytes_of(item.memcmp, number)
            prefix = max(prefix, wanted, key=len) if item.memcmp.offset == 0 else prefix
            tests.append(_at(item.memcmp.offset, wanted))
        elif item.data_size is not None:
            tests.append(_of_size(item.data_size))
        else:
            tests.append(is_token_account)
    return prefix, lambda data: all(test(data) for test in tests)


def _at(offset: int, wanted: bytes) -> Matches:
    end = offset + len(wanted)
    return lambda data: data[offset:end] == wanted and end <= len(data)


def _of_size(size: int) -> Matches:
    return lambda data: len(data) == size


def _bytes_of(item: Memcmp, number: int) -> bytes:
    name = f"filters[{number}].memcmp.bytes"
    if isinstance(item.bytes, list):
        data = bytes(item.bytes)
    elif item.encoding == "bytes" or len(item.bytes) > _TEXT_MAX:
        raise invalid(name, item.bytes, f"at most {BYTES_MAX} bytes in base58 or base64 are wanted")
    else:
        try:
            base64_text = item.encoding == "base64"
            data = base64.b64decode(item.bytes, validate=True) if base64_text else base58.decode(item.bytes)
        except (base58.NotBase58, binascii.Error, ValueError):
            raise invalid(name, item.bytes, f"this is no {item.encoding or 'base58'}") from None
    if len(data) > BYTES_MAX:
        raise invalid(name, f"{len(data)} bytes", f"at most {BYTES_MAX} are compared")
    return data
