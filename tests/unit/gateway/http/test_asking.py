"""A meter is found by its id, or its absence is said."""

import pytest
from litestar import Litestar, get
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.testing import TestClient
from tests.unit.gateway.conftest import CAMPUS

from gridtokenx.gateway.error_map import MeterUnknown
from gridtokenx.gateway.http.asking import given, meter_of


def test_a_meter_is_found_by_its_id() -> None:
    assert meter_of(CAMPUS, "ENG_001").meter_id == "ENG_001"


@pytest.mark.parametrize("meter_id", ["", "eng_001", "ENG_0011", "' OR 1=1", "x" * 10_000])
def test_an_unknown_meter_is_named_briefly(meter_id: str) -> None:
    with pytest.raises(MeterUnknown, match="GET /api/meters") as caught:
        meter_of(CAMPUS, meter_id)
    assert len(str(caught.value)) < 250


def test_what_is_given_is_handed_out_as_it_is() -> None:
    thing = object()
    seen: list[object] = []

    @get("/", sync_to_thread=False)
    def handler(thing: NamedDependency[SkipValidation[object]]) -> None:
        seen.append(thing)

    with TestClient(Litestar([handler], dependencies={"thing": given(thing)}, logging_config=None)) as client:
        client.get("/")
    assert seen == [thing]
