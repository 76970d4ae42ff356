from tests.unit.ledger.invariant.conftest import World, event, key

from gridtokenx.ledger.invariant.once import OnceRule


def test_an_interval_counts_once_for_each_meter(world: World) -> None:
    rule = OnceRule()
    first = event("ReadingAttested", meter=key(1), interval_start=900)
    other = event("ReadingAttested", meter=key(2), interval_start=900)
    later = event("ReadingAttested", meter=key(1), interval_start=1800)
    assert world.codes(rule, first, other, later) == []
    assert world.codes(rule, event("Else")) == []
    assert world.codes(rule, first) == ["ATTESTED_TWICE"]
    assert len(rule.seen) == 3
    assert not list(rule.end(world.view))
