"""Single readings with their meters' own signatures, each a transaction that submits and mints."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice

from gridtokenx.base.ids import MeterId
from gridtokenx.compose import Run
from gridtokenx.pipeline.sending import Step
from gridtokenx.pipeline.site import Connection, Site
from gridtokenx.pipeline.submit import submission_step
from gridtokenx.reading.record import IntervalReading
from on_ledger.founded import interval_at, readings_of

Connections = Mapping[MeterId, Connection]


def signed_readings(run: Run, *, number: int) -> list[IntervalReading]:
    """Return readings signed by the meters, interval after interval, all ended by the ledger's clock."""
    meters = len(run.exchange.site.campus.meters)
    run.ledger.advance_to(interval_at(-(-number // meters)).end_s)
    return list(islice(_readings(run), number))


def _readings(run: Run) -> Iterator[IntervalReading]:
    for at in count():
        yield from readings_of(run, interval_at(at))


def steps(site: Site, connections: Connections, readings: Sequence[IntervalReading]) -> list[Step]:
    """Return what attests each reading."""
    return [submission_step(site, connections[reading.meter_id], reading) for reading in readings]
