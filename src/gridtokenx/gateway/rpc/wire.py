"""Transactions and messages as clients send them: base 58 or base64 of one packet.

Source: Solana's packet size (1,232 bytes) and the sanitising rules of its SDK.
"""

import base64
import binascii

from solders.message import MessageV1
from solders.transaction import SanitizeError, VersionedTransaction

from gridtokenx.chain.transaction import MAX_BYTES
from gridtokenx.gateway.rpc import base58
from gridtokenx.gateway.rpc.fault import Code, RpcFault
from gridtokenx.gateway.rpc.params import WireEncoding

BASE64_MAX = 1_644
"""Letters of base64 of the largest transaction."""


def read_transaction(text: str, encoding: WireEncoding) -> VersionedTransaction:
    """Return a transaction from its text.

    Raises:
        RpcFault: The text is not of the encoding, too long, or no transaction.
    """
    data = read_bytes(text, encoding, name="transaction")
    try:
        transaction = VersionedTransaction.from_bytes(data)
        transaction.sanitize()
    except SanitizeError as error:
        raise RpcFault(
            Code.INVALID_PARAMS, f"invalid transaction: Transaction failed to sanitize: {error}"
        ) from None
    except ValueError as error:
        raise _not_read(error) from None
    if isinstance(transaction.message, MessageV1):
        raise _not_read("version 1 is not known here: send a legacy or a v0 transaction")
    if bytes(transaction) != data:
        raise _not_read("there are bytes after its end")
    return transaction


def read_bytes(text: str, encoding: WireEncoding, *, name: str) -> bytes:
    """Return the bytes of a text of at most one packet.

    Raises:
        RpcFault: The text is not of the encoding, or too long.
    """
    letters_max = base58.TEXT_MAX if encoding == "base58" else BASE64_MAX
    if len(text) > letters_max:
        raise _too_large(name, encoding, f"{len(text)} letters (max: {letters_max})")
    try:
        data = base58.decode(text) if encoding == "base58" else base64.b64decode(text, validate=True)
    except (base58.NotBase58, binascii.Error, ValueError) as error:
        raise RpcFault(Code.INVALID_PARAMS, f"Invalid params: {name}: invalid {encoding}: {error}") from None
    if len(data) > MAX_BYTES:
        raise _too_large(name, encoding, f"{len(data)} bytes (max: {MAX_BYTES})")
    return data


def _too_large(name: str, encoding: str, size: str) -> RpcFault:
    return RpcFault(Code.INVALID_PARAMS, f"Invalid params: {name}: {encoding} encoded is too large: {size}")


def _not_read(error: object) -> RpcFault:
    return RpcFault(
        Code.INVALID_PARAMS, f"Invalid params: transaction: failed to deserialize a transaction: {error}"
    )
