"""Under the regulators' model, energy is minted against a certificate: asked for, voted on, issued (R-LED-3).

Each meter's surplus of an interval becomes one certificate, with the interval's Merkle root as its evidence,
and two of the three simulated regulators vote for what the oracle attested. A meter's newest certificate says
how far it has come, so a stage that was cut off does the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey

from gridtokenx.base.interval import DAY_S, MarketInterval
from gridtokenx.campus.model import AuthorityModel, MeterSpec
from gridtokenx.chain.transaction import address_of
from gridtokenx.pipeline.found import REGULATORS, SOLAR, STORAGE, THRESHOLD, WIND
from gridtokenx.pipeline.sending import Step
from gridtokenx.pipeline.site import Connection, Site
from gridtokenx.reading.record import IntervalReading

REQUESTED, ISSUED = 0, 1
"""`Certificate.status`."""


@dataclass(frozen=True, slots=True)
class _Certificate:
    """What is known of an interval's certificate of one meter; `status` is None before it is asked for."""

    serial: int
    status: int | None
    surplus_wh: int


def certify(site: Site, readings: Sequence[IntervalReading], *, interval: MarketInterval) -> None:
    """Mint an attested interval's surpluses by certificates, whatever of it is done already.

    Does nothing under the engineering model, where the oracle has minted them.

    Args:
        site: The campus on its ledger.
        readings: The interval's readings; those that were attested.
        interval: The interval.

    Raises:
        ProgramError: A program refused.
    """
    if site.campus.authority is not AuthorityModel.REGULATORS:
        return
    by_id = site.by_id()
    lines = [(by_id[r.meter_id], r) for r in readings if r.surplus_wh and r.meter_id in by_id]
    known = [(c, r, _newest(site, c, interval)) for c, r in lines]
    root = _evidence_root(site, interval)
    requests = [
        Step((*_days(site, c, interval), _request(site, c, r, serial=found.serial, root=root)))
        for c, r, found in known
        if found.status is None
    ]
    site.sender.send(requests)
    voters = tuple(site.keys.approver(name) for name in REGULATORS[:THRESHOLD])
    seats = [address_of(voter) for voter in voters]
    decisions = [
        Step((*_votes(site, c, found.serial, seats), _issue(site, c, found.serial)), voters)
        for c, _, found in known
        if found.status in {None, REQUESTED}
    ]
    site.sender.send(decisions)


def minted_wh(site: Site, interval: MarketInterval) -> int:
    """Return what an interval's certificates minted [Wh]; 0 under the engineering model."""
    if site.campus.authority is not AuthorityModel.REGULATORS:
        return 0
    found = (_newest(site, connection, interval) for connection in site.connections)
    return sum(certificate.surplus_wh for certificate in found if certificate.status == ISSUED)


def _newest(site: Site, connection: Connection, interval: MarketInterval) -> _Certificate:
    """Return a meter's newest certificate, or the number of the next one when that is an earlier interval's.

    Where a later interval has one already, this interval's is done with.
    """
    token = site.programs.energy_token
    account = site.ledger.account(site.addresses.certification(connection.meter))
    if account is None:
        return _Certificate(1, None, 0)
    following = _int(token.account("MeterCertification", account.data)["next_serial"])
    newest = site.ledger.account(site.addresses.certificate(connection.meter, serial=following - 1))
    if newest is None:
        return _Certificate(following, None, 0)
    fields = token.account("Certificate", newest.data)
    start_s = _int(fields["start"])
    if start_s < interval.start_s:
        return _Certificate(following, None, 0)
    surplus_wh = _int(fields["surplus_wh"]) if start_s == interval.start_s else 0
    return _Certificate(following - 1, _int(fields["status"]), surplus_wh)


def _days(site: Site, connection: Connection, interval: MarketInterval) -> tuple[Instruction, ...]:
    day = interval.start_s // DAY_S
    if site.ledger.account(site.addresses.certified_day(connection.meter, day=day)) is not None:
        return ()
    accounts = {"payer": site.operator_address(), "meter": connection.meter}
    token = site.programs.energy_token
    return (token.instruction("open_certified_day", accounts=accounts, args={"day": day}),)


def _evidence_root(site: Site, interval: MarketInterval) -> object:
    """Return the Merkle root that the ledger keeps of an attested interval's readings."""
    batch = site.ledger.account(site.addresses.batch(interval.start_s))
    assert batch is not None, "the interval is attested"
    return site.programs.oracle.account("Batch", batch.data)["root"]


def _request(
    site: Site, connection: Connection, reading: IntervalReading, *, serial: int, root: object
) -> Instruction:
    """Ask for a certificate in the authority's name, over the generation and the surplus of one interval."""
    interval = reading.interval
    source = source_of(connection.spec) if reading.generated_wh else STORAGE
    day = site.addresses.certified_day(connection.meter, day=interval.start_s // DAY_S)
    me = site.operator_address()
    return site.programs.energy_token.instruction(
        "request_certificate",
        accounts={"requester": me, "payer": me, "meter": connection.meter},
        args={
            "serial": serial,
            "start": interval.start_s,
            "end": interval.end_s,
            "wh": reading.generated_wh,
            "surplus_wh": reading.surplus_wh,
            "source": source,
            "evidence_root": root,
        },
        remaining=(AccountMeta(day, is_signer=False, is_writable=True),),
    )


def source_of(spec: MeterSpec) -> int:
    """Return the registry's bit of the source that a meter's generation is certified as: its larger one."""
    return SOLAR if spec.pv_kw >= spec.wind_kw else WIND


def _votes(site: Site, connection: Connection, serial: int, seats: Sequence[Pubkey]) -> list[Instruction]:
    certificate = site.addresses.certificate(connection.meter, serial=serial)
    return [
        site.programs.energy_token.instruction(
            "approve_certificate", accounts={"approver": seat, "certificate": certificate}
        )
        for seat in seats
    ]


def _issue(site: Site, connection: Connection, serial: int) -> Instruction:
    accounts = {
        "certificate": site.addresses.certificate(connection.meter, serial=serial),
        "meter": connection.meter,
        "energy_account": connection.energy,
    }
    return site.programs.energy_token.instruction("issue_certificate", accounts=accounts)


def _int(value: object) -> int:
    return int(cast("int", value))
