"""The campus as a whole: /api/campus/summary, /power and /live."""

from litestar import Controller, get

from gridtokenx.base.interval import DAY_S
from gridtokenx.gateway.error_map import NotReadyYet
from gridtokenx.gateway.http.asking import EndQuery, Service, StartQuery, Store
from gridtokenx.gateway.http.live_view import LiveView, live_view, settled_view
from gridtokenx.gateway.http.power_series import PowerPoint, longest_range_s, power_series
from gridtokenx.gateway.http.problem import refusals
from gridtokenx.gateway.http.summary import CampusSummary, summarise
from gridtokenx.gateway.http.time_range import time_range


class CampusController(Controller):
    """Sums over all meters."""

    path = "/api/campus"
    tags = ("campus",)

    @get("/summary", summary="Campus totals of the newest interval", sync_to_thread=True)
    def get_summary(self, service: Service, store: Store) -> CampusSummary:
        """Return the sources' eleven keys [kWh of the newest interval], the time zone and the currency."""
        return summarise(service.campus, store.latest(), time_s=service.time_s())

    @get("/power", summary="Energy flow by interval", responses=refusals(422), sync_to_thread=True)
    def get_power(
        self, service: Service, store: Store, start: StartQuery = None, end: EndQuery = None
    ) -> list[PowerPoint]:
        """Return one point for each settlement interval of [start, end), the last 24 hours by default."""
        longest_s = longest_range_s(len(service.campus.meters))
        asked = time_range(
            start, end, now_s=service.time_s(), default_s=min(DAY_S, longest_s), longest_s=longest_s
        )
        return power_series(store, asked)

    @get("/live", summary="Newest step of the fleet", responses=refusals(503), sync_to_thread=True)
    def get_live(self, service: Service, store: Store) -> LiveView:
        """Return the mean power of each meter over the newest step, and the weather.

        After a start that is the newest settlement interval, until the first short step has ended.
        """
        block = service.live()
        if block is not None:
            return live_view(block, service.campus)
        settled = settled_view(store.latest())
        if settled is None:
            raise NotReadyYet("no step of the fleet has ended yet: ask again in a second")
        return settled
