"""Results in the journal, and the marks of its snapshots."""

import msgspec

from gridtokenx.ledger.litesvm import outcome
from gridtokenx.ledger.litesvm.journal import Entry, Kind
from gridtokenx.ledger.litesvm.outcome import Effects, Outcome, TokenChange
from gridtokenx.ledger.litesvm.snapshot import SnapshotMark


def seeds() -> list[bytes]:
    change = TokenChange(2, bytes(32), 9, bytes(32), 5, None, 0)
    effects = Effects([1, 2], [(0, 1)], [change], [bytes(32)], [])
    done = Outcome(
        None, None, 5_000, ["Program log: x"], 5_000, [(0, 2, 1, b"\0", b"\1")], (bytes(32), b"r"), effects
    )
    failed = Outcome("InstructionError(0, Custom(6000))", 6_000, 1, [], 0, [], None)
    return [*map(outcome.to_bytes, (done, failed)), msgspec.msgpack.encode(SnapshotMark("00", bytes(32)))]


def one_input(data: bytes) -> None:
    entry = Entry(1, 2, 3, Kind.TRANSACTION, 1, None, b"\1" + data, data, bytes(32), bytes(32))
    assert len(entry.expected_hash()) == 32
    assert not entry.body or len(outcome.signature_of(entry.body)) <= 64
    try:
        found = outcome.decode(data)
    except msgspec.MsgspecError:
        pass
    else:
        assert outcome.decode(outcome.to_bytes(found)) == found
    try:
        msgspec.msgpack.decode(data, type=SnapshotMark)
    except (msgspec.MsgspecError, ValueError):
        return
