"""Anybody does anything with the five programs and the token program, and after each instruction all holds.

Each example founds a campus on a real ledger, in a folder of its own. Owners with meters, agents, an operator
and its successor, the oracle, approvers and a stranger then send signed transactions: plausible ones, so that
the lives of readings, intervals, promises and certificates go on; and the same with another account, signer,
number, byte or order of accounts, with numbers at their limits, or sent again. Checked from the accounts
alone are supplies, the vaults to the last unit, books and clearing, certificates, promises, and who changed
what; at the end the audit runs the folder again and must find nothing.

`PROGRAM_WALK_EXAMPLES` and `PROGRAM_WALK_STEPS` make it longer, and its draws new ones.
"""

import os
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from tests.property.random_walk.walk import RandomWalk

from gridtokenx.chain.programs import load_programs
from gridtokenx.ledger.audit import audit

EXAMPLES = int(os.environ.get("PROGRAM_WALK_EXAMPLES", "32"))
STEPS = int(os.environ.get("PROGRAM_WALK_STEPS", "400"))
IS_LONG = "PROGRAM_WALK_EXAMPLES" in os.environ
ONLY_REFUSED = {"governance.upgrade_program"}
"""It takes a whole program's code in a buffer, which test_governance_upgrade_program.py fills."""
SEED_BYTES = 6
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
seeds = st.binary(min_size=SEED_BYTES, max_size=SEED_BYTES)


class Programs(RuleBasedStateMachine):
    """A walk of one example; what all examples did is counted in the class."""

    done: ClassVar[Counter[str]] = Counter()
    tried: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()
    donated = crossed = rationed = privileged = 0
    walk: RandomWalk | None = None

    @initialize(seed=seeds)
    def found(self, seed: bytes) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="random-walk-"))
        self.walk = RandomWalk(self.folder, seed)
        self.is_whole = True

    @rule(seed=seeds)
    def act(self, seed: bytes) -> None:
        assert self.walk is not None
        self.is_whole = False
        note(self.walk.step(seed))
        self.is_whole = True

    def teardown(self) -> None:
        if self.walk is None:
            return
        walk, kind = self.walk, type(self)
        try:
            walk.end()
            if not self.is_whole:  # a step failed, and says more than the audit would
                return
            report = audit(self.folder, programs=load_programs())
        finally:
            shutil.rmtree(self.folder)
        assert report.ok, report.findings
        assert report.donated_units == sum(walk.tokens.given.values())
        assert report.burned_energy_units + report.burned_credit_units == sum(walk.tokens.burned.values())
        kind.done.update(walk.done)
        kind.tried.update(walk.tried)
        kind.refused.update(walk.campus.errors)
        kind.donated += report.donated_units > 0
        kind.crossed += walk.market.crossed
        kind.rationed += walk.market.rationed
        kind.privileged += report.privileged


@pytest.mark.slow
def test_whoever_does_whatever_nothing_breaks() -> None:
    for counter in (Programs.done, Programs.tried, Programs.refused):
        counter.clear()
    walked = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=SLOW,
        derandomize=not IS_LONG,
        database=None,
    )
    run_state_machine_as_test(Programs, settings=walked)
    told = f"{sum(Programs.tried.values())} instructions, {sum(Programs.done.values())} succeeded; rarely "
    sys.stdout.write(f"{told}{Programs.done.most_common()[:-13:-1]}\n")
    every = {f"{p.name}.{name}" for p in load_programs().all() for name in p.idl.instructions}
    never = every - {*Programs.done} - ONLY_REFUSED
    assert not never, f"never succeeded: {sorted(never)}"
    assert {*Programs.tried} >= ONLY_REFUSED
    assert {f"spl.{n}" for n in ("transfer", "approve", "revoke", "burn", "close_account")} <= {
        *Programs.done
    }
    assert min(Programs.crossed, Programs.rationed, Programs.donated, Programs.privileged) > 0
