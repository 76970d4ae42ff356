"""A program's interface file, from what Anchor's own ``idl-build`` prints on this machine.

Anchor prints one block for each part. Here they are put together as its command line does, and made
deterministic: sorted, and without the accounts and types of the programs that this one depends on.

Source: the Anchor IDL specification, "spec": "0.1.0".
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from toolchain.compiler import PROGRAMS, cargo, host_environment

Node = dict[str, Any]
_BLOCK = re.compile(r"--- IDL begin (\w+) ---\n(.*?)\n--- IDL end \1 ---", re.DOTALL)
_BASE58 = re.compile(r"[1-9A-HJ-NP-Za-km-z]{32,44}")
_OWN_ACCOUNT = re.compile(r"#\[account(?:\([^\]]*\))?\]\s*(?:#\[[^\]]*\]\s*)*pub struct (\w+)")


class IdlIncomplete(Exception):
    """Parts that an interface file needs and Anchor did not print."""


def build_idl(package: str) -> str:
    """Return a program's interface file.

    Raises:
        IdlIncomplete: Anchor printed no program or no address.
        subprocess.CalledProcessError: The program does not compile on this machine.
    """
    printed = cargo(
        *("test", "--quiet", "--locked", "--package", package, "--lib", "--features", "idl-build"),
        *("__anchor_private_print_idl", "--", "--nocapture", "--test-threads=1"),
        environment=host_environment(),
    )
    return json.dumps(assemble(printed, own_accounts(package)), indent=1) + "\n"


def own_accounts(package: str) -> set[str]:
    """Return the account types that a program's own source declares."""
    sources = (PROGRAMS / package / "src").rglob("*.rs")
    return {name for path in sources for name in _OWN_ACCOUNT.findall(path.read_text())}


def assemble(printed: str, own: set[str]) -> Node:
    """Put the printed blocks together.

    Args:
        printed: What the test binary printed.
        own: Names of the account types to keep.

    Raises:
        IdlIncomplete: A part is missing.
    """
    blocks: dict[str, list[str]] = {}
    for name, text in _BLOCK.findall(printed):
        blocks.setdefault(name, []).append(text)
    if "program" not in blocks or "address" not in blocks:
        raise IdlIncomplete(f"Anchor printed only {sorted(blocks)}: is idl-build a feature of the crate?")
    idl: Node = json.loads(blocks["program"][0])
    for instruction in idl["instructions"]:
        _drop_expressions(instruction["accounts"])
    events = [json.loads(text) for text in blocks.get("event", [])]
    types = {item["name"]: item for item in idl.get("types", [])}
    types.update({item["name"]: item for event in events for item in event["types"]})
    accounts = [account for account in idl.get("accounts", []) if account["name"] in own]
    errors = [error for text in blocks.get("errors", []) for error in json.loads(text)]
    roots = [*idl["instructions"], *accounts, *(event["event"] for event in events)]
    return {
        "address": blocks["address"][0].strip(),
        "metadata": {"name": idl["metadata"]["name"], "version": idl["metadata"]["version"], "spec": "0.1.0"},
        "instructions": sorted(idl["instructions"], key=_name),
        "accounts": sorted(accounts, key=_name),
        "events": sorted((event["event"] for event in events), key=_name),
        "errors": sorted(errors, key=lambda error: int(error["code"])),
        "types": [types[name] for name in sorted(_reached(roots, types))],
    }


def _drop_expressions(accounts: list[Node]) -> None:
    """Leave out addresses that Anchor prints as source text, such as ``config.authority``.

    The specification has 32 bytes in base 58 there, and Anchor's TypeScript client refuses anything else. The
    program checks the address all the same; a client names the account.
    """
    for account in accounts:
        _drop_expressions(account.get("accounts", []))
        if "address" in account and not _BASE58.fullmatch(account["address"]):
            del account["address"]


def _name(item: Node) -> str:
    return str(item["name"])


def _reached(roots: Iterable[Node], types: Mapping[str, Node]) -> set[str]:
    """Return the names of the types that instructions, accounts and events lead to."""
    waiting = [item["name"] for item in roots if item["name"] in types]
    waiting += [name for item in roots for name in _mentioned(item)]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _mentioned(types[name])
    return found


def _mentioned(node: object) -> list[str]:
    """Return the types that a part of an interface file refers to by name."""
    if isinstance(node, list):
        return [name for item in node for name in _mentioned(item)]
    if not isinstance(node, dict):
        return []
    here = [node["defined"]["name"]] if isinstance(node.get("defined"), dict) else []
    return here + [name for value in node.values() for name in _mentioned(value)]
