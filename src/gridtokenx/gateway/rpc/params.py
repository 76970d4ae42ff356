"""Parameters of methods: positional arrays as typed structures, and words for what does not fit.

Owns the shapes that many methods share. What a client may leave out may also be null; an unknown key of a
configuration object is passed over, as Solana's servers do; an extra parameter is refused.
"""

import re
from typing import Annotated, Generic, Literal, TypeVar

import msgspec
from solders.hash import Hash, ParseHashError
from solders.pubkey import Pubkey
from solders.signature import Signature

from gridtokenx.gateway.rpc.fault import Code, RpcFault

Commitment = Literal["processed", "confirmed", "finalized"]
"""All three are the durable state: nothing else is ever shown."""
AccountEncoding = Literal["binary", "base58", "base64", "base64+zstd", "jsonParsed"]
TransactionEncoding = Literal["binary", "base58", "base64", "json", "jsonParsed"]
WireEncoding = Literal["base58", "base64"]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
"""A slot, a length or an amount."""

_PLACE = re.compile(r"^(?P<text>.*?)(?: - at `\$(?:\[(?P<index>\d+)\])?(?P<rest>[^`]*)`)?$", re.DOTALL)
_KEY_TEXT_MAX = 88


class Config(msgspec.Struct, frozen=True, rename="camel"):
    """What nearly every configuration object has."""

    commitment: Commitment | None = None
    min_context_slot: Count | None = None


class Slice(msgspec.Struct, frozen=True):
    """A part of an account's data [byte]."""

    offset: Count
    length: Count


class AccountConfig(Config, frozen=True):
    """How accounts are to be shown."""

    encoding: AccountEncoding | None = None
    data_slice: Slice | None = None


class Params(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True):
    """A method's parameters, in order; the name of a field is the name of the parameter."""

    @property
    def min_context_slot(self) -> int | None:
        """The slot that the state must have reached, if the client set one."""
        config: object = getattr(self, "config", None)
        return config.min_context_slot if isinstance(config, Config) else None


class NoParams(Params, frozen=True):
    """No parameters at all."""


class ConfigOnly(Params, frozen=True):
    """A configuration object alone."""

    config: Config | None = None


P = TypeVar("P", bound=Params)


class ParamsDecoder(Generic[P]):
    """Turns the bytes of a parameter array into a structure."""

    def __init__(self, kind: type[P]) -> None:
        self._names = kind.__struct_fields__
        self._decoder = msgspec.json.Decoder(kind, dec_hook=_key)

    def decode(self, raw: bytes | msgspec.Raw) -> P:
        """Return the parameters.

        Raises:
            RpcFault: They do not fit; the message names the parameter.
        """
        try:
            return self._decoder.decode(b"[]" if bytes(raw) == b"null" else raw)
        except RecursionError:
            raise RpcFault(Code.INVALID_PARAMS, "Invalid params: nested too deeply") from None
        except (ValueError, msgspec.MsgspecError) as error:
            raise RpcFault(Code.INVALID_PARAMS, f"Invalid params: {self._words(str(error))}") from None

    def _words(self, message: str) -> str:
        found = _PLACE.match(message)
        if found is None or found["index"] is None:
            names = ", ".join(self._names) or "none"
            return f"params: {message}; they are, in order: {names}"
        index = int(found["index"])
        name = self._names[index] if index < len(self._names) else f"parameter {index + 1}"
        return f"{name}{found['rest']}: {found['text']}"


def _key(kind: type, value: object) -> object:
    """Return a key, a signature or a hash from its base 58 text, for msgspec."""
    if not isinstance(value, str):
        raise ValueError(f"Expected `str`, got `{type(value).__name__}`")  # noqa: TRY004 - msgspec passes it on
    if len(value) > _KEY_TEXT_MAX:
        raise ValueError(f"{len(value)} letters are no base 58 {kind.__name__.lower()}")
    if kind is Pubkey or kind is Signature or kind is Hash:
        try:
            parsed: object = kind.from_string(value)
        except (ValueError, ParseHashError):
            wanted = 64 if kind is Signature else 32
            raise ValueError(
                f"{value!r} is no {kind.__name__.lower()}: base 58 of {wanted} bytes is wanted"
            ) from None
        return parsed
    raise TypeError(f"no parameter is a {kind}")
