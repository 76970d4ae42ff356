"""The life of certificates: three requests, of which one is used, one rejected and one forgotten."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solders.instruction import AccountMeta
from solders.pubkey import Pubkey
from tests.integration.programs.security.forgery import Case
from tests.integration.programs.security.world import INTERVAL_S, START

if TYPE_CHECKING:
    from tests.integration.programs.security.scenario import Scenario

DAY_S = 86_400
METER = "ENG_A"
TEXT = b"because".ljust(64, b"\0")


def certificate_cases(at: "Scenario") -> Iterator[Case]:
    """Yield the cases of the certificates' instructions; the meter has two attested intervals."""
    token, alice, bob = at.energy_token, at.world.alice, at.world.bob
    meter = at.at.meter(METER)
    for other in (at.at.meter("ENG_B"), at.at.meter("ENG_C")):
        at.world.do(_open_day(at, other).build())
    yield _open_day(at, meter)
    yield _request(at, serial=1, start_s=START)
    at.world.do(_vote(at, 0, "approve_certificate", serial=1).build())
    yield _vote(at, 1, "approve_certificate", serial=1)
    issued = {
        "certificate": _certificate(at, 1),
        "meter": meter,
        "energy_account": at.at.energy_account(alice),
    }
    yield Case(token, "issue_certificate", issued)
    split = {"owner": alice, "payer": at.world.payer, "certificate": _certificate(at, 1), "meter": meter}
    yield Case(token, "split_certificate", split, {"serial": 2, "wh": 1_000})
    part = {"owner": alice, "certificate": _certificate(at, 2)}
    yield Case(token, "transfer_certificate", {**part, "new_owner": at.at.user(bob)})
    dispute = {"signer": at.world.approvers[0], "certificate": _certificate(at, 1)}
    yield Case(token, "dispute_certificate", dispute, {"reason": TEXT})
    present = tuple(AccountMeta(a, is_signer=True, is_writable=False) for a in at.world.approvers[:2])
    disputed = {"certificate": _certificate(at, 1)}
    yield Case(token, "resolve_dispute", disputed, {"revoke": False}, remaining=present)
    texts = {"beneficiary": TEXT, "purpose": TEXT}
    yield Case(token, "retire_certificate", {"owner": alice, "certificate": _certificate(at, 1)}, texts)
    yield from _refused_and_forgotten(at)


def _refused_and_forgotten(at: "Scenario") -> Iterator[Case]:
    at.world.do(_request(at, serial=3, start_s=START + INTERVAL_S).build())
    at.world.do(_vote(at, 0, "reject_certificate", serial=3).build())
    yield _vote(at, 1, "reject_certificate", serial=3)
    at.world.do(_request(at, serial=4, start_s=START + INTERVAL_S).build())
    now_s = START + 2 * INTERVAL_S
    at.world.set_time(now_s + DAY_S)
    lapsing = {"certificate": _certificate(at, 4), "meter": at.at.meter(METER)}
    yield Case(at.energy_token, "lapse_certificate", lapsing, remaining=(_day(at),))
    at.world.set_time(now_s)


def _open_day(at: "Scenario", meter: Pubkey) -> Case:
    accounts = {"payer": at.world.payer, "meter": meter}
    return Case(at.energy_token, "open_certified_day", accounts, {"day": START // DAY_S})


def _day(at: "Scenario") -> AccountMeta:
    day = (START // DAY_S).to_bytes(8, "little")
    address = at.energy_token.address(b"certified_day", at.at.meter(METER), day)
    return AccountMeta(address, is_signer=False, is_writable=True)


def _certificate(at: "Scenario", serial: int) -> Pubkey:
    return at.energy_token.address(b"certificate", at.at.meter(METER), serial.to_bytes(4, "little"))


def _request(at: "Scenario", *, serial: int, start_s: int) -> Case:
    args = {
        "serial": serial,
        "start": start_s,
        "end": start_s + INTERVAL_S,
        "wh": 4_000,
        "surplus_wh": 0,
        "source": 1,
        "evidence_root": bytes(range(32)),
    }
    accounts = {"requester": at.world.alice, "payer": at.world.payer, "meter": at.at.meter(METER)}
    return Case(at.energy_token, "request_certificate", accounts, args, remaining=(_day(at),))


def _vote(at: "Scenario", seat: int, name: str, *, serial: int) -> Case:
    accounts = {"approver": at.world.approvers[seat], "certificate": _certificate(at, serial)}
    if name == "approve_certificate":
        return Case(at.energy_token, name, accounts)
    meter = {"meter": at.at.meter(METER)}
    return Case(at.energy_token, name, accounts | meter, {"reason": TEXT}, remaining=(_day(at),))
