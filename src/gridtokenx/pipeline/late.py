"""Readings that came by themselves and that the ledger refused then: tried again on a cadence.

A reading from outside is stored, then attested at once. When the oracle refuses it (a pause, a suspended
meter), it stays stored, and its meter would have to send it again. The sources submit every 300 s
(``BLOCKCHAIN_SUBMIT_INTERVAL``); what waits is submitted on that cadence here.
"""

import logging

from gridtokenx.chain.errors import ProgramError
from gridtokenx.pipeline.attest import last_end
from gridtokenx.pipeline.found import MAX_AGE_S
from gridtokenx.pipeline.site import Connection, Site
from gridtokenx.pipeline.submit import submission_step
from gridtokenx.port.reading_store import ReadingStore
from gridtokenx.reading.record import IntervalReading

_log = logging.getLogger(__name__)


def attest_late(site: Site, store: ReadingStore) -> int:
    """Attest the external meters' readings that are stored and not on the ledger; return how many were.

    A meter's readings go in order; a refusal keeps that meter's until the next time.

    Raises:
        TransactionRefused: The ledger did not take a transaction at all.
        LedgerUnavailable: A cluster is out of reach.
    """
    attested = 0
    external = [connection for connection in site.connections if connection.spec.external]
    feeds = site.ledger.accounts([connection.feed for connection in external])
    for connection, feed in zip(external, feeds, strict=True):
        newest_s = last_end(site, feed.data) if feed is not None else 0
        try:
            for reading in _waiting(site, store, connection, newest_s):
                site.sender.send([submission_step(site, connection, reading)])
                attested += 1
        except ProgramError as error:
            _log.warning(
                "reading.late.refused", extra={"meter": connection.spec.meter_id, "reason": str(error)}
            )
    return attested


def _waiting(site: Site, store: ReadingStore, connection: Connection, newest_s: int) -> list[IntervalReading]:
    """Return what of a meter is stored, has ended, follows what its feed holds, and is not too old."""
    now_s = site.ledger.time_s()
    found, _ = store.history(
        start_s=max(newest_s, now_s - MAX_AGE_S), end_s=now_s, meter_id=connection.spec.meter_id
    )
    return [item.reading for item in found if item.reading.interval.end_s <= now_s]
