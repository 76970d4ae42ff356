"""Readings of all meters: /api/readings, the newest or a range; /api/rollups, by hour or day."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import QueryParameter

from gridtokenx.base.interval import DAY_S
from gridtokenx.base.units import kwh
from gridtokenx.gateway.http.asking import EndQuery, MeterQuery, Service, StartQuery, Store, meter_of
from gridtokenx.gateway.http.paging import CursorQuery, LimitQuery, link_to_next, page_of
from gridtokenx.gateway.http.problem import refusals
from gridtokenx.gateway.http.shaping import AnyReading, ShapeQuery, shape_all
from gridtokenx.gateway.http.time_range import time_range, utc
from gridtokenx.port.reading_store import RolledUp, RollUp

RANGE_DAYS_MAX = 31
_ROLLUP_DAYS = {"hour": (1, 31), "day": (30, 800)}


class RollUpView(msgspec.Struct, frozen=True):
    """Energies of one meter over an hour or a day [kWh]."""

    meter_id: str
    start: datetime
    end: datetime
    readings: int
    generation_kwh: float
    consumption_kwh: float
    charge_kwh: float
    discharge_kwh: float
    import_kwh: float
    export_kwh: float


@get(
    "/api/readings",
    tags=["readings"],
    summary="Newest readings of all meters, or a range",
    responses=refusals(422),
    sync_to_thread=True,
)
def get_readings(
    *,
    request: Request[object, object, State],
    service: Service,
    store: Store,
    start: StartQuery = None,
    end: EndQuery = None,
    limit: LimitQuery = 1_000,
    cursor: CursorQuery = "",
    shape: ShapeQuery = "ami",
) -> Response[list[AnyReading]]:
    """Return the newest reading of every meter; with start or end, the readings of that range by time.

    A range is answered a page at a time; the Link header leads to the next page.
    """
    if start is None and end is None and not cursor:
        return Response(shape_all(store.latest(), campus=service.campus, shape=shape))
    asked = time_range(start, end, now_s=service.time_s(), default_s=DAY_S, longest_s=RANGE_DAYS_MAX * DAY_S)
    found, after = page_of(store, asked, limit=limit, cursor=cursor)
    shaped = shape_all(found, campus=service.campus, shape=shape)
    return Response(shaped, headers=link_to_next(request, asked, after))


@get(
    "/api/rollups",
    tags=["readings"],
    summary="Energies by hour or day",
    responses=refusals(404, 422),
    sync_to_thread=True,
)
def get_rollups(
    *,
    service: Service,
    store: Store,
    period: Annotated[RollUp, QueryParameter(description="Length of one row.")] = "hour",
    start: StartQuery = None,
    end: EndQuery = None,
    meter_id: MeterQuery = None,
) -> list[RollUpView]:
    """Return roll-ups by time and meter: 24 hours or 30 days by default, 31 or 800 days at most."""
    days, days_max = _ROLLUP_DAYS[period]
    asked = time_range(start, end, now_s=service.time_s(), default_s=days * DAY_S, longest_s=days_max * DAY_S)
    meter = meter_of(service.campus, meter_id).meter_id if meter_id is not None else None
    rows = store.rolled_up(period, start_s=asked.start_s, end_s=asked.end_s, meter_id=meter)
    return [_rollup_view(row) for row in rows]


def _rollup_view(row: RolledUp) -> RollUpView:
    return RollUpView(
        meter_id=row.meter_id,
        start=utc(row.interval.start_s),
        end=utc(row.interval.end_s),
        readings=row.readings,
        generation_kwh=kwh(row.generated_wh),
        consumption_kwh=kwh(row.consumed_wh),
        charge_kwh=kwh(row.charged_wh),
        discharge_kwh=kwh(row.discharged_wh),
        import_kwh=kwh(row.import_wh),
        export_kwh=kwh(row.export_wh),
    )
