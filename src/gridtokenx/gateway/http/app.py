"""The gateway as one ASGI application: REST, streams and the page over a running campus.

On the data path this is where the outside meets the pipeline. Nothing happens at import: the composition
root calls :func:`create_app` with what runs.
"""

from collections.abc import Sequence
from pathlib import Path

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.types import ControllerRouterHandler

from gridtokenx.gateway.http.answer_headers import finish_answer
from gridtokenx.gateway.http.asking import given
from gridtokenx.gateway.http.campus import CampusController
from gridtokenx.gateway.http.engineering import EngineeringController
from gridtokenx.gateway.http.head_requests import answer_head
from gridtokenx.gateway.http.health import get_health
from gridtokenx.gateway.http.ledger import get_balances, get_ledger, get_transactions
from gridtokenx.gateway.http.market import MarketController
from gridtokenx.gateway.http.meters import MetersController
from gridtokenx.gateway.http.openapi import openapi_handler
from gridtokenx.gateway.http.page import load_page, page_handler
from gridtokenx.gateway.http.problem import answer_problem
from gridtokenx.gateway.http.readings import get_readings, get_rollups
from gridtokenx.gateway.http.settings import GatewaySettings
from gridtokenx.gateway.http.stream import stream_events, stream_socket
from gridtokenx.gateway.http.stream_registry import StreamRegistry
from gridtokenx.port.campus_service import CampusService
from gridtokenx.port.reading_store import ReadingStore

API_HANDLERS: tuple[ControllerRouterHandler, ...] = (
    get_health,
    MetersController,
    get_readings,
    get_rollups,
    CampusController,
    MarketController,
    get_balances,
    get_ledger,
    get_transactions,
    EngineeringController,
    stream_events,
    stream_socket,
)


ENGINEERING_HANDLERS: tuple[ControllerRouterHandler, ...] = (get_health, EngineeringController)
"""What the sources ask for on the ledger's port beside the gateway's own (R-GW-2)."""


def create_app(
    service: CampusService,
    store: ReadingStore,
    *,
    settings: GatewaySettings,
    page: Path | None = None,
    handlers: Sequence[ControllerRouterHandler] = API_HANDLERS,
) -> Litestar:
    """Build the application.

    Args:
        service: The running campus.
        store: The system of record; its calls block, so they run in threads.
        settings: Limits and keys.
        page: Folder of the built dashboard, or None for an API without a page.
        handlers: The paths to serve; all of them by default.
    """
    files = load_page(page) if page is not None else {}
    streams = StreamRegistry(streams_max=settings.streams_max)
    app = Litestar(
        [*handlers, openapi_handler(tuple(handlers)), *([page_handler(files)] if files else [])],
        dependencies={
            "service": given(service),
            "store": given(store),
            "settings": given(settings),
            "registry": given(streams),
        },
        state=State({"settings": settings, "streams": streams}, deep_copy=False),
        exception_handlers={Exception: answer_problem},
        before_send=[finish_answer],
        compression_config=CompressionConfig(
            backend="gzip", gzip_compress_level=4, minimum_size=1_000, exclude=["^/api/stream"]
        ),
        cors_config=_cors(settings),
        request_max_body_size=settings.body_bytes_max,
        openapi_config=None,
        logging_config=None,
    )
    app.asgi_handler = answer_head(app.asgi_handler)
    return app


def _cors(settings: GatewaySettings) -> CORSConfig | None:
    if not settings.allowed_origins:
        return None
    return CORSConfig(
        allow_origins=list(settings.allowed_origins),
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", "X-Engineering-Authority"],
    )
