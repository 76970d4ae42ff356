import json

import pytest

from gridtokenx.chain.idl import ArrayOf, Defined, Idl, IdlInvalid, OptionOf, Primitive, VecOf, parse, type_of


def test_reads_instructions_with_groups_of_accounts_flattened(idl: Idl) -> None:
    names = [account.name for account in idl.instructions["open_table"].accounts]
    assert names == ["owner", "purse", "shop", "table", "foreign", "witness", "system_program"]
    assert idl.errors[6000].name == "Full"
    assert idl.accounts["Table"] == bytes([11] * 8)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('"u64"', Primitive("u64")),
        ('"publicKey"', Primitive("pubkey")),
        ('{"array": ["u8", 32]}', ArrayOf(Primitive("u8"), 32)),
        ('{"vec": {"option": "i64"}}', VecOf(OptionOf(Primitive("i64")))),
        ('{"defined": {"name": "X"}}', Defined("X")),
        ('{"defined": "X"}', Defined("X")),
    ],
)
def test_reads_types(text: str, kind: object) -> None:
    assert type_of(json.loads(text)) == kind


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "no JSON"),
        ("[]", "expected an object"),
        ('{"metadata": {"spec": "9"}}', "only '0.1.0'"),
        ('{"metadata": {"spec": "0.1.0", "name": "x"}, "address": "?"}', "base 58"),
        (
            '{"metadata": {"spec": "0.1.0", "name": "x"}, "types": [{"name": "T", "type": {"kind": "as"}}]}',
            "only struct and enum",
        ),
        (
            '{"metadata": {"spec": "0.1.0", "name": "x"}, "events": [{"name": "E", "discriminator": [999]}]}',
            "bytes",
        ),
    ],
)
def test_refuses_what_is_no_idl(text: str, words: str) -> None:
    filled = text.replace('"name": "x"}', '"name": "x"}, "address": "11111111111111111111111111111111"', 1)
    with pytest.raises(IdlInvalid, match=words):
        parse(text if '"address"' in text else filled)


def test_refuses_bottomless_types() -> None:
    deep: object = "u8"
    for _ in range(40):
        deep = {"vec": deep}
    with pytest.raises(IdlInvalid, match="nest deeper"):
        type_of(deep)


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(IdlInvalid, match="no JSON"):
        parse("[" * 100_000)
