"""Acts around renewable certificates: asked for, voted on, used."""

from solders.pubkey import Pubkey
from tests.integration.programs.security.forgery import Case
from tests.property.random_walk.campus import INTERVAL_S
from tests.property.random_walk.hand import Act, Hand, metas
from tests.property.random_walk.state import Fields

DAY_S = 86_400
TEXT = b"because".ljust(64, b"\0")
REQUESTED, ISSUED, DISPUTED = 0, 1, 5


def open_certified_day(hand: Hand) -> Case:
    day = hand.now_s // DAY_S - hand.one((0, 0, 0, 1, -1))
    accounts = {"payer": hand.payer(), "meter": hand.one(hand.state.of("Meter"))}
    return Case(hand.programs.energy_token, "open_certified_day", accounts, {"day": day})


def _days(hand: Hand, meter: Pubkey, start: int, end: int) -> list[Pubkey]:
    days = range(start // DAY_S, (max(end, start + 1) - 1) // DAY_S + 1)
    return [hand.campus.at.certified_day(meter, day=day) for day in list(days)[:4]]


def request_certificate(hand: Hand) -> Case:
    _, feed = hand.account("MeterFeed", lambda f: f["generated_wh"] > 0)
    meter = feed["meter"]
    owner, sources = (hand.state.of("Meter")[meter][n] for n in ("owner", "sources"))
    ends = feed["last_end"] - hand.one((0, 0, 0, 1, 1, 2, 3, -1)) * INTERVAL_S
    start = ends - hand.one((1, 1, 1, 1, 2, 4, 0)) * INTERVAL_S
    known = hand.state.of("MeterCertification").get(hand.campus.at.certification(meter))
    free = feed["surplus_wh"] - feed["minted_wh"]
    args = {
        "serial": known["next_serial"] if known else 1,
        "start": start,
        "end": ends,
        "wh": hand.amount(max(feed["generated_wh"] // 3, 1), 64),
        "surplus_wh": hand.amount(free, 64) if free and hand.chance(0.7) else 0,
        "source": (sources & -sources) if hand.chance(0.9) else hand.one((0, 1, 2, 4)),
        "evidence_root": bytes(range(32)),
    }
    requester = owner if hand.chance(0.7) else hand.authority()
    accounts = {"requester": requester, "payer": hand.payer(), "meter": meter}
    days = _days(hand, meter, start, ends)
    return Case(
        hand.programs.energy_token,
        "request_certificate",
        accounts,
        args,
        remaining=metas(*days, writable=True),
    )


def _of(hand: Hand, *statuses: int) -> tuple[Pubkey, Fields]:
    return hand.account("Certificate", lambda c: c["status"] in statuses)


def approve_certificate(hand: Hand) -> Case:
    certificate, _ = _of(hand, REQUESTED)
    accounts = {"approver": hand.one(hand.approvers()), "certificate": certificate}
    return Case(hand.programs.energy_token, "approve_certificate", accounts)


def reject_certificate(hand: Hand) -> Case:
    certificate, found = _of(hand, REQUESTED)
    accounts = {"approver": hand.one(hand.approvers()), "certificate": certificate, "meter": found["meter"]}
    days = _days(hand, found["meter"], found["start"], found["end"])
    return Case(
        hand.programs.energy_token,
        "reject_certificate",
        accounts,
        {"reason": TEXT},
        remaining=metas(*days, writable=True),
    )


def issue_certificate(hand: Hand) -> Case:
    certificate, found = hand.account(
        "Certificate", lambda c: c["status"] == REQUESTED and c["approvals"].bit_count() > 0
    )
    accounts = {
        "certificate": certificate,
        "meter": found["meter"],
        "energy_account": hand.energy_of(found["producer"]),
    }
    return Case(hand.programs.energy_token, "issue_certificate", accounts)


def split_certificate(hand: Hand) -> Case:
    certificate, found = _of(hand, ISSUED)
    known = hand.state.of("MeterCertification")[hand.campus.at.certification(found["meter"])]
    accounts = {
        "owner": found["owner"],
        "payer": hand.payer(),
        "certificate": certificate,
        "meter": found["meter"],
    }
    args = {"serial": known["next_serial"], "wh": hand.amount(found["wh"] // 2, 64)}
    return Case(hand.programs.energy_token, "split_certificate", accounts, args)


def transfer_certificate(hand: Hand) -> Case:
    certificate, found = _of(hand, ISSUED)
    user, _ = hand.account("User")
    accounts = {"owner": found["owner"], "certificate": certificate, "new_owner": user}
    return Case(hand.programs.energy_token, "transfer_certificate", accounts)


def retire_certificate(hand: Hand) -> Case:
    certificate, found = _of(hand, ISSUED)
    texts = {"beneficiary": TEXT, "purpose": TEXT if hand.chance(0.9) else bytes(64)}
    accounts = {"owner": found["owner"], "certificate": certificate}
    return Case(hand.programs.energy_token, "retire_certificate", accounts, texts)


def lapse_certificate(hand: Hand) -> Case:
    certificate, found = hand.account(
        "Certificate", lambda c: c["status"] in {REQUESTED, ISSUED} and c["expires_at"] <= hand.now_s
    )
    days = _days(hand, found["meter"], found["start"], found["end"])
    accounts = {"certificate": certificate, "meter": found["meter"]}
    remaining = metas(*days, writable=True) if found["status"] == REQUESTED else ()
    return Case(hand.programs.energy_token, "lapse_certificate", accounts, remaining=remaining)


def dispute_certificate(hand: Hand) -> Case:
    certificate, _ = _of(hand, ISSUED)
    accounts = {"signer": hand.one((hand.authority(), *hand.approvers())), "certificate": certificate}
    return Case(hand.programs.energy_token, "dispute_certificate", accounts, {"reason": TEXT})


def resolve_dispute(hand: Hand) -> Case:
    certificate, _ = _of(hand, DISPUTED)
    present = hand.approvers() if hand.chance(0.8) else hand.some(hand.approvers(), 3)
    return Case(
        hand.programs.energy_token,
        "resolve_dispute",
        {"certificate": certificate},
        {"revoke": hand.chance(0.3)},
        remaining=metas(*present, signs=True),
    )


ACTS: dict[Act, float] = {
    open_certified_day: 2,
    request_certificate: 12,
    approve_certificate: 12,
    reject_certificate: 3,
    issue_certificate: 8,
    split_certificate: 1.5,
    transfer_certificate: 5,
    retire_certificate: 1.0,
    lapse_certificate: 8,
    dispute_certificate: 4,
    resolve_dispute: 10,
}
