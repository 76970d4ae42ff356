"""Methods that read the history of transactions: one, many statuses, those of an address.

What is in the history is durable, so every status is finalized and has no count of confirmations.
"""

from typing import Annotated

import msgspec
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.transaction import VersionedTransaction

from gridtokenx.gateway.rpc.chain_error import error_json, status_json
from gridtokenx.gateway.rpc.fault import invalid
from gridtokenx.gateway.rpc.method import Method, in_context, of_history, of_node
from gridtokenx.gateway.rpc.node_access import NodeAccess
from gridtokenx.gateway.rpc.params import Config, Params, TransactionEncoding
from gridtokenx.gateway.rpc.transaction_encoding import require_version, show_transaction, version_of
from gridtokenx.gateway.rpc.transaction_keys import account_keys
from gridtokenx.gateway.rpc.transaction_meta import show_meta
from gridtokenx.port.node import HistoryView, SignatureRecord, StoredTransaction

STATUSES_MAX = 256
SIGNATURES_MAX = 1_000


class TransactionConfig(Config, frozen=True):
    """How to show a transaction."""

    encoding: TransactionEncoding | None = None
    max_supported_transaction_version: Annotated[int, msgspec.Meta(ge=0, le=255)] | None = None


class TransactionParams(Params, frozen=True):
    """A signature; the configuration may be an encoding alone."""

    signature: Signature
    config: TransactionConfig | TransactionEncoding | None = None


class StatusConfig(Config, frozen=True):
    """The whole history is searched in any case."""

    search_transaction_history: bool | None = None


class StatusParams(Params, frozen=True):
    """Signatures."""

    signatures: list[Signature]
    config: StatusConfig | None = None


class HistoryConfig(Config, frozen=True):
    """Which part of an address's history."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=SIGNATURES_MAX)] | None = None
    before: Signature | None = None
    until: Signature | None = None


class HistoryParams(Params, frozen=True):
    """An address."""

    address: Pubkey
    config: HistoryConfig | None = None


def get_transaction(history: HistoryView, params: TransactionParams) -> object:
    """Return a transaction with what became of it, or null.

    Raises:
        RpcFault: The client has not said that it reads the transaction's version.
    """
    given = params.config
    config = TransactionConfig(encoding=given) if isinstance(given, str) else given or TransactionConfig()
    stored = history.transaction(params.signature)
    if stored is None:
        return None
    shown = stored_json(
        stored,
        encoding=config.encoding or "json",
        max_version=config.max_supported_transaction_version,
    )
    return {"slot": stored.receipt.slot, "blockTime": stored.receipt.time_s} | shown


def stored_json(
    stored: StoredTransaction, *, encoding: TransactionEncoding, max_version: int | None
) -> dict[str, object]:
    """Return a stored transaction with its outcome, and its version when the client asked in versions.

    Raises:
        RpcFault: The client has not said that it reads the transaction's version.
    """
    transaction = VersionedTransaction.from_bytes(stored.body)
    require_version(transaction, max_version)
    keys = account_keys(transaction, stored)
    shown: dict[str, object] = {
        "transaction": show_transaction(transaction, keys, encoding=encoding),
        "meta": show_meta(stored, keys, parsed=encoding == "jsonParsed"),
    }
    if max_version is not None:
        shown["version"] = version_of(transaction)
    return shown


async def get_signature_statuses(access: NodeAccess, params: StatusParams) -> object:
    """Return what became of transactions, null for those unknown.

    Raises:
        RpcFault: More than 256 are asked for.
    """
    if len(params.signatures) > STATUSES_MAX:
        raise invalid("signatures", f"{len(params.signatures)} signatures", f"at most {STATUSES_MAX}")
    records = await access.look_up(lambda history: history.statuses(params.signatures))
    slot = await access.read(lambda view: view.slot(), min_context_slot=params.min_context_slot)
    return in_context(slot, [None if record is None else _status(record) for record in records])


def get_signatures_for_address(history: HistoryView, params: HistoryParams) -> object:
    """Return an address's transactions, newest first."""
    config = params.config or HistoryConfig()
    records = history.signatures(
        params.address, limit=config.limit or SIGNATURES_MAX, before=config.before, until=config.until
    )
    return [
        {
            "signature": str(record.signature),
            "slot": record.slot,
            "err": error_json(record.error),
            "memo": None,
            "blockTime": record.time_s,
            "confirmationStatus": "finalized",
        }
        for record in records
    ]


def _status(record: SignatureRecord) -> dict[str, object]:
    return {
        "slot": record.slot,
        "confirmations": None,
        "status": status_json(record.error),
        "err": error_json(record.error),
        "confirmationStatus": "finalized",
    }


METHODS: dict[str, Method] = {
    "getTransaction": of_history(TransactionParams, get_transaction),
    "getSignatureStatuses": of_node(StatusParams, get_signature_statuses),
    "getSignaturesForAddress": of_history(HistoryParams, get_signatures_for_address),
}
