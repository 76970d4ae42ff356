"""The rules beside the real programs, wherever a test leads them through their life: no false alarm."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.integration.ledger.watched import Watched
from tests.integration.programs import oracle_stage
from tests.integration.programs.forward_actors import Actors
from tests.integration.programs.security.scenario import Scenario
from tests.integration.programs.security.world import World
from tests.integration.programs.test_energy_token_certificate_life import CertificateLife
from tests.integration.programs.test_trading_forward_round import Plan, plans, play

from gridtokenx.chain.programs import load_programs
from gridtokenx.ledger.invariant.market import MarketRule
from gridtokenx.ledger.invariant.reservation import ReservationRule
from gridtokenx.ledger.invariant.trade import TradeRule
from gridtokenx.ledger.invariant.vault import VaultRule
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.machine import Machine

FORGED = {"MINT_WITHOUT_READING"}
"""The scenario lets the oracle's attestor mint by itself, which nobody can sign: the rules say so."""
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def walk(world: World, watched: Watched) -> Counter[str]:
    """Lead a campus through every instruction; return how often each ran."""
    done: Counter[str] = Counter()
    for case in Scenario(world).cases():
        world.do(*case.before, case.build())
        done[case.title] += 1
    assert watched.transactions >= sum(done.values())
    return done


def test_a_campus_life_with_every_instruction_breaks_no_rule() -> None:
    world = World()
    watched = Watched(world.svm)
    world.svm = watched  # type: ignore[assignment]  # it passes everything on
    watched.begin()
    done = walk(world, watched)
    assert set(done) == {f"{p.name}.{name}" for p in load_programs().all() for name in p.idl.instructions}
    assert watched.codes() <= FORGED
    assert watched.rules.certificate.issued > 0
    assert watched.rules.reservation.reserved > 0
    assert watched.rules.trade.trades > 0
    assert watched.rules.authority.privileged > 10


@pytest.mark.parametrize("after", range(3, 60, 4))
def test_the_rules_may_begin_at_any_moment_of_it(after: int) -> None:
    """What a snapshot's accounts tell is enough to go on without a false alarm."""
    world = World()
    watched = Watched(world.svm)
    for number, case in enumerate(Scenario(world).cases()):
        if number == after:
            world.svm = watched  # type: ignore[assignment]  # as above
            watched.begin()
        world.do(*case.before, case.build())
    assert watched.codes() <= FORGED


class WatchedMachine(Machine):
    """A machine with the rules beside it from its first transaction on."""

    def __init__(self, genesis: Genesis) -> None:
        super().__init__(genesis)
        self.watched = Watched(self._svm)
        self.watched.begin()
        self._svm = self.watched  # type: ignore[assignment]  # it passes everything on


class WatchedLife(CertificateLife):
    """Everybody tries everything with certificates, and the rules look on."""

    def teardown(self) -> None:
        machine = self.stage.machine
        assert isinstance(machine, WatchedMachine)
        assert machine.watched.said() == []


def test_random_lives_of_certificates_break_no_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle_stage, "Machine", WatchedMachine)
    few = settings(max_examples=8, stateful_step_count=60, deadline=None, suppress_health_check=SLOW)
    run_state_machine_as_test(WatchedLife, settings=few)


@settings(max_examples=12, deadline=None, suppress_health_check=SLOW)
@given(plan=plans)
def test_random_promises_trades_and_orders_break_no_rule(plan: Plan) -> None:
    """Other programs' accounts are written by hand on this stage, so only trading's rules look on."""
    actors = Actors()
    watched = Watched(actors.stage.svm)
    actors.stage.svm = watched  # type: ignore[assignment]  # it passes everything on
    watched.begin(MarketRule, ReservationRule, TradeRule, VaultRule)
    play(actors, plan.ahead)
    actors.attest(plan.nets)
    play(actors, plan.attested)
    actors.open_spot()
    play(actors, plan.spot)
    actors.clear_and_settle()
    play(actors, plan.settled)
    actors.go_past()
    play(actors, plan.past)
    assert watched.said() == []
    assert watched.rules.vault.donated_units == 0
