"""A small program's IDL, written for the tests, with every kind of type that ours use."""

import json

import pytest
from solders.pubkey import Pubkey

from gridtokenx.chain.idl import Idl, parse
from gridtokenx.chain.program import Program

SHOP_ID = Pubkey(bytes(range(32)))
TABLE_LEVELS = 600


def _field(name: str, kind: object) -> dict[str, object]:
    return {"name": name, "type": kind}


def shop_idl() -> dict[str, object]:
    return {
        "address": str(SHOP_ID),
        "metadata": {"name": "shop", "version": "0.1.0", "spec": "0.1.0"},
        "instructions": [
            {
                "name": "open_table",
                "discriminator": [1, 2, 3, 4, 5, 6, 7, 8],
                "accounts": [
                    {"name": "owner", "signer": True},
                    {
                        "name": "payer",
                        "accounts": [{"name": "purse", "writable": True, "signer": True}],
                    },
                    {
                        "name": "shop",
                        "pda": {"seeds": [{"kind": "const", "value": list(b"shop")}]},
                    },
                    {
                        "name": "table",
                        "writable": True,
                        "pda": {
                            "seeds": [
                                {"kind": "const", "value": list(b"table")},
                                {"kind": "account", "path": "shop"},
                                {"kind": "arg", "path": "start"},
                                {"kind": "arg", "path": "label"},
                            ]
                        },
                    },
                    {
                        "name": "foreign",
                        "pda": {
                            "seeds": [{"kind": "account", "path": "owner"}],
                            "program": {"kind": "account", "path": "system_program"},
                        },
                    },
                    {"name": "witness", "optional": True},
                    {"name": "system_program", "address": "11111111111111111111111111111111"},
                ],
                "args": [
                    _field("start", "i64"),
                    _field("label", {"array": ["u8", 4]}),
                    _field("menu", {"vec": {"defined": {"name": "Dish"}}}),
                    _field("note", {"option": "string"}),
                    _field("mood", {"defined": {"name": "Mood"}}),
                ],
            },
            {"name": "close", "discriminator": [9] * 8, "accounts": [{"name": "table"}], "args": []},
        ],
        "accounts": [{"name": "Table", "discriminator": [11] * 8}],
        "events": [{"name": "Seated", "discriminator": [12] * 8}],
        "errors": [{"code": 6000, "name": "Full", "msg": "no seat is left"}],
        "types": [
            {
                "name": "Dish",
                "type": {"kind": "struct", "fields": [_field("id", "u16"), _field("hot", "bool")]},
            },
            {
                "name": "Mood",
                "type": {
                    "kind": "enum",
                    "variants": [{"name": "Calm"}, {"name": "Loud", "fields": [_field("level", "u8")]}],
                },
            },
            {
                "name": "Level",
                "serialization": "bytemuck",
                "repr": {"kind": "c"},
                "type": {"kind": "struct", "fields": [_field("wh", "u32"), _field("tickets", "u32")]},
            },
            {
                "name": "Table",
                "serialization": "bytemuck",
                "repr": {"kind": "c"},
                "type": {
                    "kind": "struct",
                    "fields": [
                        _field("bump", "u8"),
                        _field("start", "i64"),
                        _field("owner", "pubkey"),
                        _field("few", {"array": ["u16", 3]}),
                        _field("bids", {"array": [{"defined": {"name": "Level"}}, TABLE_LEVELS]}),
                        _field("total", "u64"),
                        _field("last", "u8"),
                    ],
                },
            },
            {
                "name": "Seated",
                "type": {"kind": "struct", "fields": [_field("guest", "pubkey"), _field("seat", "u32")]},
            },
        ],
    }


@pytest.fixture(scope="session")
def idl() -> Idl:
    return parse(json.dumps(shop_idl()))


@pytest.fixture(scope="session")
def shop(idl: Idl) -> Program:
    return Program(idl)
