import json
from typing import Any

import pytest
from toolchain.idl import IdlIncomplete, assemble

ADDRESS = "FqKcHUm9WMoHQCh3SjfdGQ5DcDFBYdu23ts6kHu9pq3B"
USER = {"name": "User", "discriminator": [1]}
METER = {"name": "Meter", "discriminator": [2]}


def type_of(name: str, *mentioned: str) -> dict[str, Any]:
    fields = [{"name": text.lower(), "type": {"vec": {"defined": {"name": text}}}} for text in mentioned]
    return {"name": name, "type": {"kind": "struct", "fields": fields}}


def instruction(name: str, *accounts: dict[str, Any], takes: str | None = None) -> dict[str, Any]:
    args = [{"name": "arg", "type": {"defined": {"name": takes}}}] if takes else []
    return {"name": name, "accounts": list(accounts), "args": args}


def block(name: str, content: object) -> str:
    text = content if isinstance(content, str) else json.dumps(content)
    return f"--- IDL begin {name} ---\n{text}\n--- IDL end {name} ---\n"


def printed(**changes: object) -> str:
    program = {
        "metadata": {"name": "shop", "version": "0.1.0", "spec": "0.1.0", "description": "not kept"},
        "instructions": [instruction("sell"), instruction("buy", takes="Price")],
        "accounts": [USER, METER],
        "types": [type_of("User", "Price"), type_of("Price"), type_of("Meter"), type_of("Unused")],
        **changes,
    }
    event = {
        "event": {"name": "Sold", "discriminator": [3]},
        "types": [type_of("Sold", "Line"), type_of("Line")],
    }
    errors = [{"code": 6001, "name": "B"}, {"code": 6000, "name": "A"}]
    parts = {"address": ADDRESS + "\n", "program": program, "event": event, "errors": errors}
    return "running 1 test\n" + "".join(block(name, content) for name, content in parts.items()) + "ok\n"


def names(items: list[dict[str, Any]]) -> list[str]:
    return [item["name"] for item in items]


def test_parts_are_put_together_in_order() -> None:
    idl = assemble(printed(), {"User"})
    assert idl["address"] == ADDRESS
    assert idl["metadata"] == {"name": "shop", "version": "0.1.0", "spec": "0.1.0"}
    assert names(idl["instructions"]) == ["buy", "sell"]
    assert names(idl["events"]) == ["Sold"]
    assert [error["code"] for error in idl["errors"]] == [6000, 6001]


def test_other_programs_accounts_and_types_are_left_out() -> None:
    idl = assemble(printed(), {"User"})
    assert names(idl["accounts"]) == ["User"]
    assert names(idl["types"]) == ["Line", "Price", "Sold", "User"]


def test_addresses_that_are_no_addresses_are_left_out() -> None:
    """Anchor prints an expression as it stands in the source; its TypeScript client refuses the file."""
    accounts: list[dict[str, Any]] = [
        {"name": "config", "address": ADDRESS},
        {"name": "pending", "signer": True, "address": "config.pending_authority"},
        {"name": "group", "accounts": [{"name": "inner", "address": "crate::ID"}]},
    ]
    idl = assemble(printed(instructions=[instruction("accept", *accounts)]), set())
    assert idl["instructions"][0]["accounts"] == [
        {"name": "config", "address": ADDRESS},
        {"name": "pending", "signer": True},
        {"name": "group", "accounts": [{"name": "inner"}]},
    ]


@pytest.mark.parametrize("missing", ["program", "address"])
def test_part_that_anchor_did_not_print_is_named(missing: str) -> None:
    text = printed().replace(f"IDL begin {missing}", "IDL began")
    with pytest.raises(IdlIncomplete, match="is idl-build a feature"):
        assemble(text, set())
