"""Decode bytes with AnchorPy, in its own environment: JSON in on stdin and out, as decode.mjs has it.

AnchorPy reads the older form of IDL only, so the files go through examples/ledger/anchorpy_idl.py first.
"""

import base64
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "examples" / "ledger"))

from anchorpy import Idl  # its own environment: see setup
from anchorpy.coder.coder import Coder
from anchorpy_idl import older
from solders.pubkey import Pubkey


def plain(value: object) -> object:
    """Return a decoded value as JSON: numbers as text, keys in base 58."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | str | Pubkey):
        return str(value)
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items() if name != "_io"}
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    return {name: plain(getattr(value, name)) for name in vars(value)}


def main() -> None:
    """Decode what is asked for."""
    asked = json.load(sys.stdin)
    coders = {name: Coder(Idl.from_json(json.dumps(older(idl)))) for name, idl in asked["idls"].items()}
    accounts = [
        plain(coders[item["program"]].accounts.decode(base64.b64decode(item["data"])))
        for item in asked["accounts"]
    ]
    events = []
    for item in asked["events"]:
        event = coders[item["program"]].events.parse(base64.b64decode(item["data"]))
        events.append({"name": event.name, "data": plain(event.data)})
    calls = []
    for item in asked["calls"]:
        call = coders[item["program"]].instruction.parse(base64.b64decode(item["data"]))
        calls.append({"name": call.name, "data": plain(call.data)})
    json.dump({"accounts": accounts, "events": events, "calls": calls}, sys.stdout)


if __name__ == "__main__":
    main()
