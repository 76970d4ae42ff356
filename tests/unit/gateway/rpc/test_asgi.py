"""Header fields as text."""

from gridtokenx.gateway.rpc.asgi import headers_of


def test_names_are_lower_case_and_bytes_are_latin_1() -> None:
    scope = {"headers": [(b"Content-Type", b"a"), (b"content-type", b"b"), (b"x-name", b"\xe9")]}
    assert headers_of(scope) == {"content-type": "b", "x-name": "\u00e9"}
