"""The OpenAPI document at /openapi.json: made from the handlers, completed where they say too little.

Source: OpenAPI 3.1.0. It is made on the first request and kept.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from litestar import Litestar, Response, get
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, License, SecurityScheme, Tag
from litestar.types import ControllerRouterHandler

from gridtokenx import __version__
from gridtokenx.gateway.http.asking import given
from gridtokenx.gateway.http.openapi_examples import EXAMPLES, REQUEST_EXAMPLES
from gridtokenx.reading.engineering_body import EngineeringBody
from gridtokenx.reading.signing import WH_MAX

_DESCRIPTION = """\
A campus peer-to-peer energy market. Energies are kWh of the interval that they stand in; powers kW; prices
credit/kWh as numbers; amounts of money are credits as decimal text; token amounts are base units as text
(1 kWh = 10^9). Times are RFC 3339 in UTC, intervals half-open. Errors are problem documents (RFC 9457).

The WebSocket `/api/stream` sends the same events as `/api/stream/events`, each as one JSON text message
`{"kind", "time", "data"}`; the first is a `hello`."""

_TAGS = {
    "health": "Whether the parts work",
    "meters": "Meters and their readings",
    "readings": "Readings of all meters, and roll-ups",
    "campus": "Sums over the campus",
    "market": "Clearings, orders, trades",
    "ledger": "Transactions and balances",
    "engineering": "Readings from real meters",
    "stream": "Events as they happen",
}


def describe(handlers: Sequence[ControllerRouterHandler]) -> dict[str, Any]:
    """Return the OpenAPI document of these handlers."""
    config = OpenAPIConfig(
        title="GridTokenX",
        version=__version__,
        description=_DESCRIPTION,
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        tags=[Tag(name=name, description=said) for name, said in _TAGS.items()],
        components=Components(
            security_schemes={
                "engineeringKey": SecurityScheme(
                    type="http", scheme="bearer", description="The key in ENGINEERING_API_KEY."
                )
            }
        ),
        use_handler_docstrings=True,
        render_plugins=[JsonRenderPlugin()],
    )
    document: dict[str, Any] = Litestar(
        list(handlers),
        dependencies={name: given(None) for name in ("service", "store", "settings", "registry")},
        openapi_config=config,
        logging_config=None,
    ).openapi_schema.to_schema()
    _describe_submission(document)
    for path, item in document["paths"].items():
        for operation in item.values():
            _complete(operation, EXAMPLES.get(path))
    return document


def openapi_handler(handlers: Sequence[ControllerRouterHandler]) -> ControllerRouterHandler:
    """Return the handler of /openapi.json for these handlers."""
    made: list[bytes] = []

    @get("/openapi.json", include_in_schema=False, sync_to_thread=True)
    def get_openapi() -> Response[bytes]:
        if not made:
            made.append(msgspec.json.encode(describe(handlers)))
        return Response(made[0], media_type="application/json")

    return get_openapi


def _complete(operation: dict[str, Any], example: object) -> None:
    """Put an example beside the success answer and drop the framework's own error shape."""
    answers = operation["responses"]
    if "application/problem+json" not in answers.get("400", {}).get("content", {}):
        answers.pop("400", None)
    if example is not None:
        for media in answers["200"]["content"].values():
            media["example"] = example


def _describe_submission(document: dict[str, Any]) -> None:
    """Describe the body and the header of the submission, which the handler reads itself."""
    (reference,), schemas = msgspec.json.schema_components(
        [EngineeringBody], ref_template="#/components/schemas/{name}"
    )
    for field in schemas["EngineeringBody"]["properties"].values():
        if field.get("format") == "decimal":
            field.update(type="number", minimum=-WH_MAX / 1_000, maximum=WH_MAX / 1_000)
            del field["format"]
    document["components"]["schemas"].update(schemas)
    operation = document["paths"]["/api/engineering/meter-reading"]["post"]
    operation["requestBody"] = {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"oneOf": [reference, {"type": "array", "items": reference, "minItems": 1}]},
                "examples": REQUEST_EXAMPLES,
            }
        },
    }
    operation.setdefault("parameters", []).append(
        {
            "name": "X-Engineering-Authority",
            "in": "header",
            "required": True,
            "schema": {"type": "string", "enum": ["true"]},
        }
    )
    taken = operation["responses"]["200"]
    operation["responses"]["207"] = {
        "description": "A batch of which some readings were refused.",
        "content": {"application/json": {"schema": taken["content"]["application/json"]["schema"]}},
    }
