"""What every controller asks for, by name: the running campus, the store and the settings.

The protocols are not checked at run time; the composition root is typed.
"""

from typing import Annotated

from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import Example
from litestar.params import PathParameter, QueryParameter, SkipValidation

from gridtokenx.campus.model import Campus, MeterSpec
from gridtokenx.gateway.error_map import MeterUnknown, shown
from gridtokenx.gateway.http.settings import GatewaySettings
from gridtokenx.gateway.http.stream_registry import StreamRegistry
from gridtokenx.port.campus_service import CampusService
from gridtokenx.port.reading_store import ReadingStore

Service = NamedDependency[SkipValidation[CampusService]]
Store = NamedDependency[SkipValidation[ReadingStore]]
Settings = NamedDependency[SkipValidation[GatewaySettings]]
Streams = NamedDependency[SkipValidation[StreamRegistry]]

MeterPath = Annotated[
    str, PathParameter(description="Id of a meter, such as UTCC_ENG_001.", min_length=1, max_length=32)
]
MeterQuery = Annotated[
    str | None,
    QueryParameter(description="Only this meter.", min_length=1, max_length=32),
]
StartQuery = Annotated[
    str | None,
    QueryParameter(
        description="Start of the range (inclusive), RFC 3339 or epoch seconds.",
        max_length=40,
        examples=[Example(value="2025-09-29T00:00:00Z")],
    ),
]
EndQuery = Annotated[
    str | None,
    QueryParameter(
        description="End of the range (exclusive), RFC 3339 or epoch seconds; now by default.",
        max_length=40,
        examples=[Example(value="2025-09-30T00:00:00Z")],
    ),
]


def given(value: object) -> Provide:
    """Return what hands out one value to every handler that asks for it."""

    def provide() -> object:
        return value

    return Provide(provide, use_cache=True, sync_to_thread=False)


def meter_of(campus: Campus, meter_id: str) -> MeterSpec:
    """Return a meter of the campus.

    Raises:
        MeterUnknown: The campus has none of this id.
    """
    for spec in campus.meters:
        if spec.meter_id == meter_id:
            return spec
    raise MeterUnknown(
        f"meter {shown(meter_id)} is not on campus {campus.name}: GET /api/meters lists those that are"
    )
