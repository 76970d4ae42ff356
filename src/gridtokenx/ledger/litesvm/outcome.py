"""What the virtual machine answered, as values: an outcome to journal, a receipt to hand out, a refusal."""

import msgspec
from solders.signature import Signature
from solders.transaction_metadata import FailedTransactionMetadata, TransactionMetadata
from solders.transaction_status import (
    InstructionErrorCustom,
    InstructionErrorFieldless,
    TransactionErrorFieldless,
    TransactionErrorInstructionError,
    TransactionErrorInsufficientFundsForRent,
)

from gridtokenx.port.ledger import Receipt

_NEVER_ENTERED = (
    TransactionErrorFieldless.SignatureFailure,
    TransactionErrorFieldless.AccountNotFound,
    TransactionErrorFieldless.InsufficientFundsForFee,
    TransactionErrorFieldless.InvalidAccountForFee,
    TransactionErrorFieldless.SanitizeFailure,
    TransactionErrorFieldless.BlockhashNotFound,
    TransactionErrorFieldless.AlreadyProcessed,
    TransactionErrorFieldless.AccountLoadedTwice,
    TransactionErrorFieldless.TooManyAccountLocks,
    TransactionErrorFieldless.AddressLookupTableNotFound,
    TransactionErrorFieldless.InvalidAddressLookupTableOwner,
    TransactionErrorFieldless.InvalidAddressLookupTableData,
    TransactionErrorFieldless.InvalidAddressLookupTableIndex,
    TransactionErrorFieldless.UnsupportedVersion,
    TransactionErrorFieldless.MissingSignatureForFee,
)
"""Errors by which a transaction leaves no trace: no fee is taken (Agave, ``transaction_processor.rs``)."""


class Outcome(msgspec.Struct, array_like=True, frozen=True):
    """A transaction's result as the journal keeps it."""

    error: str | None
    custom_code: int | None
    compute_units: int
    logs: list[str]


Answer = TransactionMetadata | FailedTransactionMetadata
_decoder = msgspec.msgpack.Decoder(Outcome)


def refusal(answer: Answer) -> str | None:
    """Return why a transaction never entered the ledger, or None when it did."""
    if isinstance(answer, TransactionMetadata):
        return None
    error = answer.err()
    if isinstance(error, TransactionErrorFieldless) and error in _NEVER_ENTERED:
        return _name(error)
    return None


def encode(answer: Answer) -> bytes:
    """Return an answer's journal form: the same bytes for the same outcome."""
    if isinstance(answer, TransactionMetadata):
        outcome = Outcome(None, None, answer.compute_units_consumed(), answer.logs())
    else:
        meta = answer.meta()
        text, code = _error(answer)
        outcome = Outcome(text, code, meta.compute_units_consumed(), meta.logs())
    return msgspec.msgpack.encode(outcome)


def receipt(body: bytes, result: bytes, *, slot: int, time_s: int) -> Receipt:
    """Return the receipt of a journalled transaction.

    Raises:
        msgspec.MsgspecError: The result is damaged.
    """
    outcome = _decoder.decode(result)
    return Receipt(
        signature=Signature.from_bytes(signature_of(body)),
        slot=slot,
        time_s=time_s,
        error=outcome.error,
        custom_code=outcome.custom_code,
        compute_units=outcome.compute_units,
        logs=tuple(outcome.logs),
    )


def signature_of(body: bytes) -> bytes:
    """Return a serialised transaction's first signature, which names it."""
    return body[1:65]


def _name(error: object) -> str:
    return str(error).rsplit(".", 1)[-1]


def _error(answer: FailedTransactionMetadata) -> tuple[str, int | None]:
    error = answer.err()
    if isinstance(error, TransactionErrorInstructionError):
        inner = error.err
        if isinstance(inner, InstructionErrorCustom):
            return f"InstructionError({error.index}, Custom({inner.code}))", inner.code
        name = _name(inner) if isinstance(inner, InstructionErrorFieldless) else "BorshIoError"
        return f"InstructionError({error.index}, {name})", None
    if isinstance(error, TransactionErrorInsufficientFundsForRent):
        return f"InsufficientFundsForRent({error.account_index})", None
    return _name(error), None
