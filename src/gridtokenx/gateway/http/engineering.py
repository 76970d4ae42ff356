"""Readings from outside: POST /api/engineering/meter-reading and the summary of its meters.

On the data path this is the door for real meters: a signed reading comes in, and when the answer goes out it
is verified, stored, attested and minted. Bodies and answers are those of the sources (R-GW-2).
"""

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.datastructures import State

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.gateway.error_map import (
    FieldRefused,
    Problem,
    ReadingRefused,
    domain_status,
    problem_of,
    shown,
)
from gridtokenx.gateway.http.asking import Service, Settings, Store
from gridtokenx.gateway.http.auth import require_engineering_key
from gridtokenx.gateway.http.engineering_summary import MeterSummary, summarise_zones
from gridtokenx.gateway.http.json_body import read_json, require_json
from gridtokenx.gateway.http.problem import refusals
from gridtokenx.gateway.http.settings import GatewaySettings
from gridtokenx.port.campus_service import CampusService
from gridtokenx.reading.engineering_body import EngineeringBodyInvalid, parse_engineering
from gridtokenx.reading.record import IntervalReading


class EngineeringAnswer(msgspec.Struct, frozen=True):
    """The sources' answer; `energy_tokens_minted` is base units as text (2.1 kWh is 2100000000)."""

    status: str
    message: str
    solana_transaction_id: str
    energy_tokens_minted: str
    spl_token_account: str
    validator: str
    next_reading_time: int
    engineering_authority: str


class EngineeringRefusal(msgspec.Struct, frozen=True):
    """A reading of a batch that was refused; the others of the batch are not affected."""

    status: str
    message: str
    meter_id: str | None
    timestamp: str | None
    problem: Problem


BatchAnswer = list[EngineeringAnswer | EngineeringRefusal]


class EngineeringController(Controller):
    """The engineering department's endpoints."""

    path = "/api/engineering"
    tags = ("engineering",)

    @post(
        "/meter-reading",
        summary="Submit readings of external meters",
        status_code=200,
        guards=[require_engineering_key, require_json],
        security=[{"engineeringKey": []}],
        responses=refusals(400, 401, 403, 404, 409, 413, 415, 422),
    )
    async def post_reading(
        self, request: Request[object, object, State], service: Service, settings: Settings
    ) -> Response[EngineeringAnswer | BatchAnswer]:
        """Take one reading or a list of them; each counts once and is durable when the answer comes.

        One reading is answered with an object, or a problem. A list is answered with a list in its order:
        HTTP 200 when all were taken, 207 when some were refused.
        """
        body = read_json(await request.body())
        if not isinstance(body, list):
            return Response(await _submit(body, service, settings))
        if not 1 <= len(body) <= settings.batch_max:
            raise FieldRefused("body", len(body), f"a batch holds 1 to {settings.batch_max} readings")
        answers = [await _try_submit(item, service, settings, request.url.path) for item in body]
        refused = any(isinstance(answer, EngineeringRefusal) for answer in answers)
        return Response(answers, status_code=207 if refused else 200)

    @get("/meter-summary", summary="Summary of the engineering meters", sync_to_thread=True)
    def get_summary(self, service: Service, store: Store, settings: Settings) -> MeterSummary:
        """Return the newest interval by zone and meter."""
        return summarise_zones(
            service.campus, store.latest(), time_s=service.time_s(), validator=settings.validator
        )


async def _submit(item: object, service: CampusService, settings: GatewaySettings) -> EngineeringAnswer:
    reading = _parsed(item)
    try:
        done = await service.submit(reading)
    except GridTokenXError as error:
        if domain_status(error) is not None:
            raise
        raise ReadingRefused(str(error)) from error
    return EngineeringAnswer(
        status="success",
        message="Engineering meter reading processed",
        solana_transaction_id=done.transaction,
        energy_tokens_minted=str(done.minted_units),
        spl_token_account=done.token_account,
        validator=settings.validator,
        next_reading_time=reading.interval.end_s + reading.interval.length_s,
        engineering_authority="validated",
    )


def _parsed(item: object) -> IntervalReading:
    if not isinstance(item, dict):
        raise FieldRefused("body", item, "a reading is a JSON object; a batch is a list of them")
    try:
        return parse_engineering(item)
    except EngineeringBodyInvalid as error:
        detail = str(error).removeprefix(f"{error.field}: ")
        raise FieldRefused(error.field, item.get(error.field), detail) from None


async def _try_submit(
    item: object, service: CampusService, settings: GatewaySettings, path: str
) -> EngineeringAnswer | EngineeringRefusal:
    try:
        return await _submit(item, service, settings)
    except GridTokenXError as error:
        problem = problem_of(error, instance=path)
        fields = item if isinstance(item, dict) else {}
        return EngineeringRefusal(
            status="error",
            message=problem.detail,
            meter_id=shown(fields.get("meter_id")),
            timestamp=shown(fields.get("timestamp")),
            problem=problem,
        )
