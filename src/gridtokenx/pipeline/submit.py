"""A reading that comes from outside: verified, stored, attested with the meter's own signature, minted.

Only meters that the campus marks as external may report; the fleet reports for the others, and a reading
counts once. The signature is checked here, and again on chain through the Ed25519 precompile.
"""

from dataclasses import asdict

from solders.instruction import Instruction
from solders.pubkey import Pubkey

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.transaction import address_of
from gridtokenx.oracle.attestation import Entry
from gridtokenx.pipeline.attest import last_end
from gridtokenx.pipeline.sending import Step
from gridtokenx.pipeline.site import Connection, Site
from gridtokenx.port.campus_service import Submission
from gridtokenx.port.reading_store import ReadingStore
from gridtokenx.reading.admission import UnknownMeter
from gridtokenx.reading.block import Condition, Role, WeatherPoint
from gridtokenx.reading.record import IntervalReading, MeterReading, MeterState
from gridtokenx.reading.signing import canonical_bytes, verify
from gridtokenx.reading.validation import Rules, findings, limits_of

ED25519_PROGRAM = Pubkey.from_string("Ed25519SigVerify111111111111111111111111111")
_HEADER = 16
_THIS_INSTRUCTION = 0xFFFF


class MeterNotExternal(GridTokenXError):
    """A reading for a meter that the simulation reports for."""


class ReadingImplausible(GridTokenXError):
    """A reading that cannot be true of its meter."""


class ReadingOutOfOrder(GridTokenXError):
    """A reading of an interval at or before the newest that the ledger holds for the meter."""


class ReadingInFuture(GridTokenXError):
    """A reading of an interval that has not ended."""


def submit(
    site: Site, store: ReadingStore, reading: IntervalReading, *, weather: WeatherPoint | None
) -> Submission:
    """Take one reading from outside all the way to a token.

    Args:
        site: The campus on its ledger.
        store: The system of record.
        reading: The reading with its meter's signature.
        weather: The weather to publish it with, if known.

    Raises:
        UnknownMeter, MeterNotExternal, ReadingInFuture, ReadingOutOfOrder, ReadingImplausible,
            SignatureInvalid, ReadingConflict: Why the reading was refused; nothing was changed.
        ProgramError: The oracle program refused it; it is stored and not attested.
    """
    connection = _checked(site, reading)
    store.append([MeterReading(reading, _state(weather))])
    receipt = site.sender.send([submission_step(site, connection, reading)])[0]
    minted = reading.surplus_wh * UNITS_PER_WH
    return Submission(reading, str(receipt.signature), minted, str(connection.energy))


def submission_step(site: Site, connection: Connection, reading: IntervalReading) -> Step:
    """Return what attests one reading on its meter's own signature and mints its surplus."""
    calls = (_precompile(site, reading), _instruction(site, connection, reading))
    return Step(calls, (site.keys.oracle(),))


def _checked(site: Site, reading: IntervalReading) -> Connection:
    connection = site.by_id().get(reading.meter_id)
    if connection is None:
        raise UnknownMeter(reading.meter_id)
    if not connection.spec.external:
        raise MeterNotExternal(
            f"meter_id {reading.meter_id} is simulated here: start with --external {reading.meter_id}"
        )
    if reading.interval.end_s > site.ledger.time_s():
        raise ReadingInFuture(
            f"timestamp {reading.interval.end_s} is after now, {site.ledger.time_s()}: wait for its end"
        )
    feed = site.ledger.account(connection.feed)
    newest = last_end(site, feed.data) if feed is not None else 0
    if reading.interval.start_s < newest:
        raise ReadingOutOfOrder(
            f"timestamp {reading.interval.end_s} is not after {newest}, the newest of {reading.meter_id}"
        )
    wrong = findings(reading, limits=limits_of(connection.spec), rules=Rules())
    if wrong:
        raise ReadingImplausible("; ".join(finding.detail for finding in wrong))
    verify(reading, public_key=site.public_key_of(reading.meter_id))
    return connection


def _instruction(site: Site, connection: Connection, reading: IntervalReading) -> Instruction:
    entry = Entry(reading.generated_wh, reading.consumed_wh, reading.import_wh, reading.export_wh)
    accounts = {
        "oracle": address_of(site.keys.oracle()),
        "payer": site.operator_address(),
        "meter": connection.meter,
        "feed": connection.feed,
        "energy_account": connection.energy,
    }
    args = {
        "interval_start": reading.interval.start_s,
        "entry": asdict(entry),
        "charged_wh": reading.charged_wh,
        "discharged_wh": reading.discharged_wh,
        "quality": int(reading.quality),
    }
    return site.programs.oracle.instruction("submit_meter_reading", accounts=accounts, args=args)


def _precompile(site: Site, reading: IntervalReading) -> Instruction:
    """Build the Ed25519 program's instruction for one signature with everything inside it."""
    message = canonical_bytes(reading)
    key, signature = site.public_key_of(reading.meter_id), reading.signature
    offsets = (
        (_HEADER + 32, _THIS_INSTRUCTION),
        (_HEADER, _THIS_INSTRUCTION),
        (_HEADER + 96, len(message), _THIS_INSTRUCTION),
    )
    header = bytes([1, 0]) + b"".join(value.to_bytes(2, "little") for group in offsets for value in group)
    return Instruction(ED25519_PROGRAM, header + key + signature + message, [])


def _state(weather: WeatherPoint | None) -> MeterState:
    known = weather or WeatherPoint(25.0, 50.0, 0.0, 0.0, 0.0, 0.0, Condition.CLOUDY)
    return MeterState(
        voltage_v=0.0, current_a=0.0, power_factor=1.0, battery_soc=None, role=Role.AMI, weather=known
    )
