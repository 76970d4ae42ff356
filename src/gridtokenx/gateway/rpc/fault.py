"""What a request is answered with when it is not served: code, message and data.

The codes are those of JSON-RPC 2.0 (section 5.1) and of Agave (``rpc-client-api/src/custom_error.rs``), so
that clients of Solana know them. Slots are never skipped here, so -32007 and -32009 do not occur.
"""

from enum import IntEnum

from gridtokenx.base.errors import GridTokenXError


class Code(IntEnum):
    """Codes of JSON-RPC and of Solana's servers."""

    PARSE_ERROR = -32700
    INVALID_REQUEST = -32600
    METHOD_NOT_FOUND = -32601
    INVALID_PARAMS = -32602
    INTERNAL = -32603
    BLOCK_CLEANED_UP = -32001
    PREFLIGHT_FAILED = -32002
    SIGNATURE_FAILED = -32003
    BLOCK_NOT_AVAILABLE = -32004
    NODE_UNHEALTHY = -32005
    SCAN_TOO_LARGE = -32012
    VERSION_UNSUPPORTED = -32015
    MIN_CONTEXT_SLOT = -32016


class RpcFault(GridTokenXError):
    """A request that is refused, with its code and what a client may read from it."""

    def __init__(self, code: Code, message: str, data: object = None) -> None:
        super().__init__(message)
        self.code = code
        self.data = data

    def body(self) -> dict[str, object]:
        """Return the error as JSON-RPC has it."""
        body: dict[str, object] = {"code": int(self.code), "message": str(self)}
        if self.data is not None:
            body["data"] = self.data
        return body


def invalid(name: str, value: object, wanted: str) -> RpcFault:
    """Return the refusal of a parameter, which it names."""
    return RpcFault(Code.INVALID_PARAMS, f"Invalid params: {name} is {_shown(value)}: {wanted}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
