"""Invariants 1, 2 and 6 of the ledger for renewable certificates.

A meter's quarter hour is certified once; certified energy never exceeds what the feed generated, nor minted
surplus what the feed attested; a certificate is issued only when the threshold of the approvers in force have
signed for it; it is split without a rest and retired once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from solders.pubkey import Pubkey

from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.authority import AuthorityRule, InForce
from gridtokenx.ledger.invariant.certified import (
    DISPUTED,
    EXPIRED,
    ISSUED,
    LAPSED,
    QUARTER_S,
    REJECTED,
    REQUESTED,
    RETIRED,
    REVOKED,
    Calendar,
    FollowedCertificate,
    MeterTotals,
)
from gridtokenx.ledger.invariant.rule import Fault, View, address, number
from gridtokenx.ledger.invariant.seen import Named, Seen

Faults = Iterator[Fault]


@dataclass(slots=True)
class CertificateRule:
    """Follows every certificate; `authority` knows who approves. To be run before that rule."""

    authority: AuthorityRule
    certificates: dict[Pubkey, FollowedCertificate] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)
    totals: dict[Pubkey, MeterTotals] = field(default_factory=dict)
    issued: int = 0
    retired: int = 0

    def start(self, view: View) -> Iterable[Fault]:
        """Take over certificates, days and totals from their accounts."""
        program = view.programs.energy_token
        config = view.read(view.programs.governance, "Config", view.addresses.config())
        seats = InForce.of(config).seats if config else ()
        for place, fields in view.all(program, "Certificate"):
            self.certificates[place] = FollowedCertificate.of(fields, seats)
        for _, fields in view.all(program, "CertifiedDay"):
            words = fields["taken"]
            assert isinstance(words, tuple)
            bits = sum(word << (32 * i) for i, word in enumerate(words))
            self.calendar.days[address(fields, "meter"), number(fields, "day")] = bits
        for _, fields in view.all(program, "MeterCertification"):
            self.totals[address(fields, "meter")] = MeterTotals.of(fields)
        return ()

    def step(self, seen: Seen, view: View) -> Iterable[Fault]:
        """Follow what happened to certificates."""
        steps: dict[str, Callable[[Event, Seen, View], Faults]] = {
            "CertificateRequested": self._requested,
            "CertificateVoted": self._voted,
            "CertificateIssued": self._issued,
            "CertificateRejected": self._rejected,
            "CertificateLapsed": self._lapsed,
            "CertificateSplit": self._split,
            "CertificateTransferred": self._transferred,
            "CertificateRetired": self._retired,
            "CertificateDisputed": self._disputed,
            "DisputeResolved": self._resolved,
        }
        for event in seen.events:
            follow = steps.get(event.name)
            if follow is not None:
                yield from follow(event, seen, view)

    def end(self, view: View) -> Iterable[Fault]:
        """Compare with what the meters' accounts say."""
        for place, fields in view.all(view.programs.energy_token, "MeterCertification"):
            known = self.totals.get(address(fields, "meter"), MeterTotals())
            found = MeterTotals.of(fields)
            if found != known:
                yield Fault(
                    "CERTIFICATION_DIFFERS", f"account {place} says {found}, its certificates {known}"
                )
        for place, fields in view.all(view.programs.energy_token, "Certificate"):
            held, made = FollowedCertificate.of(fields, ()), self.certificates.get(place)
            if made is None or held.claim != made.claim:
                told = f"{held.claim}, its history gives {made.claim if made else 'nothing'}"
                yield Fault("CERTIFICATE_DIFFERS", f"certificate {place} says {told}")

    def _known(self, event: Event, *statuses: int) -> tuple[Pubkey, FollowedCertificate | None]:
        place = address(event.data, "certificate")
        found = self.certificates.get(place)
        return place, found if found is not None and found.status in statuses else None

    def _unknown(self, place: Pubkey, what: str) -> Faults:
        found = self.certificates.get(place)
        told = f"was {found.word} already" if found else "nobody had requested"
        yield Fault("CERTIFICATE_UNKNOWN", f"certificate {place}, which {told}, was {what}")

    def _requested(self, event: Event, seen: Seen, view: View) -> Faults:
        del seen
        place, made = address(event.data, "certificate"), FollowedCertificate.requested(event.data)
        if place in self.certificates:
            yield from self._unknown(place, "requested again")
        self.certificates[place] = made
        if made.start >= made.end or made.start % QUARTER_S or made.end % QUARTER_S:
            yield Fault("CERTIFICATE_DIFFERS", f"certificate {place} covers {made.start} to {made.end}")
        if not self.calendar.take(made.meter, made.start, made.end):
            told = f"between {made.start} and {made.end}"
            yield Fault(
                "CERTIFIED_TWICE", f"certificate {place} of meter {made.meter} covers again a time {told}"
            )
        totals = self.totals.setdefault(made.meter, MeterTotals())
        totals.requested_wh += made.wh
        totals.requested_surplus_wh += made.surplus_wh
        yield from _within_feed(place, made, totals, view)

    def _voted(self, event: Event, seen: Seen, view: View) -> Faults:
        place, made = self._known(event, REQUESTED)
        if made is None:
            yield from self._unknown(place, "voted on")
            return
        approver = address(event.data, "approver")
        if not any(
            _is_vote(named, place, approver) and seen.signed(named.call, approver) for named in seen.named
        ):
            yield Fault("NOT_SIGNED", f"a vote of {approver} on certificate {place} was counted, not signed")
        forces = self._forces(view)
        gains = approver in {made.requester, made.producer, made.owner}
        if not any(approver in force.electorate and not (gains and force.seats) for force in forces):
            yield Fault("WRONG_AUTHORITY", f"{approver} voted on certificate {place} and has no vote on it")
            return
        version = number(event.data, "approver_set_version")
        made.vote(approver, approves=bool(event.data["approves"]), version=version)

    def _forces(self, view: View) -> list[InForce]:
        """Return who is in force before the transaction and after it: its instructions lie between."""
        config = view.read(view.programs.governance, "Config", view.addresses.config())
        return [self.authority.force, *([InForce.of(config)] if config else [])]

    def _issued(self, event: Event, seen: Seen, view: View) -> Faults:
        del seen
        place, made = self._known(event, REQUESTED)
        if made is None:
            yield from self._unknown(place, "issued")
            return
        forces = self._forces(view)
        if not any(force.version == made.version and _agree(made, force) for force in forces):
            must = max(self.authority.force.approver_set.threshold, 1)
            told = f"{len(made.approve)} approvers had signed for it, {must} of those in force must"
            yield Fault("THRESHOLD_NOT_MET", f"certificate {place} was issued when {told}")
        due = (made.meter, made.owner, made.wh, made.surplus_wh)
        found = tuple(event.data[name] for name in ("meter", "owner", "wh", "minted_wh"))
        if found != due:
            yield Fault(
                "CERTIFICATE_DIFFERS", f"certificate {place} was issued as {found}, requested as {due}"
            )
        made.status, made.expires_at = ISSUED, number(event.data, "expires_at")
        made.emission_g, made.factor = number(event.data, "emission_g"), _factor(place, view)
        if made.emission_g != made.wh * made.factor // 1000:
            yield Fault(
                "CERTIFICATE_DIFFERS", f"certificate {place} claims {made.emission_g} g for {made.wh} Wh"
            )
        totals = self.totals.setdefault(made.meter, MeterTotals())
        totals.requested_wh -= made.wh
        totals.certified_wh += made.wh
        totals.requested_surplus_wh -= made.surplus_wh
        totals.minted_wh += made.surplus_wh
        self.issued += 1

    def _rejected(self, event: Event, seen: Seen, view: View) -> Faults:
        del seen
        place, made = self._known(event, REQUESTED)
        if made is None:
            yield from self._unknown(place, "rejected")
            return
        if not any(_out_of_reach(made, force) for force in self._forces(view)):
            told = f"{len(made.reject)} approvers had voted against it"
            yield Fault("THRESHOLD_NOT_MET", f"certificate {place} was rejected when {told}")
        self._give_up(made, REJECTED)

    def _give_up(self, made: FollowedCertificate, status: int) -> None:
        """End a request: its quarter hours and energies are free again."""
        made.status = status
        self.calendar.free(made.meter, made.start, made.end)
        totals = self.totals.setdefault(made.meter, MeterTotals())
        totals.requested_wh -= made.wh
        totals.requested_surplus_wh -= made.surplus_wh

    def _lapsed(self, event: Event, seen: Seen, view: View) -> Faults:
        del view
        place, made = self._known(event, REQUESTED, ISSUED)
        if made is None:
            yield from self._unknown(place, "given up")
            return
        if seen.time_s < made.expires_at:
            yield Fault(
                "CERTIFICATE_DIFFERS", f"certificate {place} ran out at {seen.time_s}, before its time"
            )
        if made.status == ISSUED:
            made.status = EXPIRED
        else:
            self._give_up(made, LAPSED)

    def _split(self, event: Event, seen: Seen, view: View) -> Faults:
        del seen, view
        place, made = self._known(event, ISSUED)
        part = address(event.data, "part")
        if made is None or part in self.certificates:
            yield from self._unknown(place if made is None else part, "split")
            return
        rest_wh, part_wh = number(event.data, "wh"), number(event.data, "part_wh")
        if min(rest_wh, part_wh) <= 0 or rest_wh + part_wh != made.wh:
            told = f"split from {made.wh} Wh into {rest_wh} and {part_wh}"
            yield Fault("CERTIFICATE_DIFFERS", f"certificate {place} was {told}")
        grams = part_wh * made.factor // 1000
        self.certificates[part] = replace(made, wh=part_wh, emission_g=grams, surplus_wh=0)
        made.wh, made.emission_g = rest_wh, made.emission_g - grams

    def _transferred(self, event: Event, seen: Seen, view: View) -> Faults:
        del seen, view
        place, made = self._known(event, ISSUED)
        if made is None:
            yield from self._unknown(place, "transferred")
            return
        if address(event.data, "previous_owner") != made.owner:
            yield Fault(
                "CERTIFICATE_DIFFERS", f"certificate {place} was transferred from another than {made.owner}"
            )
        made.owner = address(event.data, "owner")

    def _retired(self, event: Event, seen: Seen, view: View) -> Faults:
        del view
        place, made = self._known(event, ISSUED)
        if made is None:
            yield from self._unknown(place, "retired")
            return
        due = (made.owner, made.wh, made.emission_g)
        found = tuple(event.data[name] for name in ("owner", "wh", "emission_g"))
        if found != due:
            yield Fault("CERTIFICATE_DIFFERS", f"certificate {place} was retired as {found}, it is {due}")
        if seen.time_s >= made.expires_at:
            yield Fault("CERTIFICATE_DIFFERS", f"certificate {place} was retired after it had run out")
        made.status = RETIRED
        self.retired += 1

    def _disputed(self, event: Event, seen: Seen, view: View) -> Faults:
        del seen
        place, made = self._known(event, ISSUED)
        if made is None:
            yield from self._unknown(place, "disputed")
            return
        who = address(event.data, "disputed_by")
        if not any(who in {force.authority, *force.electorate} for force in self._forces(view)):
            yield Fault("WRONG_AUTHORITY", f"certificate {place} was disputed by {who}, who may not")
        made.status = DISPUTED

    def _resolved(self, event: Event, seen: Seen, view: View) -> Faults:
        del seen, view
        place, made = self._known(event, DISPUTED)
        if made is None:
            yield from self._unknown(place, "cleared of a dispute")
            return
        made.status = REVOKED if event.data["revoked"] else ISSUED


