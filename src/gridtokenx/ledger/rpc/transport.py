"""One JSON-RPC call over HTTP: sent, tried again while it may help, read within a limit, its shape checked.

Nothing that a server answers is trusted: not its JSON, not its shape, not its size. Source: JSON-RPC 2.0, and
https://solana.com/docs/rpc for the error codes.
"""

import itertools
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

import msgspec

from gridtokenx.port.ledger import LedgerUnavailable

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
ANSWER_BYTES_MAX = 256 * 2**20
"""Largest answer [byte]; 100,000 accounts in Base64 are some 40 MB."""
CONNECTIONS = 16
CALL_S = 60.0
"""Longest that one attempt may take [s]; asking for all accounts of a program takes a cluster several."""
PATIENCE_S = 60.0
"""How long a call is tried again [s]: a cluster's rate limits last seconds, a restart less than a minute."""
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0
TRIES_MAX = 100
TEXT_MAX = 300
_AGAIN_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
_AGAIN_CODE = frozenset({-32004, -32005, -32014, -32016})
"""Block not available yet, node behind, status not available yet, slot not reached yet."""


class LedgerUnreachable(LedgerUnavailable):
    """A JSON-RPC server that does not answer, or not as one."""


class LedgerAnswerInvalid(LedgerUnavailable):
    """An answer that is not what JSON-RPC and the method say it is."""


class CallRefused(LedgerUnavailable):
    """A JSON-RPC error; `code` and `reason` are the server's, `err` a transaction's error if it has one."""

    def __init__(self, method: str, *, code: int, reason: str, url: str, err: object = None) -> None:
        super().__init__(f"{url} refused {method}: {reason} ({code})")
        self.code = code
        self.reason = reason
        self.err = err


class _Fault(msgspec.Struct, frozen=True):
    code: int
    message: str = ""
    data: object = None


class _Envelope(msgspec.Struct, frozen=True):
    jsonrpc: str
    result: msgspec.Raw = msgspec.Raw()
    error: _Fault | None = None
    id: int | str | None = None


_envelope = msgspec.json.Decoder(_Envelope)


class _Again(Exception):
    """A failure that may pass; `pause_s` is what the server asks for."""

    def __init__(self, reason: str, pause_s: float = 0.0) -> None:
        super().__init__(reason)
        self.pause_s = pause_s


def shown_url(url: str) -> str:
    """Return a URL without what may be secret in it: providers put keys into user, path and query.

    >>> shown_url("https://user:pass@rpc.example.org:8899/v2/k3y?api-key=1")
    'https://rpc.example.org:8899/...'
    """
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    more = "/..." if parts.path.strip("/") or parts.query else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}{more}"


def checked_url(url: str) -> str:
    """Return a URL that can be called.

    Raises:
        LedgerUnreachable: It is none; says how one looks.
    """
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise LedgerUnreachable(
            f"{url[:TEXT_MAX]!r} is no JSON-RPC address: write it like http://127.0.0.1:8899"
        )
    return url


class Transport:
    """Calls methods of one server; may be used from several threads.

    Args:
        url: Where it is.
        patience_s: How long a call is tried again [s].
        client: How it is reached; a client of its own by default.
        sleep: How it waits between attempts.
    """

    def __init__(
        self,
        url: str,
        *,
        patience_s: float = PATIENCE_S,
        client: "httpx.Client | None" = None,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        bytes_max: int = ANSWER_BYTES_MAX,
    ) -> None:
        self._url = checked_url(url)
        self.shown = shown_url(url)
        self.patience_s = patience_s
        self._client = client or _client(url)
        self._sleep, self._monotonic = sleep, monotonic
        self._bytes_max = bytes_max
        self._ids = itertools.count(1)

    def call(self, method: str, *params: object, answer: type[T]) -> T:
        """Call a method.

        Args:
            method: Its name.
            params: Its parameters in order.
            answer: The type that its result must have.

        Raises:
            LedgerUnreachable: Nothing answered in time, or something that is no JSON-RPC server.
            LedgerAnswerInvalid: The answer is no JSON-RPC, not of that type, or too large.
            CallRefused: The server answered with an error.
        """
        number = next(self._ids)
        request = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
        body = msgspec.json.encode(request)
        until, pause = self._monotonic() + self.patience_s, FIRST_PAUSE_S
        reason = ""
        for _ in range(TRIES_MAX):
            try:
                return self._result(self._post(body), method, number, answer)
            except _Again as again:
                reason = str(again)
                wait = min(max(pause, again.pause_s), LONGEST_PAUSE_S)
            if self._monotonic() + wait > until:
                break
            self._sleep(wait)
            pause *= 2
        raise LedgerUnreachable(
            f"{self.shown} did not answer {method} ({reason}): check the address, and that the node runs"
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _post(self, body: bytes) -> bytes:
        """Send one request and read its answer within the limits of time and size."""
        import httpx  # costs a tenth of a second, which a run without a cluster does not pay

        deadline = self._monotonic() + CALL_S
        try:
            with self._client.stream("POST", self._url, content=body) as response:
                read = bytearray()
                for piece in response.iter_bytes():
                    read += piece
                    if len(read) > self._bytes_max:
                        raise LedgerAnswerInvalid(f"{self.shown} answers more than {self._bytes_max} bytes")
                    if self._monotonic() > deadline:
                        raise _Again(f"the answer took more than {CALL_S:g} s")
                self._check_status(response, bytes(read))
                return bytes(read)
        except httpx.TransportError as error:
            raise _Again(f"{type(error).__name__}: {str(error)[:TEXT_MAX]}") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise LedgerUnreachable(f"{self.shown} cannot be read: {str(error)[:TEXT_MAX]}") from None

    def _check_status(self, response: "httpx.Response", body: bytes) -> None:
        status = response.status_code
        if status in _AGAIN_STATUS and not (status == 500 and body.startswith(b"{")):
            raise _Again(f"HTTP {status}", _seconds(response.headers.get("Retry-After", "")))
        if status != 200 and not body.startswith(b"{"):
            raise LedgerUnreachable(
                f"{self.shown} answered HTTP {status}: it is no JSON-RPC server, or its address lacks a key"
            )

    def _result(self, body: bytes, method: str, number: int, answer: type[T]) -> T:
        try:
            envelope = _envelope.decode(body)
            if envelope.error is None and envelope.id == number and bytes(envelope.result):
                return msgspec.json.decode(envelope.result, type=answer)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise LedgerAnswerInvalid(
                f"{self.shown} answered {method} with something else: {str(error)[:TEXT_MAX]}"
            ) from None
        if envelope.error is None:
            raise LedgerAnswerInvalid(f"{self.shown} answered {method} without a result, or another request")
        code, reason = envelope.error.code, _printable(envelope.error.message)
        if code in _AGAIN_CODE:
            raise _Again(f"{reason} ({code})")
        data = envelope.error.data
        err = data.get("err") if isinstance(data, dict) else None
        raise CallRefused(method, code=code, reason=reason, url=self.shown, err=err)


def _client(url: str) -> "httpx.Client":
    """Return a client; proxies of the environment do not stand before this machine's own ports."""
    import httpx

    local = urlsplit(url).hostname in {"localhost", "127.0.0.1", "::1"}
    return httpx.Client(
        headers={"Content-Type": "application/json"},
        timeout=httpx.Timeout(CALL_S, connect=10.0),
        limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
        trust_env=not local,
    )


def _seconds(text: str) -> float:
    """Return what a Retry-After header field asks for [s], 0 when it is none in seconds."""
    return float(text) if text.isdecimal() and len(text) < 6 else 0.0


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text[:TEXT_MAX])
