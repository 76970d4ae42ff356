"""What a cluster's JSON-RPC answers, as types to decode into, and from them the port's accounts and receipts.

Errors get the words that the embedded ledger has for them, so that a receipt reads the same from either.
Source: https://solana.com/docs/rpc, Agave's ``transaction-status-client-types``.
"""

import binascii
from base64 import b64decode
from typing import Generic, TypeVar

import msgspec
from solders.pubkey import Pubkey
from solders.signature import Signature

from gridtokenx.ledger.rpc.transport import LedgerAnswerInvalid
from gridtokenx.port.ledger import AccountState, Receipt

T = TypeVar("T")
U64_MAX = 2**64 - 1
CONFIRMED = frozenset({"confirmed", "finalized"})


class Context(msgspec.Struct, frozen=True):
    """Where an answer comes from."""

    slot: int


class InContext(msgspec.Struct, Generic[T], frozen=True):
    """A value with the slot that it is of."""

    context: Context
    value: T


class LatestBlockhash(msgspec.Struct, frozen=True, rename="camel"):
    """Result of `getLatestBlockhash`."""

    blockhash: str
    last_valid_block_height: int


class AccountAnswer(msgspec.Struct, frozen=True):
    """An account in Base64."""

    lamports: int
    owner: str
    data: tuple[str, str]
    executable: bool = False


class KeyedAccount(msgspec.Struct, frozen=True):
    """An element of `getProgramAccounts`."""

    pubkey: str
    account: AccountAnswer


class Status(msgspec.Struct, frozen=True, rename="camel"):
    """An element of `getSignatureStatuses`."""

    slot: int
    err: object = None
    confirmations: int | None = None
    confirmation_status: str | None = None

    @property
    def confirmed(self) -> bool:
        """Whether the cluster has voted for it; without a word, whether it is rooted."""
        if self.confirmation_status is None:
            return self.confirmations is None
        return self.confirmation_status in CONFIRMED


class SignatureLine(msgspec.Struct, frozen=True, rename="camel"):
    """An element of `getSignaturesForAddress`, newest first."""

    signature: str
    slot: int
    err: object = None
    block_time: int | None = None


class Meta(msgspec.Struct, frozen=True, rename="camel"):
    """What became of a transaction."""

    err: object = None
    log_messages: list[str] | None = None
    compute_units_consumed: int | None = None


class TransactionAnswer(msgspec.Struct, frozen=True, rename="camel"):
    """Result of `getTransaction`, without the transaction itself."""

    slot: int
    meta: Meta | None
    block_time: int | None = None


class SimulationAnswer(msgspec.Struct, frozen=True):
    """Value of `simulateTransaction`."""

    err: object = None


def account_of(address: Pubkey, answer: AccountAnswer) -> AccountState:
    """Return an account as the port has it.

    Raises:
        LedgerAnswerInvalid: Its address, owner or data is none.
    """
    if not 0 <= answer.lamports <= U64_MAX:
        raise LedgerAnswerInvalid(f"account {address} has {answer.lamports} lamports, which is no u64")
    text, encoding = answer.data
    if encoding != "base64":
        raise LedgerAnswerInvalid(f"account {address} came in {encoding[:20]!r}: base64 was asked for")
    try:
        data = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise LedgerAnswerInvalid(f"account {address} came in something that is no Base64") from None
    return AccountState(address, key_of(answer.owner), answer.lamports, data, answer.executable)


def key_of(text: str) -> Pubkey:
    """Return an address from its text.

    Raises:
        LedgerAnswerInvalid: It is none.
    """
    try:
        return Pubkey.from_string(text)
    except ValueError:
        raise LedgerAnswerInvalid(f"{text[:60]!r} is no address") from None


def signature_of(text: str) -> Signature:
    """Return a signature from its text.

    Raises:
        LedgerAnswerInvalid: It is none.
    """
    try:
        return Signature.from_string(text)
    except ValueError:
        raise LedgerAnswerInvalid(f"{text[:100]!r} is no signature") from None


def receipt_of(signature: Signature, found: TransactionAnswer, *, time_s: int) -> Receipt:
    """Return a receipt.

    Args:
        signature: The transaction's.
        found: What the cluster says of it.
        time_s: Its time when the cluster does not say [epoch s].

    Raises:
        LedgerAnswerInvalid: Its error has no known form.
    """
    meta = found.meta or Meta()
    error, code = error_of(meta.err)
    return Receipt(
        signature=signature,
        slot=found.slot,
        time_s=time_s if found.block_time is None else found.block_time,
        error=error,
        custom_code=code,
        compute_units=meta.compute_units_consumed or 0,
        logs=tuple(meta.log_messages or ()),
    )


def error_of(err: object) -> tuple[str | None, int | None]:
    """Return a transaction's error in words and a program's own code, both None when it succeeded.

    Raises:
        LedgerAnswerInvalid: It has no known form.

    >>> error_of({"InstructionError": [0, {"Custom": 6003}]})
    ('InstructionError(0, Custom(6003))', 6003)
    >>> error_of({"InsufficientFundsForRent": {"account_index": 2}})
    ('InsufficientFundsForRent(2)', None)
    """
    match err:
        case None:
            return None, None
        case str(name):
            return name, None
        case {"InstructionError": [int(index), inner]}:
            text, code = _instruction_error(inner)
            return f"InstructionError({index}, {text})", code
        case {"InsufficientFundsForRent": {"account_index": int(index)}}:
            return f"InsufficientFundsForRent({index})", None
        case dict() if len(err) == 1:
            return str(next(iter(err))), None
    raise LedgerAnswerInvalid(f"a transaction's error has an unknown form: {str(err)[:100]}")


def _instruction_error(inner: object) -> tuple[str, int | None]:
    match inner:
        case str(name):
            return name, None
        case {"Custom": int(code)}:
            return f"Custom({code})", code
        case dict() if len(inner) == 1:
            return str(next(iter(inner))), None
    raise LedgerAnswerInvalid(f"an instruction's error has an unknown form: {str(inner)[:100]}")
