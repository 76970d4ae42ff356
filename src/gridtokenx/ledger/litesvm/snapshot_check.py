"""Which snapshots of a folder an audit may begin at: those that the chain of entries names by hash."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gridtokenx.ledger.finding import Findings
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.journal import Journal
from gridtokenx.ledger.litesvm.machine import Machine
from gridtokenx.ledger.litesvm.recovery import Replayer, check_snapshot
from gridtokenx.ledger.litesvm.snapshot import SnapshotDamaged, StoredSnapshot, read_snapshot, snapshot_files


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """A machine from which a replay goes on behind an entry."""

    seq: int
    replayer: Replayer


def kept_snapshots(folder: Path, findings: Findings) -> Mapping[int, StoredSnapshot]:
    """Return the snapshots of a folder by entry; one that cannot be read is a finding."""
    found: dict[int, StoredSnapshot] = {}
    for path in reversed(snapshot_files(folder)):
        try:
            stored = read_snapshot(path)
        except SnapshotDamaged as fault:
            findings.add("SNAPSHOT_CHANGED", str(fault))
            continue
        if stored is not None:
            found[stored.seq] = stored
    return found


def starting_point(
    journal: Journal,
    genesis: Genesis,
    genesis_hash: bytes,
    kept: Mapping[int, StoredSnapshot],
    findings: Findings,
) -> StartingPoint | None:
    """Return the newest snapshot that is what the chain says, or None; one that is not is a finding."""
    for seq in sorted(kept, reverse=True):
        replayer = Replayer(Machine(genesis), genesis_hash)
        try:
            check_snapshot(replayer, kept[seq], journal)
        except SnapshotDamaged as fault:
            findings.add("SNAPSHOT_CHANGED", str(fault))
            continue
        return StartingPoint(seq, replayer)
    return None
