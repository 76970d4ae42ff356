"""JSON-RPC over HTTP: POST / with JSON, GET /health, and everything else refused in words.

Bodies are limited in size and in time; what is too large is read away for a while, so that the client gets to
read its refusal. Sources: RFC 9110; the Fetch standard for CORS; Agave's limit of 50 kB.
"""

import asyncio
from collections.abc import Mapping, Sequence

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.gateway.rpc.asgi import Receive, Scope, Send, headers_of
from gridtokenx.gateway.rpc.fault import RpcFault
from gridtokenx.gateway.rpc.methods import answer_message
from gridtokenx.gateway.rpc.node_access import NodeAccess

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"
HEALTH_PATH = "/health"
_READ_AWAY_MAX = 4 * 1024 * 1024
_PREFLIGHT_S = 86_400

Headers = list[tuple[str, str]]


class BodyRefused(GridTokenXError):
    """A body that is not taken: status and words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


async def answer_http(access: NodeAccess, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    headers = headers_of(scope)
    cors = _cors(headers.get("origin"), access.settings.allowed_origins)
    method, path = scope["method"], scope["path"]
    if method == "OPTIONS":
        await _reply(send, 204, b"", [*cors, ("allow", "POST, OPTIONS"), *_preflight(cors)])
    elif path == HEALTH_PATH and method in {"GET", "HEAD"}:
        status, words = await _health(access)
        await _reply(send, status, words, [*cors, ("content-type", TEXT)])
    elif path != "/":
        await _refuse(send, 404, "JSON-RPC is at POST /", cors)
    elif method != "POST":
        await _refuse(send, 405, "JSON-RPC takes POST", [*cors, ("allow", "POST, OPTIONS")])
    elif headers.get("content-type", "").split(";")[0].strip().lower() != JSON:
        await _refuse(send, 415, f"the Content-Type of a call is {JSON}", cors)
    else:
        await _answer_post(access, headers, receive, send, cors)


async def _answer_post(
    access: NodeAccess, headers: Mapping[str, str], receive: Receive, send: Send, cors: Headers
) -> None:
    settings = access.settings
    try:
        async with asyncio.timeout(settings.body_s):
            body = await _body(receive, headers.get("content-length", ""), settings.body_bytes_max)
    except TimeoutError:
        await _refuse(send, 408, f"the body did not arrive within {settings.body_s:g} s", cors)
        return
    except BodyRefused as refused:
        await _refuse(send, refused.status, str(refused), cors)
        return
    if body is not None:
        answered = await answer_message(access, body)
        await _reply(send, 200, answered, [*cors, ("content-type", JSON)])


async def _body(receive: Receive, announced: str, limit: int) -> bytes | None:
    """Return a request's body, or None when the client has gone."""
    too_large = announced.isdecimal() and len(announced) < 20 and int(announced) > limit
    pieces: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        if message["type"] != "http.request":
            continue
        piece = message["body"]
        size += len(piece)
        more = message["more_body"]
        too_large = too_large or size > limit
        if too_large and (size > _READ_AWAY_MAX or not more):
            break
        if not too_large:
            pieces.append(piece)
    if too_large:
        raise BodyRefused(413, f"a body has {limit} bytes at most: send fewer calls at once")
    return b"".join(pieces)


async def _health(access: NodeAccess) -> tuple[int, bytes]:
    try:
        await access.read(lambda view: view.slot())
    except RpcFault:
        return 503, b"behind"
    return 200, b"ok"


def _cors(origin: str | None, allowed: Sequence[str]) -> Headers:
    if origin is None or not allowed:
        return []
    if "*" in allowed:
        return [("access-control-allow-origin", "*")]
    if origin in allowed:
        return [("access-control-allow-origin", origin), ("vary", "origin")]
    return [("vary", "origin")]


def _preflight(cors: Headers) -> Headers:
    if not any(name == "access-control-allow-origin" for name, _ in cors):
        return []
    return [
        ("access-control-allow-methods", "POST, OPTIONS"),
        ("access-control-allow-headers", "content-type, solana-client"),
        ("access-control-max-age", str(_PREFLIGHT_S)),
    ]


async def _refuse(send: Send, status: int, words: str, headers: Headers) -> None:
    """Refuse a request, and close: what is left of it need not be read."""
    await _reply(send, status, words.encode(), [*headers, ("content-type", TEXT), ("connection", "close")])


async def _reply(send: Send, status: int, body: bytes, headers: Headers) -> None:
    length = [] if status == 204 else [("content-length", str(len(body)))]
    safe = [("x-content-type-options", "nosniff"), ("cache-control", "no-store")]
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (name.encode("latin-1"), value.encode("latin-1"))
                for name, value in (*headers, *length, *safe)
            ],
        }
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})
