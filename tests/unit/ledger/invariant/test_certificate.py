import pytest
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from tests.unit.ledger.invariant.conftest import World, event, key

from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.authority import ApproverSet, AuthorityRule, InForce
from gridtokenx.ledger.invariant.certificate import CertificateRule
from gridtokenx.ledger.invariant.seen import Named
from gridtokenx.ledger.invariant.upgrade import UpgradeRule

METER, OWNER, PLACE, PART = key(1), key(2), key(10), key(11)
PEA, MEA, EGAT = (Keypair.from_seed(bytes([n]) * 32).pubkey() for n in (4, 5, 6))
NOBODY = Pubkey.default()
FACTOR = 500
VOTERS = {"approver_count": 3, "threshold": 2, "approvers": (PEA, MEA, EGAT, *[NOBODY] * 4)}


@pytest.fixture
def rule(world: World) -> CertificateRule:
    """Two of three approve; a meter generated 2,000 Wh until 3600, 300 Wh of them an unminted surplus."""
    world.config(authority=key(40), emission_g_per_kwh=FACTOR, model=1, **VOTERS)
    feed = {"last_end": 3_600, "generated_wh": 2_000, "surplus_wh": 300}
    world.put(world.view.programs.oracle, "MeterFeed", world.view.addresses.feed(METER), meter=METER, **feed)
    made = CertificateRule(AuthorityRule(UpgradeRule({})))
    made.authority.force = InForce(approver_set=ApproverSet(1, 2, (PEA, MEA, EGAT)))
    assert world.started(made) == []
    return made


def requested(place: Pubkey = PLACE, *, start: int = 0, wh: int = 1_000, surplus: int = 0) -> Event:
    return event(
        "CertificateRequested", certificate=place, meter=METER, producer=OWNER, requester=OWNER, start=start,
        end=start + 900, wh=wh, surplus_wh=surplus, expires_at=5_000,
    )  # fmt: skip


def voted(who: Pubkey, *, approves: bool = True) -> Event:
    return event(
        "CertificateVoted", certificate=PLACE, approver=who, approves=approves, approver_set_version=0
    )


def ballot(world: World, who: Pubkey) -> Named:
    program = world.view.programs.energy_token
    return world.named(program, "approve_certificate", {}, approver=who, certificate=PLACE)


def vote(world: World, rule: CertificateRule, who: Pubkey, *, approves: bool = True) -> list[str]:
    cast = [ballot(world, who)]
    return world.codes(rule, voted(who, approves=approves), named=cast, signers=[who])


def issued(world: World, wh: int = 1_000, *, grams: int = 500) -> Event:
    world.put(world.view.programs.energy_token, "Certificate", PLACE, emission_g_per_kwh=FACTOR)
    return event(
        "CertificateIssued", certificate=PLACE, meter=METER, owner=OWNER, wh=wh, minted_wh=0,
        emission_g=grams, expires_at=9_000,
    )  # fmt: skip


@pytest.fixture
def usable(world: World, rule: CertificateRule) -> CertificateRule:
    """A certificate of 1,000 Wh that two approvers let pass."""
    assert world.codes(rule, requested()) == []
    assert vote(world, rule, PEA) + vote(world, rule, MEA) == []
    assert world.codes(rule, issued(world)) == []
    return rule


def retired(wh: int = 1_000, grams: int = 500, *, place: Pubkey = PLACE) -> Event:
    return event("CertificateRetired", certificate=place, owner=OWNER, wh=wh, emission_g=grams)


def test_a_certificate_is_retired_once(world: World, usable: CertificateRule) -> None:
    assert world.codes(usable, retired()) == []
    assert world.codes(usable, retired()) == ["CERTIFICATE_UNKNOWN"]
    assert (usable.issued, usable.retired) == (1, 1)


