"""Readings from outside: POST /api/engineering/meter-reading and the summary of its meters.

On the data path this is the door for real meters: a signed reading comes in, and when the answer goes out it
is verified, stored, attested and minted. Bodies and answers are those of the sources (R-GW-2).
"""

from typing import Annotated

import msgspec
from litestar import Controller, Request, Response, get, post

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.gateway.error_map import (
    FieldRefused,
    MeterNotExternal,
    Problem,
    ReadingRefused,
    domain_status,
    problem_of,
)
from gridtokenx.gateway.http.asking import Service, Settings, Store, meter_of
from gridtokenx.gateway.http.auth import require_engineering_key
from gridtokenx.gateway.http.engineering_summary import MeterSummary, summarise_zones
from gridtokenx.gateway.http.json_body import read_json, require_json
from gridtokenx.gateway.http.problem import refusals
from gridtokenx.gateway.http.settings import GatewaySettings
from gridtokenx.port.campus_service import CampusService
from gridtokenx.reading.shape import parse_engineering

_Energy = Annotated[float, msgspec.Meta(ge=0, le=1_000_000, description="kWh of the interval")]
_Text = Annotated[str, msgspec.Meta(max_length=200)]
_Signature = Annotated[str, msgspec.Meta(max_length=300, description="Ed25519 signature by the meter's key")]


class EngineeringBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """A reading as the sources post it; `signature` and `digital_signature` are the same thing."""

    meter_id: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
    timestamp: Annotated[int, msgspec.Meta(ge=0, le=4_102_444_800, description="epoch seconds")]
    energy_generated: _Energy
    energy_consumed: _Energy
    net_energy: Annotated[float, msgspec.Meta(ge=-1_000_000, le=1_000_000)] | None = None
    location: _Text | None = None
    building_type: _Text | None = None
    zone: _Text | None = None
    validator: _Text | None = None
    solar_array_capacity: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)] | None = None
    signature: _Signature | None = None
    digital_signature: _Signature | None = None


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
    meter_id: str
    timestamp: int
    problem: Problem


BatchAnswer = list[EngineeringAnswer | EngineeringRefusal]

_BODY = msgspec.json.Decoder(EngineeringBody | list[EngineeringBody])


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
        self, request: Request[object, object, object], service: Service, settings: Settings
    ) -> Response[EngineeringAnswer | BatchAnswer]:
        """Take one reading or a list of them; each counts once and is durable when the answer comes.

        One reading is answered with an object, or a problem. A list is answered with a list in its order:
        HTTP 200 when all were taken, 207 when some were refused.
        """
        body = read_json(await request.body(), _BODY)
        if isinstance(body, EngineeringBody):
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


async def _submit(
    body: EngineeringBody, service: CampusService, settings: GatewaySettings
) -> EngineeringAnswer:
    spec = meter_of(service.campus, body.meter_id)
    if not spec.external:
        raise MeterNotExternal(
            f"meter {spec.meter_id} is simulated on this campus: mark it external in the campus file first"
        )
    try:
        reading = parse_engineering(msgspec.to_builtins(body))
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
        next_reading_time=body.timestamp + reading.interval.length_s,
        engineering_authority="validated",
    )


async def _try_submit(
    body: EngineeringBody, service: CampusService, settings: GatewaySettings, path: str
) -> EngineeringAnswer | EngineeringRefusal:
    try:
        return await _submit(body, service, settings)
    except GridTokenXError as error:
        problem = problem_of(error, instance=path)
        return EngineeringRefusal("error", problem.detail, body.meter_id, body.timestamp, problem)