def _is_vote(named: Named, place: Pubkey, approver: Pubkey) -> bool:
    if named.name not in {"energy_token.approve_certificate", "energy_token.reject_certificate"}:
        return False
    return (named.accounts["certificate"], named.accounts["approver"]) == (place, approver)


def _factor(place: Pubkey, view: View) -> int:
    """Return the emission factor that a certificate was issued with [g/kWh]."""
    account = view.read(view.programs.energy_token, "Certificate", place)
    return number(account, "emission_g_per_kwh") if account else 0


def _agree(made: FollowedCertificate, force: InForce) -> bool:
    """Return whether enough of the approvers in force have approved."""
    return len(made.approve & force.electorate) >= max(force.approver_set.threshold, 1)


def _out_of_reach(made: FollowedCertificate, force: InForce) -> bool:
    """Return whether so many rejected that the threshold cannot be reached."""
    interested = {made.requester, made.producer, made.owner} if force.seats else set()
    left = force.electorate - interested - made.reject
    return force.version == made.version and len(left) < max(force.approver_set.threshold, 1)


def _within_feed(place: Pubkey, made: FollowedCertificate, totals: MeterTotals, view: View) -> Faults:
    """Check that what is certified was attested."""
    feed = view.read(view.programs.oracle, "MeterFeed", view.addresses.feed(made.meter))
    if feed is None:
        yield Fault("CERTIFIED_TOO_MUCH", f"certificate {place}: meter {made.meter} has no feed")
        return
    if made.end > number(feed, "last_end"):
        yield Fault("CERTIFIED_TOO_MUCH", f"certificate {place} ends after the newest attested interval")
    asked, generated = totals.certified_wh + totals.requested_wh, number(feed, "generated_wh")
    if asked > generated:
        told = f"{asked} Wh are certified or requested, {generated} were generated"
        yield Fault("CERTIFIED_TOO_MUCH", f"certificate {place} of meter {made.meter}: {told}")
    asked = totals.minted_wh + totals.requested_surplus_wh
    surplus = number(feed, "surplus_wh") - number(feed, "minted_wh")
    if asked > surplus:
        told = f"{asked} Wh of surplus are claimed, {surplus} were attested and not minted"
        yield Fault("CERTIFIED_TOO_MUCH", f"certificate {place} of meter {made.meter}: {told}")
