"""Whose data a folder holds: a run is taken up only with the campus, seed and start it was begun with."""

import hashlib
from dataclasses import dataclass

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.campus.model import Campus
from gridtokenx.port.reading_store import ReadingStore


class FolderHoldsAnotherRun(GridTokenXError):
    """A data folder of another campus, seed or start."""


@dataclass(frozen=True, slots=True)
class RunIdentity:
    """What must stay the same from one start of a run to the next."""

    campus: str
    campus_digest: str
    seed: int
    start_s: int


def identity(campus: Campus, *, seed: int, start_s: int) -> RunIdentity:
    """Return a run's identity; the digest covers every field of the campus."""
    calendar = campus.calendar
    described = (
        campus.name,
        campus.place,
        campus.tariff,
        sorted(calendar.holidays),
        calendar.breaks,
        campus.authority,
        campus.meter_prefixes,
        campus.meters,
    )
    digest = hashlib.sha256(repr(described).encode()).hexdigest()[:16]
    return RunIdentity(campus.name, digest, seed, start_s)


def stored_start(store: ReadingStore) -> int | None:
    """Return the start of the run that a folder holds [epoch s], or None for a new folder."""
    value = store.get_meta("start_s")
    return None if value is None else int(value)


EMBEDDED = "inside the process"
"""Names the ledger of a run that brings its own; a cluster is named by its genesis hash."""


def claim_ledger(store: ReadingStore, *, ledger: str, stored: str | None) -> None:
    """Write which ledger a folder's run trades on, or check it: readings and tokens belong together.

    Args:
        store: The folder's.
        ledger: The ledger that is wanted.
        stored: The one that a folder had before this was written down, if any.

    Raises:
        FolderHoldsAnotherRun: Names both, and the way out.
    """
    known = store.get_meta("ledger") or stored
    if known not in {None, ledger}:
        raise FolderHoldsAnotherRun(
            f"the folder's run trades on the ledger {known}, not on {ledger}: name another with --data, or "
            "have SOLANA_RPC_URL as it was"
        )
    store.set_meta([("ledger", ledger)])


def claim(store: ReadingStore, run: RunIdentity) -> None:
    """Write a run's identity into a new folder, or check it against the one that is there.

    Raises:
        FolderHoldsAnotherRun: Names what differs, both values, and the way out.
    """
    wanted = {name: str(getattr(run, name)) for name in run.__slots__}
    differing = [
        f"{name} is {stored!r} there and {value!r} here"
        for name, value in wanted.items()
        if (stored := store.get_meta(name)) is not None and stored != value
    ]
    if differing:
        raise FolderHoldsAnotherRun(
            f"the folder holds another run: {'; '.join(differing)}. Name another with --data, or remove it"
        )
    store.set_meta(wanted.items())
