"""Parameters are read strictly, and what does not fit is named."""

import msgspec
import pytest
from solders.hash import Hash
from solders.pubkey import Pubkey
from solders.signature import Signature

from gridtokenx.gateway.rpc.fault import Code, RpcFault
from gridtokenx.gateway.rpc.params import AccountConfig, Config, ConfigOnly, NoParams, Params, ParamsDecoder


class Sample(Params, frozen=True):
    pubkey: Pubkey
    config: AccountConfig | None = None


class Signed(Params, frozen=True):
    signature: Signature


class Hashed(Params, frozen=True):
    blockhash: Hash


decoder = ParamsDecoder(Sample)
KEY = str(Pubkey.new_unique())


def refusal(text: str, kind: type[Params] = Sample) -> str:
    with pytest.raises(RpcFault) as caught:
        ParamsDecoder(kind).decode(text.encode())
    assert caught.value.code is Code.INVALID_PARAMS
    return str(caught.value)


def test_names_are_those_of_solana() -> None:
    raw = msgspec.json.encode([KEY, {"minContextSlot": 7, "dataSlice": {"offset": 1, "length": 2}}])
    params = decoder.decode(raw)
    assert str(params.pubkey) == KEY
    assert params.min_context_slot == 7
    assert params.config is not None
    assert params.config.data_slice is not None
    assert params.config.data_slice.length == 2


def test_what_may_be_left_out_may_be_null() -> None:
    assert decoder.decode(msgspec.json.encode([KEY, None])).config is None
    assert decoder.decode(msgspec.json.encode([KEY])).min_context_slot is None
    assert ParamsDecoder(NoParams).decode(b"null") == NoParams()
    assert ParamsDecoder(ConfigOnly).decode(b'[{"commitment":null,"unheard":1}]').config == Config()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "in order: pubkey, config"),
        ("{}", "Expected `array`, got `object`"),
        ("[5]", "pubkey: Expected `str`"),
        ('["abc"]', "pubkey: 'abc' is no pubkey: base 58 of 32 bytes"),
        (f'["{KEY}", 5]', "config: Expected"),
        (f'["{KEY}", {{"commitment":"later"}}]', "config.commitment: Invalid enum value"),
        (f'["{KEY}", {{"minContextSlot":-1}}]', "config.minContextSlot: Expected `int` >= 0"),
        (f'["{KEY}", {{"minContextSlot":{10**40}}}]', "config.minContextSlot"),
        (f'["{KEY}", {{"minContextSlot":1e999}}]', "config.minContextSlot"),
        (
            f'["{KEY}", {{"dataSlice":{{"offset":0}}}}]',
            "config.dataSlice: Object missing required field `length`",
        ),
        (f'["{KEY}", null, 1]', "at most length 2"),
        (f'["{KEY}", {{"x":{"[" * 20_000}{"]" * 20_000}}}]', "nested too deeply"),
        (f'["{"1" * 5_000}"]', "pubkey: 5000 letters"),
    ],
)
def test_what_does_not_fit_is_named(text: str, words: str) -> None:
    assert words in refusal(text)


@pytest.mark.parametrize("text", ["", "0", "abc", "1" * 33, KEY[:-1]])
def test_a_hash_has_32_bytes(text: str) -> None:
    assert "base 58 of 32 bytes" in refusal(f'["{text}"]', Hashed)


def test_a_signature_has_64_bytes() -> None:
    assert "base 58 of 64 bytes" in refusal(f'["{KEY}"]', Signed)


def test_text_that_is_no_utf8_is_refused() -> None:
    with pytest.raises(RpcFault, match="utf-8"):
        decoder.decode(b'["\xff"]')
