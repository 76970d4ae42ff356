"""Every fuzz target with random bytes and damaged seeds; nothing but what its parser promises comes out."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fuzz.target import MAX_BYTES, NAMES, Target, inputs, target

EXAMPLES = 150


@pytest.fixture(scope="module", params=NAMES)
def fuzzed(request: pytest.FixtureRequest) -> Target:
    return target(request.param)


def test_seeds_are_taken(fuzzed: Target) -> None:
    seeds = fuzzed.seeds()
    assert seeds
    for seed in seeds:
        fuzzed.one_input(seed)


@pytest.mark.parametrize("opening", [b"[", b"\x91", b'{"a":', b"\x81\xa1a", b"((", b"\xff"])
def test_nesting_without_end_is_refused(fuzzed: Target, opening: bytes) -> None:
    fuzzed.one_input(opening * 100_000)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(data=st.data())
def test_only_promised_errors_come_out(fuzzed: Target, data: st.DataObject) -> None:
    fuzzed.one_input(data.draw(inputs([seed[: MAX_BYTES * 16] for seed in fuzzed.seeds()])))
