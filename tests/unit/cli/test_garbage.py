import gc
from collections.abc import Iterator

import pytest

from gridtokenx.cli.garbage import collect_seldom


@pytest.fixture
def usual() -> Iterator[tuple[int, int, int]]:
    before = gc.get_threshold()
    yield before
    gc.set_threshold(*before)


def test_the_collector_stays_on_and_looks_more_seldom(usual: tuple[int, int, int]) -> None:
    collect_seldom()
    assert gc.isenabled()
    assert all(now > then for now, then in zip(gc.get_threshold(), usual, strict=True))


def test_a_cycle_is_found_all_the_same(usual: tuple[int, int, int]) -> None:
    collect_seldom()
    assert gc.get_threshold() != usual
    cycle: list[object] = []
    cycle.append(cycle)
    del cycle
    assert gc.collect() >= 1
