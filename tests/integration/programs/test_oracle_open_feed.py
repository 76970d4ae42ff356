"""`open_feed`: one feed a meter, by anybody."""

import pytest
from tests.integration.programs.oracle_stage import Refused, Stage, key


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_a_new_feed_has_attested_nothing(stage: Stage) -> None:
    meter = stage.meter(with_feed=False)
    result = stage.send(stage.open_feed_instruction(meter.address))
    feed = stage.feed(meter)
    assert feed["meter"] == meter.address
    assert feed["owner_at_open"] == meter.owner
    numbers = {
        name: feed[name] for name in feed if name not in {"meter", "owner_at_open", "bump", "reserved"}
    }
    assert set(numbers.values()) == {0}
    (event,) = stage.events(result)
    assert (event.name, event.data) == ("FeedOpened", {"feed": meter.feed, "meter": meter.address})


def test_anybody_may_pay_for_a_feed(stage: Stage) -> None:
    meter = stage.meter(with_feed=False)
    instruction = stage.open_feed_instruction(meter.address, payer=stage.stranger.pubkey())
    stage.send(instruction, stage.stranger)
    assert stage.feed(meter)["meter"] == meter.address


def test_a_feed_opens_once(stage: Stage) -> None:
    meter = stage.meter()
    before = stage.feed(meter)
    with pytest.raises(Refused):
        stage.send(stage.open_feed_instruction(meter.address))
    assert stage.feed(meter) == before


def test_a_feed_has_its_own_address(stage: Stage) -> None:
    meter, other = stage.meter(with_feed=False), stage.meter("ENG_002", with_feed=False)
    with pytest.raises(Refused, match=r"InvalidSeeds|2006"):
        stage.send(stage.open_feed_instruction(meter.address, feed=other.feed))


def test_a_meter_of_another_program_has_no_feed(stage: Stage) -> None:
    meter = stage.meter(with_feed=False)
    stage.overwrite(meter.address, owner=stage.oracle_program.id)
    with pytest.raises(Refused, match="IllegalOwner"):
        stage.send(stage.open_feed_instruction(meter.address))


def test_a_user_is_no_meter(stage: Stage) -> None:
    meter = stage.meter(with_feed=False)
    user = stage.at.user(key("alice").pubkey())
    with pytest.raises(Refused):
        stage.send(stage.open_feed_instruction(user))
    assert stage.machine.account(stage.at.feed(user)) is None
    assert stage.machine.account(meter.feed) is None
