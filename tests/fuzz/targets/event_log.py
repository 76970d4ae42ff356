"""A transaction's log: lines that any program may write."""

import base64

from tests.fuzz.targets.account import programs

from gridtokenx.chain.event import EventsTruncated, failing_program
from gridtokenx.chain.scalar import DataTooShort


def seeds() -> list[bytes]:
    trading = programs().trading
    found = []
    for disc in trading._events:
        data = base64.b64encode(disc + bytes(300)).decode()
        lines = [f"Program {trading.id} invoke [1]", f"Program data: {data}", f"Program {trading.id} success"]
        found.append("\n".join(lines).encode())
    return found


def one_input(data: bytes) -> None:
    lines = data.decode("utf-8", "replace").split("\n")
    failing_program(lines)
    try:
        programs().events(lines)
    except (EventsTruncated, DataTooShort):
        return
