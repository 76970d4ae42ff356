"""Random owners and agents promise, take back, deliver, trade and bid: the ledger keeps to the rules."""

from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.programs.forward_actors import OWNERS, Actors
from tests.integration.programs.forward_model import ENERGY_WH
from tests.integration.programs.market_stage import LOT

Act = tuple[str, tuple[int, ...]]
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

who, step = st.integers(0, OWNERS - 1), st.integers(1, OWNERS - 1)
which = st.integers(0, 12)
some_wh = st.one_of(st.integers(LOT, 500), st.integers(LOT, 500), st.integers(500, 2_100))
prices = st.integers(150, 290)


def act(name: str, *args: st.SearchStrategy[int]) -> st.SearchStrategy[Act]:
    return st.tuples(st.just(name), st.tuples(*args))


reserve = act("reserve", who, step, some_wh, prices, st.integers(0, 1))
release, deliver, expire = act("release", which), act("deliver", which), act("expire", which)
approve = act("approve", who, st.integers(0, ENERGY_WH))
trade = act("trade", who, step, st.integers(LOT, 600), prices)
place = act("place", who, st.integers(10, 110), st.integers(195, 205))


def some(*acts: st.SearchStrategy[Act], least: int, most: int) -> st.SearchStrategy[list[Act]]:
    """Acts, those named more often more often (`one_of` would take them once)."""
    one = st.integers(0, len(acts) - 1).flatmap(acts.__getitem__)
    return st.lists(one, min_size=least, max_size=most)


@dataclass(frozen=True)
class Plan:
    """What is tried in each phase of an interval."""

    ahead: list[Act]
    nets: tuple[int, ...]
    attested: list[Act]
    spot: list[Act]
    settled: list[Act]
    past: list[Act]


exporter, importer = st.integers(-1_200, -200), st.integers(100, 1_200)
nets = st.tuples(exporter, importer, st.integers(-1_200, 1_200)).flatmap(st.permutations).map(tuple)
plans = st.builds(
    Plan,
    ahead=some(*[reserve] * 9, release, approve, trade, deliver, expire, least=9, most=16),
    nets=nets,
    attested=some(*[deliver] * 6, approve, trade, release, expire, reserve, least=3, most=14),
    spot=some(*[place] * 6, *[deliver] * 6, trade, approve, expire, least=7, most=14),
    settled=some(deliver, trade, expire, release, least=0, most=3),
    past=some(deliver, expire, trade, reserve, least=0, most=4),
)


def play(actors: Actors, acts: list[Act]) -> None:
    for name, args in acts:
        getattr(actors, name)(*args)
        actors.check()


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=SLOW)
@given(plan=plans)
def test_an_interval_keeps_to_the_rules_from_its_first_promise_to_its_last_order(plan: Plan) -> None:
    actors = Actors()
    play(actors, plan.ahead)
    actors.attest(plan.nets)
    play(actors, plan.attested)
    actors.open_spot()
    play(actors, plan.spot)
    actors.clear_and_settle()
    actors.check()
    play(actors, plan.settled)
    actors.go_past()
    play(actors, plan.past)
    play(actors, [("expire", (index,)) for index in range(len(actors.flows))])
    assert not actors.model.waiting
    assert actors.stage.vaults() == (0, 0)
    for flow in actors.flows:
        actors.stage.close_flow(flow)
    for meter in actors.meters:
        if actors.stage.svm.get_account(actors.stage.cover_of(meter)):
            actors.stage.close_cover(meter)
