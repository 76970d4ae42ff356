from tests.unit.ledger.invariant.conftest import World, event, key

from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.once import OnceRule


def reading(meter: int, start: int) -> Event:
    return event("ReadingAttested", meter=key(meter), interval_start=start)


def batches(world: World, *starts: int) -> None:
    for start in starts:
        world.put(world.view.programs.oracle, "Batch", world.view.addresses.batch(start), length_s=900)


def feed(world: World, meter: int, last_end: int) -> None:
    world.put(world.view.programs.oracle, "MeterFeed", key(100 + meter), meter=key(meter), last_end=last_end)


def test_an_interval_counts_once_for_each_meter(world: World) -> None:
    rule = OnceRule()
    batches(world, 900, 1800)
    assert world.codes(rule, reading(1, 900), reading(2, 900), reading(1, 1800)) == []
    assert world.codes(rule, event("Else")) == []
    assert world.codes(rule, reading(1, 900)) == ["ATTESTED_TWICE"]
    assert world.codes(rule, reading(2, 900)) == ["ATTESTED_TWICE"]
    assert rule.readings == 5


def test_a_part_of_an_interval_counts_as_attested(world: World) -> None:
    rule = OnceRule()
    batches(world, 900, 1200)
    assert world.codes(rule, reading(1, 900), reading(1, 1200)) == ["ATTESTED_TWICE"]


def test_a_reading_needs_its_batch(world: World) -> None:
    assert world.codes(OnceRule(), reading(1, 900)) == ["BATCH_MISSING"]


def test_at_a_snapshot_the_feeds_say_what_was_attested(world: World) -> None:
    rule = OnceRule()
    batches(world, 900, 1800)
    feed(world, 1, 1800)
    assert world.started(rule) == []
    assert world.codes(rule, reading(1, 900)) == ["ATTESTED_TWICE"]
    assert world.codes(rule, reading(1, 1800)) == []
    assert world.ended(rule) == ["FEED_DIFFERS"]
    feed(world, 1, 2700)
    assert world.ended(rule) == []