def test_a_quarter_hour_is_certified_once(world: World, rule: CertificateRule) -> None:
    assert world.codes(rule, requested()) == []
    assert world.codes(rule, requested(PART, wh=1)) == ["CERTIFIED_TWICE"]
    assert world.codes(rule, requested(key(12), start=900, wh=1)) == []
    assert world.codes(rule, requested()) == ["CERTIFICATE_UNKNOWN", "CERTIFIED_TWICE", "CERTIFIED_TOO_MUCH"]


def test_no_more_is_certified_than_was_generated_and_attested(world: World, rule: CertificateRule) -> None:
    assert world.codes(rule, requested(wh=2_001)) == ["CERTIFIED_TOO_MUCH"]
    assert world.codes(rule, requested(PART, start=900, wh=0, surplus=301))[-1] == "CERTIFIED_TOO_MUCH"
    assert world.codes(rule, requested(key(12), start=3_600, wh=0))[0] == "CERTIFIED_TOO_MUCH"
    crooked = Event("test", "CertificateRequested", {**requested(key(13), wh=0).data, "start": 1_000})
    assert "CERTIFICATE_DIFFERS" in world.codes(rule, crooked)


def test_issuing_needs_the_threshold_in_force(world: World, rule: CertificateRule) -> None:
    world.codes(rule, requested())
    assert vote(world, rule, PEA) == []
    assert world.codes(rule, issued(world)) == ["THRESHOLD_NOT_MET"]
    assert world.codes(rule, issued(world)) == ["CERTIFICATE_UNKNOWN"]


def test_votes_of_an_earlier_set_count_no_more(world: World, rule: CertificateRule) -> None:
    world.codes(rule, requested())
    vote(world, rule, PEA)
    vote(world, rule, MEA)
    world.config(emission_g_per_kwh=FACTOR, approver_set_version=1, **VOTERS)
    rule.authority.force.version = 1
    assert world.codes(rule, issued(world)) == ["THRESHOLD_NOT_MET"]


def test_only_approvers_vote_and_sign_for_it(world: World, rule: CertificateRule) -> None:
    world.codes(rule, requested())
    stranger = Keypair.from_seed(bytes([9]) * 32).pubkey()
    assert vote(world, rule, stranger) == ["WRONG_AUTHORITY"]
    assert world.codes(rule, voted(PEA)) == ["NOT_SIGNED"]
    assert world.codes(rule, voted(PEA), named=[ballot(world, PEA)]) == ["NOT_SIGNED"]


def test_who_asked_for_it_has_no_vote(world: World, rule: CertificateRule) -> None:
    world.codes(rule, Event("test", "CertificateRequested", {**requested().data, "requester": PEA}))
    assert vote(world, rule, PEA) == ["WRONG_AUTHORITY"]


def test_it_is_issued_as_it_was_requested(world: World, rule: CertificateRule) -> None:
    for wrong in (issued(world, 1_001), issued(world, grams=501)):
        rule.certificates.clear()
        rule.calendar.days.clear()
        rule.totals.clear()
        world.codes(rule, requested())
        vote(world, rule, PEA)
        vote(world, rule, MEA)
        assert world.codes(rule, wrong) == ["CERTIFICATE_DIFFERS"]


def split(rest: int, part: int) -> Event:
    return event("CertificateSplit", certificate=PLACE, part=PART, owner=OWNER, wh=rest, part_wh=part)


def test_a_split_leaves_no_rest(world: World, usable: CertificateRule) -> None:
    assert world.codes(usable, split(667, 333)) == []
    assert world.codes(usable, retired(667, 334), retired(333, 166, place=PART)) == []
    assert world.codes(usable, split(1, 1)) == ["CERTIFICATE_UNKNOWN"]


def test_a_split_into_more_than_the_whole_is_found(world: World, usable: CertificateRule) -> None:
    assert world.codes(usable, split(667, 334)) == ["CERTIFICATE_DIFFERS"]


