"""IDL files: the interface of a program, from a folder or from the chain."""

import json

from tests.fuzz.targets.account import programs

from gridtokenx.chain.codec import Compiler
from gridtokenx.chain.idl import IdlInvalid, parse
from gridtokenx.chain.program import Program

TYPES = [
    "u8",
    "u64",
    "pubkey",
    "string",
    {"array": ["u16", 4]},
    {"vec": "i64"},
    {"option": {"defined": {"name": "A"}}},
]
SMALL = {
    "address": "11111111111111111111111111111111",
    "metadata": {"name": "small", "version": "0.1.0", "spec": "0.1.0"},
    "instructions": [
        {
            "name": "do",
            "discriminator": [1, 2, 3, 4, 5, 6, 7, 8],
            "accounts": [{"name": "a", "signer": True, "pda": {"seeds": [{"kind": "const", "value": [1]}]}}],
            "args": [{"name": f"x{n}", "type": kind} for n, kind in enumerate(TYPES)],
        }
    ],
    "accounts": [{"name": "A", "discriminator": [1] * 8}],
    "events": [],
    "errors": [{"code": 6000, "name": "No", "msg": "no"}],
    "types": [{"name": "A", "type": {"kind": "struct", "fields": [{"name": "f", "type": "bool"}]}}],
}


def seeds() -> list[bytes]:
    assert programs()
    return [json.dumps(SMALL).encode()]


def one_input(data: bytes) -> None:
    try:
        idl = parse(data)
        Program(idl)
        compiler = Compiler(idl.types)
        for name in idl.types:
            compiler.defined(name)
    except IdlInvalid:
        return
