"""What a client may subscribe to: parameters, read and checked, as one value a subscription.

Source: Solana's RPC reference, "websocket methods".
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import msgspec
from solders.pubkey import Pubkey
from solders.signature import Signature

from gridtokenx.gateway.rpc.account_filter import AnyFilter, Matches, compile_filters
from gridtokenx.gateway.rpc.fault import invalid
from gridtokenx.gateway.rpc.params import (
    AccountConfig,
    AccountEncoding,
    Config,
    NoParams,
    Params,
    ParamsDecoder,
    Slice,
)


class AccountParams(Params, frozen=True):
    """An account."""

    pubkey: Pubkey
    config: AccountConfig | None = None


class FilteredConfig(AccountConfig, frozen=True):
    """Which of a program's accounts."""

    filters: list[AnyFilter] | None = None


class ProgramParams(Params, frozen=True):
    """A program."""

    program_id: Pubkey
    config: FilteredConfig | None = None


class Mentions(msgspec.Struct, frozen=True):
    """Transactions that name an address."""

    mentions: list[Pubkey]


class LogsParams(Params, frozen=True):
    """Which transactions' logs."""

    filter: Literal["all", "allWithVotes"] | Mentions
    config: Config | None = None


class SignatureConfig(Config, frozen=True):
    """Whether to tell also that a transaction has arrived."""

    enable_received_notification: bool | None = None


class SignatureParams(Params, frozen=True):
    """A transaction."""

    signature: Signature
    config: SignatureConfig | None = None


@dataclass(frozen=True, slots=True)
class AccountWatch:
    """An account, whenever it is written."""

    address: Pubkey
    encoding: AccountEncoding
    data_slice: Slice | None
    method = "accountNotification"


@dataclass(frozen=True, slots=True)
class ProgramWatch:
    """A program's accounts that match, whenever they are written."""

    program: Pubkey
    matches: Matches
    encoding: AccountEncoding
    data_slice: Slice | None
    method = "programNotification"


@dataclass(frozen=True, slots=True)
class LogsWatch:
    """Logs of all transactions, or of those that name an address."""

    mentioned: Pubkey | None
    method = "logsNotification"


@dataclass(frozen=True, slots=True)
class SignatureWatch:
    """The outcome of one transaction, once."""

    signature: Signature
    received: bool
    method = "signatureNotification"


@dataclass(frozen=True, slots=True)
class SlotWatch:
    """Every new slot."""

    method = "slotNotification"


@dataclass(frozen=True, slots=True)
class RootWatch:
    """Every slot that is over."""

    method = "rootNotification"


Watch = AccountWatch | ProgramWatch | LogsWatch | SignatureWatch | SlotWatch | RootWatch


def _account(params: AccountParams) -> Watch:
    config = params.config or AccountConfig()
    return AccountWatch(params.pubkey, config.encoding or "binary", config.data_slice)


def _program(params: ProgramParams) -> Watch:
    config = params.config or FilteredConfig()
    _, matches = compile_filters(config.filters or ())
    return ProgramWatch(params.program_id, matches, config.encoding or "binary", config.data_slice)


def _logs(params: LogsParams) -> Watch:
    if isinstance(params.filter, str):
        return LogsWatch(None)
    count = len(params.filter.mentions)
    if count != 1:
        raise invalid("filter.mentions", f"{count} addresses", "Only 1 address supported")
    return LogsWatch(params.filter.mentions[0])


def _signature(params: SignatureParams) -> Watch:
    config = params.config or SignatureConfig()
    return SignatureWatch(params.signature, received=bool(config.enable_received_notification))


def _of(kind: type[Params], make: Callable[..., Watch]) -> Callable[[msgspec.Raw], Watch]:
    decoder = ParamsDecoder(kind)
    return lambda raw: make(decoder.decode(raw))


SUBSCRIBE: dict[str, Callable[[msgspec.Raw], Watch]] = {
    "accountSubscribe": _of(AccountParams, _account),
    "programSubscribe": _of(ProgramParams, _program),
    "logsSubscribe": _of(LogsParams, _logs),
    "signatureSubscribe": _of(SignatureParams, _signature),
    "slotSubscribe": _of(NoParams, lambda _: SlotWatch()),
    "rootSubscribe": _of(NoParams, lambda _: RootWatch()),
}
"""Reads a subscription's parameters; raises `RpcFault`."""
UNSUBSCRIBE = frozenset(name.replace("Subscribe", "Unsubscribe") for name in SUBSCRIBE)
