"""Attesting an interval: one Merkle root over all signed readings, many meters a transaction, surplus minted.

A meter's feed on the ledger says which interval was its last, so a stage that was cut off does the rest.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import cast

import numpy as np
import numpy.typing as npt
from solders.instruction import Instruction

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.chain.message import Call, LookupTable
from gridtokenx.chain.packing import chunk
from gridtokenx.chain.template import Template
from gridtokenx.chain.transaction import address_of
from gridtokenx.oracle.attestation import Attestation, Entry, Rejected
from gridtokenx.oracle.attestation import attest as check
from gridtokenx.pipeline.sending import Step
from gridtokenx.pipeline.site import Connection, Site
from gridtokenx.pipeline.tables import Tables, lookup_keys
from gridtokenx.reading.record import IntervalReading

_log = logging.getLogger(__name__)
EMPTY_ROOT = sha256().digest()
"""Root of an interval without readings (RFC 6962)."""


NO_TABLES = Tables()
MOST_ATTESTED = 16
"""Meters attested by one transaction: one more, all minting, carries its log past the 10,000 bytes that a
validator keeps, and the log holds the events."""
ACTIVE = 0
"""`Meter.status` of a meter that may be attested."""


@dataclass(frozen=True, slots=True)
class _Batch:
    is_open: bool
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class _Line:
    connection: Connection
    entry: Entry


def attest(
    site: Site,
    readings: Sequence[IntervalReading],
    *,
    interval: MarketInterval,
    tables: Tables = NO_TABLES,
) -> tuple[Rejected, ...]:
    """Attest an interval's readings and mint the surpluses, whatever of it is done already.

    Args:
        site: The campus on its ledger.
        readings: The interval's signed readings; all that there will be.
        interval: The interval that is attested.
        tables: Lookup tables that hold the meters' accounts.

    Returns:
        Readings that do not count, each with its reason.

    Raises:
        ProgramError: A program refused; nothing of that transaction was done.
    """
    specs = [connection.spec for connection in site.connections]
    attestation, rejected = check(
        readings,
        interval=interval,
        meters=specs,
        public_key_of=site.public_key_of,
        inactive=inactive_meters(site),
    )
    for line in rejected:
        _log.warning(
            "oracle.reading.rejected",
            extra={"meter_id": line.reading.meter_id, "start_s": interval.start_s, "reason": line.reason},
        )
    root, count = (EMPTY_ROOT, 0) if attestation is None else (attestation.root, attestation.count)
    if not _batch(site, interval).is_open:
        site.sender.send([Step((_open(site, interval, root=root, count=count),), (site.keys.oracle(),))])
    if attestation is not None:
        site.sender.send(_submit(site, interval, _not_attested(site, attestation), tables))
    if not _batch(site, interval).is_sealed:
        _log.warning("oracle.batch.short", extra={"start_s": interval.start_s, "attested": count})
        site.sender.send([Step((_seal(site, interval),), (site.keys.oracle(),))])
    return rejected


def inactive_meters(site: Site) -> frozenset[MeterId]:
    """Return the meters that the registry has suspended or retired."""
    accounts = site.ledger.accounts([connection.meter for connection in site.connections])
    status = site.programs.registry.reader("Meter", "status")
    return frozenset(
        connection.spec.meter_id
        for connection, account in zip(site.connections, accounts, strict=True)
        if account is not None and status(account.data) != ACTIVE
    )


def _batch(site: Site, interval: MarketInterval) -> _Batch:
    """Return an interval's batch; single readings may make its account before it has its root."""
    account = site.ledger.account(site.addresses.batch(interval.start_s))
    if account is None:
        return _Batch(is_open=False, is_sealed=False)
    batch = site.programs.oracle.account("Batch", account.data)
    return _Batch(is_open=bool(batch["count"] or batch["sealed"]), is_sealed=bool(batch["sealed"]))


def _not_attested(site: Site, attestation: Attestation) -> list[_Line]:
    by_id = site.by_id()
    lines = [
        _Line(by_id[reading.meter_id], entry)
        for reading, entry in zip(attestation.readings, attestation.entries, strict=True)
    ]
    feeds = site.ledger.accounts([line.connection.feed for line in lines])
    end_of, end_s = site.programs.oracle.reader("MeterFeed", "last_end"), attestation.interval.end_s
    return [
        line
        for line, feed in zip(lines, feeds, strict=True)
        if feed is None or cast("int", end_of(feed.data)) < end_s
    ]


def last_end(site: Site, feed: bytes) -> int:
    """Return the end of the newest interval that a meter's feed holds [epoch s]."""
    return int(cast("int", site.programs.oracle.account("MeterFeed", feed)["last_end"]))


def _open(site: Site, interval: MarketInterval, *, root: bytes, count: int) -> Instruction:
    accounts = {"oracle": address_of(site.keys.oracle()), "payer": site.operator_address()}
    args = {"interval_start": interval.start_s, "root": root, "count": count}
    return site.programs.oracle.instruction("open_batch", accounts=accounts, args=args)


def _seal(site: Site, interval: MarketInterval) -> Instruction:
    accounts = {"oracle": address_of(site.keys.oracle()), "batch": site.addresses.batch(interval.start_s)}
    return site.programs.oracle.instruction("seal_batch", accounts=accounts)


def _submit(site: Site, interval: MarketInterval, lines: Sequence[_Line], tables: Tables) -> list[Step]:
    """Return the steps that attest lines, as many of them in each as fit."""
    oracle, program = site.keys.oracle(), site.programs.oracle
    fixed = {"oracle": address_of(oracle), "batch": site.addresses.batch(interval.start_s)}
    template = Template(program, "submit_batch", fixed=fixed, remaining=(False, True, True))
    keys = [bytes(key) for line in lines for key in lookup_keys(line.connection)]
    entries = _entries(site, [line.entry for line in lines])

    def call(piece: Sequence[int]) -> tuple[Call]:
        first, end = piece[0], piece[-1] + 1
        data = program.data("submit_batch", {"entries": entries[first:end]})
        return (template.fill((), data, keys[3 * first : 3 * end]),)

    def tables_of(piece: Sequence[int]) -> tuple[LookupTable, ...]:
        return tables.serving(site, keys[3 * piece[0] : 3 * piece[-1] + 1 : 3])

    pieces = chunk(
        range(len(lines)), call, payer=site.operator_address(), most=MOST_ATTESTED, tables_of=tables_of
    )
    return [Step(call(piece), (oracle,), tables_of(piece)) for piece in pieces]


def _entries(site: Site, entries: Sequence[Entry]) -> npt.NDArray[np.void]:
    columns = {field.name: [getattr(entry, field.name) for entry in entries] for field in fields(Entry)}
    return site.programs.oracle.records("Entry", columns, count=len(entries))
