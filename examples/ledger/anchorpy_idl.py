"""Turn an IDL file of this project into the older form that AnchorPy 0.21 reads.

Anchor changed the form in 0.30, and AnchorPy has not followed. Nothing is lost that AnchorPy could use;
addresses that the newer form derives from seeds are the caller's to give.

    python examples/ledger/anchorpy_idl.py trading.json > trading-old.json
"""

import json
import sys
from pathlib import Path
from typing import Any

Node = dict[str, Any]


def older(idl: Node) -> Node:
    """Return an IDL in the form of Anchor 0.29 and before."""
    types = {item["name"]: {"name": item["name"], "type": _type(item["type"])} for item in idl["types"]}
    return {
        "name": idl["metadata"]["name"],
        "version": idl["metadata"]["version"],
        "instructions": [_instruction(item) for item in idl["instructions"]],
        "accounts": [types[item["name"]] for item in idl["accounts"]],
        "events": [_event(types[item["name"]]) for item in idl["events"]],
        "errors": idl["errors"],
        "types": [
            item
            for name, item in types.items()
            if name not in {other["name"] for other in (*idl["accounts"], *idl["events"])}
        ],
        "metadata": {"address": idl["address"]},
    }


def _instruction(item: Node) -> Node:
    accounts = [
        {
            "name": account["name"],
            "isMut": account.get("writable", False),
            "isSigner": account.get("signer", False),
        }
        for account in item["accounts"]
    ]
    return {"name": item["name"], "accounts": accounts, "args": _type(item["args"])}


def _event(item: Node) -> Node:
    return {"name": item["name"], "fields": [{**part, "index": False} for part in item["type"]["fields"]]}


def _type(node: object) -> Any:  # noqa: ANN401  # JSON, whatever it was
    """Spell types as the older form does: `publicKey`, and a defined type by its bare name."""
    if node == "pubkey":
        return "publicKey"
    if isinstance(node, list):
        return [_type(item) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("defined"), dict):
        return {"defined": node["defined"]["name"]}
    return {name: value if name == "name" else _type(value) for name, value in node.items() if name != "docs"}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(older(json.loads(Path(sys.argv[1]).read_text())), indent=1) + "\n")
