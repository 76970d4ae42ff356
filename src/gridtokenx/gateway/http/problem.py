"""Problem documents on the wire, and their place in the OpenAPI document."""

import logging
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response
from litestar.openapi.datastructures import ResponseSpec

from gridtokenx.gateway.error_map import PROBLEM_JSON, Problem, headers_of, problem_of

_log = logging.getLogger("gridtokenx.gateway")

_SAID: Mapping[int, str] = {
    400: "The body is not JSON.",
    401: "No bearer key.",
    403: "A wrong key, or no X-Engineering-Authority: true.",
    404: "No such meter or interval, or nothing recorded for it yet.",
    409: "The reading is a duplicate or out of order, or its meter is simulated here.",
    413: "The body is too large.",
    415: "The body is not announced as application/json.",
    422: "A parameter or a field has a value that cannot be used; `errors` names it.",
    503: "Not ready yet; try again in a second.",
}


def refusals(*statuses: int) -> dict[int, ResponseSpec]:
    """Return the error answers of a path for the OpenAPI document."""
    return {
        status: ResponseSpec(
            Problem, description=_SAID[status], media_type=PROBLEM_JSON, generate_examples=False
        )
        for status in statuses
    }


def answer_problem(request: Request[Any, Any, Any], exc: Exception) -> Response[Problem]:
    """Answer any exception with a problem document; one that nobody expected is logged with its trace."""
    given = {**request.query_params.dict(), **request.path_params}
    problem = problem_of(
        exc, instance=request.url.path, given={k: _text(v) for k, v in given.items() if v is not None}
    )
    if problem.status >= 500 and problem.status != 503:
        _log.error("gateway.request.failed", exc_info=exc, extra={"path": request.url.path})
    return Response(problem, status_code=problem.status, media_type=PROBLEM_JSON, headers=headers_of(exc))


def _text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
