"""Filters pass what they should, and refuse what they cannot read."""

import base64

import msgspec
import pytest

from gridtokenx.gateway.rpc.account_filter import AnyFilter, compile_filters
from gridtokenx.gateway.rpc.base58 import encode
from gridtokenx.gateway.rpc.fault import RpcFault

DATA = bytes(range(100))
TOKEN = bytes(108) + b"\1" + bytes(56)


def filters(text: str) -> list[AnyFilter]:
    return msgspec.json.decode(text, type=list[AnyFilter])


def passes(text: str, data: bytes) -> bool:
    _, matches = compile_filters(filters(text))
    return matches(data)


def test_no_filter_passes_everything() -> None:
    prefix, matches = compile_filters([])
    assert prefix == b""
    assert matches(b"")


def test_length() -> None:
    assert passes('[{"dataSize":100}]', DATA)
    assert not passes('[{"dataSize":99}]', DATA)


@pytest.mark.parametrize(
    "item",
    [
        f'"bytes":"{encode(DATA[4:9])}"',
        f'"bytes":"{base64.b64encode(DATA[4:9]).decode()}","encoding":"base64"',
        '"bytes":[4,5,6,7,8],"encoding":"bytes"',
    ],
)
def test_bytes_at_a_place(item: str) -> None:
    assert passes(f'[{{"memcmp":{{"offset":4,{item}}}}}]', DATA)
    assert not passes(f'[{{"memcmp":{{"offset":5,{item}}}}}]', DATA)
    assert not passes(f'[{{"memcmp":{{"offset":98,{item}}}}}]', DATA)


def test_all_filters_must_pass() -> None:
    text = '[{"dataSize":100},{"memcmp":{"offset":0,"bytes":"1"}}]'
    assert passes(text, DATA)
    assert not passes(text, b"\1" * 100)


@pytest.mark.parametrize("text", ['["tokenAccountState"]', '[{"tokenAccountState":null}]'])
def test_a_token_accounts_state(text: str) -> None:
    assert passes(text, TOKEN)
    assert not passes(text, bytes(165))


def test_bytes_at_the_start_narrow_the_search() -> None:
    prefix, _ = compile_filters(
        filters('[{"memcmp":{"offset":0,"bytes":"2"}},{"memcmp":{"offset":1,"bytes":"3"}}]')
    )
    assert prefix == b"\1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"dataSize":1},{"dataSize":1},{"dataSize":1},{"dataSize":1},{"dataSize":1}]', "at most 4"),
        ("[{}]", "one of memcmp, dataSize and tokenAccountState"),
        ('[{"dataSize":1,"tokenAccountState":null}]', "one of memcmp, dataSize and tokenAccountState"),
        ('[{"memcmp":{"offset":0,"bytes":"0"}}]', "filters[0].memcmp.bytes is '0': this is no base58"),
        ('[{"memcmp":{"offset":0,"bytes":"*","encoding":"base64"}}]', "this is no base64"),
        ('[{"memcmp":{"offset":0,"bytes":"AA","encoding":"bytes"}}]', "in base58 or base64"),
        (f'[{{"memcmp":{{"offset":0,"bytes":"{encode(bytes(129))}"}}}}]', "at most 128"),
        (f'[{{"memcmp":{{"offset":0,"bytes":"{"1" * 5_000}"}}}}]', "at most 128"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, words: str) -> None:
    with pytest.raises(RpcFault) as caught:
        compile_filters(filters(text))
    assert words in str(caught.value)