def test_it_changes_hands_from_its_owner(world: World, usable: CertificateRule) -> None:
    heir = key(7)
    passed = event("CertificateTransferred", certificate=PLACE, previous_owner=OWNER, owner=heir, wh=1_000)
    assert world.codes(usable, passed) == []
    assert world.codes(usable, passed) == ["CERTIFICATE_DIFFERS"]
    assert world.codes(usable, retired()) == ["CERTIFICATE_DIFFERS"]


def test_a_dispute_stops_it(world: World, usable: CertificateRule) -> None:
    disputed = event("CertificateDisputed", certificate=PLACE, disputed_by=MEA)
    assert world.codes(usable, disputed) == []
    assert world.codes(usable, retired()) == ["CERTIFICATE_UNKNOWN"]
    assert world.codes(usable, event("DisputeResolved", certificate=PLACE, revoked=False)) == []
    by_stranger = event("CertificateDisputed", certificate=PLACE, disputed_by=key(99))
    assert world.codes(usable, by_stranger) == ["WRONG_AUTHORITY"]
    assert world.codes(usable, event("DisputeResolved", certificate=PLACE, revoked=True)) == []
    assert world.codes(usable, event("DisputeResolved", certificate=PLACE, revoked=True)) == [
        "CERTIFICATE_UNKNOWN"
    ]


def test_a_rejection_frees_its_time_and_needs_its_votes(world: World, rule: CertificateRule) -> None:
    rejected = event("CertificateRejected", certificate=PLACE)
    world.codes(rule, requested())
    assert world.codes(rule, rejected) == ["THRESHOLD_NOT_MET"]
    assert world.codes(rule, requested(PART)) == []
    rule.certificates[PLACE] = rule.certificates[PART]
    vote(world, rule, PEA, approves=False)
    vote(world, rule, MEA, approves=False)
    assert world.codes(rule, rejected) == []
    assert rule.totals[METER].requested_wh == 0


def test_nothing_runs_out_before_its_time(world: World, usable: CertificateRule) -> None:
    lapsed = event("CertificateLapsed", certificate=PLACE, meter=METER, wh=1_000, status=7)
    assert world.codes(usable, lapsed) == ["CERTIFICATE_DIFFERS"]
    assert world.codes(usable, lapsed) == ["CERTIFICATE_UNKNOWN"]


def test_the_accounts_say_what_the_history_gives(world: World, usable: CertificateRule) -> None:
    program = world.view.programs.energy_token
    totals = program.address(b"certification", METER)
    world.put(program, "MeterCertification", totals, meter=METER, certified_wh=1_000)
    claim = {"owner": OWNER, "wh": 1_000, "emission_g": 500}
    world.put(program, "Certificate", PLACE, meter=METER, status=1, **claim)
    assert world.ended(usable) == []
    world.put(program, "Certificate", PLACE, meter=METER, status=1, **{**claim, "owner": key(9)})
    world.put(program, "MeterCertification", totals, meter=METER, certified_wh=1_001)
    assert world.ended(usable) == ["CERTIFICATION_DIFFERS", "CERTIFICATE_DIFFERS"]


def test_at_a_snapshot_certificates_days_and_totals_are_taken_over(
    world: World, rule: CertificateRule
) -> None:
    program = world.view.programs.energy_token
    claim = {"owner": OWNER, "producer": OWNER, "requester": OWNER, "wh": 1_000, "end": 900}
    world.put(program, "Certificate", PLACE, meter=METER, approvals=0b011, **claim)
    world.put(program, "CertifiedDay", key(20), meter=METER, day=0, taken=(1, 0, 0))
    world.put(program, "MeterCertification", key(21), meter=METER, requested_wh=1_000)
    again = CertificateRule(rule.authority)
    assert world.started(again) == []
    assert world.codes(again, requested(PART, wh=1)) == ["CERTIFIED_TWICE"]
    assert world.codes(again, issued(world)) == []
