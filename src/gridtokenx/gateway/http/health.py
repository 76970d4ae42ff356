"""GET /health: the state of each part, for people, probes and the page."""

from datetime import datetime

import msgspec
from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec

from gridtokenx import __version__
from gridtokenx.gateway.http.asking import Service
from gridtokenx.gateway.http.time_range import utc


class HealthPart(msgspec.Struct, frozen=True):
    """One part of the system."""

    name: str
    ok: bool
    detail: str


class Health(msgspec.Struct, frozen=True):
    """The whole: `status` is `healthy` when every part is, else `unhealthy` with HTTP 503."""

    status: str
    version: str
    campus: str
    time: datetime
    items: list[HealthPart]


@get(
    "/health",
    tags=["health"],
    summary="State of every part",
    responses={503: ResponseSpec(Health, description="A part is down.")},
    sync_to_thread=True,
)
def get_health(service: Service) -> Response[Health]:
    """Answer 200 when every part works, 503 with the same body when one does not."""
    parts = [HealthPart(item.name, item.ok, item.detail) for item in service.health()]
    healthy = all(part.ok for part in parts)
    body = Health(
        status="healthy" if healthy else "unhealthy",
        version=__version__,
        campus=service.campus.title,
        time=utc(service.time_s()),
        items=parts,
    )
    return Response(body, status_code=200 if healthy else 503, headers={"Cache-Control": "no-store"})
