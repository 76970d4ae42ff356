from hypothesis import given
from hypothesis import strategies as st
from tests.unit.ledger.invariant.conftest import World, key

from gridtokenx.ledger.invariant.certified import Calendar, FollowedCertificate, MeterTotals

METER = key(1)


def certificate() -> FollowedCertificate:
    return FollowedCertificate(METER, key(2), key(2), key(2), 0, 900, 10, 0)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 200)), max_size=12))
def test_the_calendar_knows_every_quarter_hour(spans: list[tuple[int, int]]) -> None:
    calendar, taken = Calendar(), set[int]()
    for first, count in spans:
        quarters = set(range(first, first + count))
        free = calendar.take(METER, first * 900, (first + count) * 900)
        assert free == taken.isdisjoint(quarters)
        taken |= quarters
    found = {
        96 * day + bit for (_, day), bits in calendar.days.items() for bit in range(96) if bits >> bit & 1
    }
    assert found == taken


def test_meters_have_days_of_their_own_and_give_them_back() -> None:
    calendar = Calendar()
    assert calendar.take(METER, 900, 1800)
    assert calendar.take(key(2), 900, 1800)
    assert not calendar.take(METER, 0, 1800)
    calendar.free(METER, 0, 1800)
    assert calendar.take(METER, 0, 1800)


def test_a_later_vote_replaces_an_earlier_one_and_a_new_set_voids_all() -> None:
    made = certificate()
    made.vote(key(5), approves=True, version=0)
    made.vote(key(6), approves=True, version=0)
    made.vote(key(5), approves=False, version=0)
    assert (made.approve, made.reject) == ({key(6)}, {key(5)})
    made.vote(key(7), approves=True, version=1)
    assert (made.approve, made.reject, made.version) == ({key(7)}, set(), 1)


def test_an_account_is_read_with_its_votes_by_seat(world: World) -> None:
    program = world.view.programs.energy_token
    place = world.put(
        program, "Certificate", key(9), meter=METER, wh=7, approvals=0b101, rejections=0b010, status=1
    )
    account = world.view.read(program, "Certificate", place)
    assert account is not None
    made = FollowedCertificate.of(account, (key(5), key(6), key(7)))
    assert (made.approve, made.reject) == ({key(5), key(7)}, {key(6)})
    assert (made.claim[1], made.word) == (7, "issued")


def test_totals_are_read_from_their_account(world: World) -> None:
    program = world.view.programs.energy_token
    place = world.put(program, "MeterCertification", key(9), requested_wh=1, certified_wh=2, minted_wh=4)
    account = world.view.read(program, "MeterCertification", place)
    assert account is not None
    assert MeterTotals.of(account) == MeterTotals(1, 2, 0, 4)
