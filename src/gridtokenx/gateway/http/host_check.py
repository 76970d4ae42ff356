"""Which names this server answers to while only its own machine can reach it.

A page elsewhere can point a name of its own at 127.0.0.1 and then read our answers as its own origin; its
requests carry that name in their Host header field. Behind an address of the network the name is not ours
to know, and there is no check. Source: RFC 9110 sections 7.2 and 15.5.20 (421).
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from gridtokenx.gateway.error_map import PROBLEM_JSON, HostRefused, problem_of, shown
from gridtokenx.gateway.http.answer_headers import SECURITY_HEADERS

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_ASKING = (ScopeType.HTTP, ScopeType.WEBSOCKET)


def own_names(host: str, *, address: str) -> frozenset[str] | None:
    """Return the names to answer to, or None for any.

    Args:
        host: Host that was asked for.
        address: Address that the socket is bound to.
    """
    return LOOPBACK_NAMES | {host.lower()} if ip_address(address).is_loopback else None


def answer_own_names(app: ASGIApp, *, names: frozenset[str]) -> ASGIApp:
    """Wrap an application so that requests which call the server by another name get 421, sockets 403."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        host = dict(scope.get("headers", ())).get(b"host", b"").decode("latin-1")
        if scope["type"] not in _ASKING or _name(host) in names:
            await app(scope, receive, send)
        elif scope["type"] == ScopeType.WEBSOCKET:
            await send({"type": "websocket.close", "code": 1008, "reason": "host not allowed"})
        else:
            await _refuse(host, scope["path"], send)

    return answer


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


async def _refuse(host: str, path: str, send: Send) -> None:
    error = HostRefused(
        f"this server is not called {shown(host)!r}: open it as localhost or 127.0.0.1, or listen on an "
        "address of the network with --host or API_HOST"
    )
    problem = problem_of(error, instance=path)
    headers = {"Content-Type": PROBLEM_JSON, "Connection": "close", **SECURITY_HEADERS}
    await send(
        {
            "type": "http.response.start",
            "status": problem.status,
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": msgspec.json.encode(problem), "more_body": False})
