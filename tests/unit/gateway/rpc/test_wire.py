"""Transactions as text: what is read, and what is refused and why."""

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.hash import Hash
from solders.instruction import CompiledInstruction
from solders.message import Message
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.transaction import VersionedTransaction

from gridtokenx.gateway.rpc import base58
from gridtokenx.gateway.rpc.fault import Code, RpcFault
from gridtokenx.gateway.rpc.wire import read_bytes, read_transaction


def transaction(program_index: int = 1, data: bytes = b"x") -> VersionedTransaction:
    keys = [Pubkey.new_unique(), Pubkey.new_unique()]
    call = CompiledInstruction(program_index, data, b"\0")
    message = Message.new_with_compiled_instructions(1, 0, 1, keys, Hash.default(), [call])
    return VersionedTransaction.populate(message, [Signature.default()])


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_both_encodings_are_read() -> None:
    sent = transaction()
    assert read_transaction(base64_of(bytes(sent)), "base64") == sent
    assert read_transaction(base58.encode(bytes(sent)), "base58") == sent


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "failed to deserialize"),
        ("*", "invalid base64"),
        ("é", "invalid base64"),
        ("A" * 1_648, "too large: 1648 letters (max: 1644)"),
        (base64_of(bytes(1_233)), "too large: 1233 bytes (max: 1232)"),
        (base64_of(bytes(transaction()) + b"\0"), "bytes after its end"),
        (base64_of(bytes(transaction())[:-1]), "failed to deserialize"),
        (base64_of(bytes(transaction(program_index=9))), "failed to sanitize"),
    ],
)
def test_what_is_no_transaction_is_refused(text: str, words: str) -> None:
    with pytest.raises(RpcFault) as caught:
        read_transaction(text, "base64")
    assert words in str(caught.value)
    assert caught.value.code is Code.INVALID_PARAMS


def test_base58_is_limited() -> None:
    with pytest.raises(RpcFault, match="too large"):
        read_bytes("z" * 1_684, "base58", name="message")
    with pytest.raises(RpcFault, match="message: invalid base58"):
        read_bytes("0", "base58", name="message")


@given(st.binary(max_size=1_232))
def test_any_bytes_are_a_transaction_or_refused(data: bytes) -> None:
    with suppress(RpcFault):
        assert bytes(read_transaction(base64_of(data), "base64")) == data
