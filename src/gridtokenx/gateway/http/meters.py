"""The campus's meters as configured, and their readings: /api/meters."""

from dataclasses import dataclass

import msgspec
from litestar import Controller, Request, Response, get
from litestar.datastructures import State

from gridtokenx.base.interval import DAY_S
from gridtokenx.campus.model import MeterSpec
from gridtokenx.gateway.error_map import ReadingMissing
from gridtokenx.gateway.http.asking import EndQuery, MeterPath, Service, StartQuery, Store, meter_of
from gridtokenx.gateway.http.paging import CursorQuery, LimitQuery, link_to_next, page_of
from gridtokenx.gateway.http.problem import refusals
from gridtokenx.gateway.http.shaping import AnyReading, ShapeQuery, shape_all, shape_one
from gridtokenx.gateway.http.time_range import time_range

HISTORY_DAYS_MAX = 366


class MeterView(msgspec.Struct, frozen=True):
    """A meter: the sources' seven keys first, then what else is known of it."""

    meter_id: str
    building: str
    floor: int
    type: str
    capacity_kw: float
    solar_installed: bool
    battery_storage: bool
    building_type: str
    zone: str
    pv_kw: float
    wind_kw: float
    battery_kwh: float
    battery_kw: float
    strategy: str
    external: bool


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """Readings by time, and the cursor of the next page, null at the end."""

    items: list[AnyReading]
    next: str | None


class MetersController(Controller):
    """Meters and what each has measured."""

    path = "/api/meters"
    tags = ("meters",)

    @get(summary="All meters", sync_to_thread=False)
    def list_meters(self, service: Service) -> list[MeterView]:
        """Return the meters in the campus's order."""
        return [view_of(spec) for spec in service.campus.meters]

    @get("/{meter_id:str}", summary="One meter", responses=refusals(404), sync_to_thread=False)
    def get_meter(self, service: Service, meter_id: MeterPath) -> MeterView:
        """Return one meter."""
        return view_of(meter_of(service.campus, meter_id))

    @get("/{meter_id:str}/reading", summary="Newest reading", responses=refusals(404), sync_to_thread=True)
    def get_reading(
        self, service: Service, store: Store, meter_id: MeterPath, shape: ShapeQuery = "ami"
    ) -> AnyReading:
        """Return the newest settlement reading of a meter, in the AMI shape by default."""
        spec = meter_of(service.campus, meter_id)
        newest = store.latest(spec.meter_id)
        if not newest:
            raise ReadingMissing(f"meter {meter_id} has not reported yet: ask again after its first interval")
        return shape_one(newest[-1], campus=service.campus, shape=shape)

    @get(
        "/{meter_id:str}/readings",
        summary="History of one meter",
        responses=refusals(404, 422),
        sync_to_thread=True,
    )
    def get_history(
        self,
        *,
        request: Request[object, object, State],
        service: Service,
        store: Store,
        meter_id: MeterPath,
        start: StartQuery = None,
        end: EndQuery = None,
        limit: LimitQuery = 1_000,
        cursor: CursorQuery = "",
        shape: ShapeQuery = "ami",
    ) -> Response[ReadingPage]:
        """Return readings of [start, end) by time, the last 24 hours by default, a page at a time."""
        spec = meter_of(service.campus, meter_id)
        asked = time_range(
            start, end, now_s=service.time_s(), default_s=DAY_S, longest_s=HISTORY_DAYS_MAX * DAY_S
        )
        found, after = page_of(store, asked, meter_id=spec.meter_id, limit=limit, cursor=cursor)
        page = ReadingPage(shape_all(found, campus=service.campus, shape=shape), after or None)
        return Response(page, headers=link_to_next(request, asked, after))


def view_of(spec: MeterSpec) -> MeterView:
    """Return a meter as callers see it."""
    return MeterView(
        meter_id=spec.meter_id,
        building=spec.building,
        floor=spec.floor,
        type=spec.meter_type.value,
        capacity_kw=spec.capacity_kw,
        solar_installed=spec.pv_kw > 0,
        battery_storage=spec.battery_kwh > 0,
        building_type=spec.building_type.value,
        zone=spec.zone,
        pv_kw=spec.pv_kw,
        wind_kw=spec.wind_kw,
        battery_kwh=spec.battery_kwh,
        battery_kw=spec.battery_kw,
        strategy=spec.strategy.value,
        external=spec.external,
    )
