"""Whatever anybody does in whatever order: nothing is certified twice, and nothing minted without surplus.

Random actors throw every certificate instruction at the real programs, right and wrong; after each, the
invariants are read from the chain alone.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.integration.programs.certificate_stage import (
    DAY_S,
    EXPORTED,
    GENERATED,
    LAPSED,
    REJECTED,
    REQUESTED,
    CertificateStage,
    text,
)
from tests.integration.programs.oracle_stage import INTERVAL_S, START, UNITS_PER_WH, Refused, key, programs

BEGIN = START // DAY_S * DAY_S + DAY_S - 4 * INTERVAL_S
"""An hour before midnight: spans touch one day or two."""
QUARTERS = 12
SOME = precondition(lambda self: self.count() > 0)
"""There is a certificate to do something with."""
TOTALS = ("requested_wh", "certified_wh", "requested_surplus_wh", "minted_wh")
ACTORS = ["alice", "bob", "operator", "approver 0", "approver 1", "approver 2", "mallory"]
SETS = [
    (["approver 0", "approver 1", "approver 2"], 2),
    (["approver 0", "approver 1", "alice"], 1),
    (["approver 0", "approver 1", "operator"], 3),
]
NEVER_ISSUED = {REQUESTED, REJECTED, LAPSED}
WHO = st.sampled_from(ACTORS)
OWNERS = st.sampled_from(["alice", "alice", "alice", "bob", "bob", "mallory"])
QUORUMS = st.sampled_from([ACTORS, ["approver 0", "approver 1"], ["approver 0", "alice"], []])
SPANS = st.tuples(st.integers(0, QUARTERS), st.integers(1, 6))


class CertificateLife(RuleBasedStateMachine):
    """Alice's meter generates; everybody tries everything."""

    @initialize(model=st.sampled_from(["regulators", "engineering"]))
    def found(self, model: str) -> None:
        self.stage = CertificateStage(model=model, quarters=0)
        self.model = model
        self.burned_wh = 0
        self.refused = 0
        self.is_over = False
        self.stage.meter("ENG_002", owner="bob")
        self.generated = 0
        for _ in range(4):
            self.generate(GENERATED, EXPORTED)
        self.days = {
            day: self.stage.days(day * DAY_S, day * DAY_S + 1)[0]
            for day in range(BEGIN // DAY_S, (BEGIN + 2 * QUARTERS * INTERVAL_S) // DAY_S + 1)
        }

    def count(self) -> int:
        """How many certificates there are, whatever became of them."""
        address = self.stage.at.certification(self.stage.meter_of_alice.address)
        exists = self.stage.machine.account(address) is not None
        return int(self.stage.totals()["next_serial"]) - 1 if exists else 0

    def all(self) -> list[dict[str, Any]]:
        return [dict(self.stage.certificate(serial)) for serial in range(1, self.count() + 1)]

    def serial(self, pick: int) -> int:
        return 1 + pick % max(1, self.count())

    def try_to(self, what: Callable[[], object]) -> None:
        """Do something that may be refused; a refusal changes nothing, as the invariants then see."""
        try:
            what()
        except Refused:
            self.refused += 1

    @precondition(lambda self: self.generated < QUARTERS and not self.is_over)
    @rule(sun=st.sampled_from([0, GENERATED]), spare=st.sampled_from([0, EXPORTED, GENERATED + 500]))
    def generate(self, sun: int, spare: int) -> None:
        start = BEGIN + self.generated * INTERVAL_S
        self.stage.generate(self.stage.meter_of_alice, start, generated=sun, exported=spare)
        self.generated += 1

    def ask(self, who: str, first: int, count: int, wh: int, surplus_wh: int) -> None:
        start = BEGIN + first * INTERVAL_S
        end = start + count * INTERVAL_S
        days = [self.days[day] for day in range(start // DAY_S, (end - 1) // DAY_S + 1)]
        energies = {"wh": wh, "surplus_wh": surplus_wh, "serial": self.count() + 1}
        self.try_to(
            partial(self.stage.request, requester=key(who), start=start, end=end, days=days, **energies)
        )

    @rule(pick=st.integers(0, QUARTERS), count=st.integers(1, 2), share=st.integers(0, 4))
    def request(self, pick: int, count: int, share: int) -> None:
        """Ask for what is there, if nobody has it yet: quarter hours of the past, a share of what is left."""
        feed = self.stage.feed(self.stage.meter_of_alice)
        totals = self.stage.totals() if self.count() else dict.fromkeys(TOTALS, 0)
        left_wh = feed["generated_wh"] - totals["certified_wh"] - totals["requested_wh"]
        surplus_wh = feed["surplus_wh"] - feed["minted_wh"]
        surplus_wh -= totals["minted_wh"] + totals["requested_surplus_wh"]
        most_wh = count * 2_626
        self.ask(
            "alice",
            pick % self.generated,
            count,
            min(most_wh, left_wh * share // 4),
            min(most_wh, surplus_wh * share // 4),
        )

    @rule(who=WHO, span=SPANS, wh=st.integers(0, 5_000), surplus_wh=st.integers(0, 3_000))
    def request_anything(self, who: str, span: tuple[int, int], wh: int, surplus_wh: int) -> None:
        self.ask(who, *span, wh, surplus_wh)

    @SOME
    @rule(who=WHO, pick=st.integers(0, 30), approves=st.booleans())
    def vote(self, who: str, pick: int, approves: bool) -> None:
        cast = self.stage.approve if approves else self.stage.reject
        self.try_to(lambda: cast(key(who), self.serial(pick)))

    @SOME
    @rule(pick=st.integers(0, 30))
    def decide(self, pick: int) -> None:
        """What happens most often: all approvers agree, and the certificate is issued."""
        serial = self.serial(pick)
        for who in ACTORS:
            self.try_to(partial(self.stage.approve, key(who), serial))
        self.try_to(lambda: self.stage.issue(serial))

    @SOME
    @rule(pick=st.integers(0, 30))
    def issue(self, pick: int) -> None:
        self.try_to(lambda: self.stage.issue(self.serial(pick)))

    @SOME
    @rule(who=OWNERS, pick=st.integers(0, 30), wh=st.integers(0, 5_000))
    def split(self, who: str, pick: int, wh: int) -> None:
        self.try_to(
            lambda: self.stage.split(wh, owner=key(who), serial=self.serial(pick), part=self.count() + 1)
        )

    @SOME
    @rule(who=OWNERS, to=st.sampled_from(["alice", "bob"]), pick=st.integers(0, 30))
    def transfer(self, who: str, to: str, pick: int) -> None:
        wallet = key(to).pubkey()
        self.try_to(lambda: self.stage.transfer(wallet, owner=key(who), serial=self.serial(pick)))

    @SOME
    @rule(who=OWNERS, pick=st.integers(0, 30))
    def retire(self, who: str, pick: int) -> None:
        self.try_to(lambda: self.stage.retire_certificate(owner=key(who), serial=self.serial(pick)))

    @SOME
    @rule(pick=st.integers(0, 30))
    def lapse(self, pick: int) -> None:
        self.try_to(lambda: self.stage.lapse(self.serial(pick)))

    @SOME
    @rule(who=WHO, pick=st.integers(0, 30))
    def dispute(self, who: str, pick: int) -> None:
        self.try_to(lambda: self.stage.dispute(key(who), self.serial(pick), reason=text("why")))

    @SOME
    @rule(agreeing=QUORUMS, pick=st.integers(0, 30), revoke=st.booleans())
    def resolve(self, agreeing: list[str], pick: int, revoke: bool) -> None:
        keys = [key(name) for name in agreeing]
        self.try_to(lambda: self.stage.resolve(*keys, revoke=revoke, serial=self.serial(pick)))

    @rule(chosen=st.sampled_from(SETS))
    def change_approvers(self, chosen: tuple[list[str], int]) -> None:
        names, threshold = chosen
        keys = [key(name) for name in names]
        self.try_to(lambda: self.stage.set_approvers(*keys, threshold=threshold, model=self.model))

    @rule(seconds=st.sampled_from([60, 60, 31 * DAY_S, 800 * DAY_S]))
    def wait(self, seconds: int) -> None:
        """Wait; after more than a day, what was not attested is too old."""
        self.stage.set_time(self.stage.now + seconds)
        self.is_over = self.is_over or seconds > DAY_S

    @rule(wh=st.integers(1, 1_000))
    def burn(self, wh: int) -> None:
        accounts = {"authority": key("alice").pubkey(), "source": self.stage.meter_of_alice.energy}
        args = {"wh": wh, "beneficiary": key("alice").pubkey()}
        instruction = programs().energy_token.instruction("burn_energy", accounts=accounts, args=args)
        try:
            self.stage.send(instruction, key("alice"))
        except Refused:
            return
        self.burned_wh += wh

    @invariant()
    def no_more_is_certified_than_was_generated(self) -> None:
        if self.count():
            totals, feed = self.stage.totals(), self.stage.feed(self.stage.meter_of_alice)
            assert totals["certified_wh"] + totals["requested_wh"] <= feed["generated_wh"]

    @invariant()
    def totals_are_those_of_the_certificates(self) -> None:
        if not self.count():
            return
        totals, every = self.stage.totals(), self.all()
        waiting = [one for one in every if one["status"] == REQUESTED]
        issued = [one for one in every if one["status"] not in NEVER_ISSUED]
        assert totals["requested_wh"] == sum(one["wh"] for one in waiting)
        assert totals["requested_surplus_wh"] == sum(one["surplus_wh"] for one in waiting)
        assert totals["certified_wh"] == sum(one["wh"] for one in issued)
        assert totals["minted_wh"] == sum(one["surplus_wh"] for one in issued)

    @invariant()
    def a_quarter_hour_is_in_one_certificate(self) -> None:
        claims = Counter(
            quarter
            for one in self.all()
            if one["status"] not in {REJECTED, LAPSED} and not one["parent_serial"]
            for quarter in range(one["start"], one["end"], INTERVAL_S)
        )
        assert all(times == 1 for times in claims.values())
        taken = {day * DAY_S + quarter * INTERVAL_S for day in self.days for quarter in self.stage.taken(day)}
        assert taken == set(claims)

    @invariant()
    def parts_lie_in_their_whole(self) -> None:
        every = {one["serial"]: one for one in self.all()}
        for one in every.values():
            whole = every.get(one["parent_serial"])
            if whole is not None:
                assert (one["start"], one["end"]) == (whole["start"], whole["end"])
                assert (one["producer"], one["evidence_root"]) == (whole["producer"], whole["evidence_root"])
            assert one["status"] == REQUESTED or one["decided_at"]
            assert one["emission_g"] <= one["wh"] * 475 // 1_000 + len(every)

    @invariant()
    def supply_is_minted_less_burned(self) -> None:
        minted_wh = self.stage.minted_wh()
        assert self.stage.supply() == (minted_wh - self.burned_wh) * UNITS_PER_WH
        feed = self.stage.feed(self.stage.meter_of_alice)
        by_certificates = self.stage.totals()["minted_wh"] if self.count() else 0
        assert minted_wh == feed["minted_wh"] + by_certificates <= feed["surplus_wh"]
        if self.model == "engineering":
            assert minted_wh == feed["surplus_wh"]


CertificateLife.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestCertificateLife = CertificateLife.TestCase
