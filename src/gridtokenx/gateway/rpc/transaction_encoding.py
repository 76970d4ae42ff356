"""A stored transaction as a client wants it: its bytes as text, its parts, or its parts in words.

Source: Solana's RPC reference, "JSON structures".
"""

import base64

from solders.message import MessageV0
from solders.transaction import VersionedTransaction

from gridtokenx.gateway.rpc import base58
from gridtokenx.gateway.rpc.fault import Code, RpcFault
from gridtokenx.gateway.rpc.instruction_parsing import instruction_words
from gridtokenx.gateway.rpc.params import TransactionEncoding
from gridtokenx.gateway.rpc.transaction_keys import AccountKey

OUTER_HEIGHT = 1


def show_transaction(
    transaction: VersionedTransaction, keys: list[AccountKey], *, encoding: TransactionEncoding
) -> object:
    """Return a transaction as JSON.

    Args:
        transaction: The transaction.
        keys: Its accounts.
        encoding: ``binary`` is base 58 without a label.
    """
    if encoding == "json":
        return {"signatures": _signatures(transaction), "message": _raw_message(transaction)}
    if encoding == "jsonParsed":
        return {"signatures": _signatures(transaction), "message": _parsed_message(transaction, keys)}
    if encoding == "base64":
        return [base64.b64encode(bytes(transaction)).decode(), "base64"]
    text = base58.encode(bytes(transaction))
    return text if encoding == "binary" else [text, "base58"]


def show_accounts(transaction: VersionedTransaction, keys: list[AccountKey]) -> dict[str, object]:
    """Return a transaction's signatures and accounts alone."""
    return {"signatures": _signatures(transaction), "accountKeys": keys_json(keys)}


def version_of(transaction: VersionedTransaction) -> str | int:
    """Return "legacy" or the number of the version."""
    return 0 if isinstance(transaction.message, MessageV0) else "legacy"


def require_version(transaction: VersionedTransaction, max_supported: int | None) -> None:
    """Do nothing when the client can read a transaction's version.

    Raises:
        RpcFault: It has not said so.
    """
    version = version_of(transaction)
    if isinstance(version, int) and (max_supported is None or max_supported < version):
        raise RpcFault(
            Code.VERSION_UNSUPPORTED,
            f"Transaction version ({version}) is not supported by the requesting client. "
            "Please try the request again with the following configuration parameter: "
            f'"maxSupportedTransactionVersion": {version}',
        )


def keys_json(keys: list[AccountKey]) -> list[dict[str, object]]:
    """Return a transaction's accounts in words."""
    return [
        {
            "pubkey": str(key.address),
            "signer": key.signer,
            "writable": key.writable,
            "source": "lookupTable" if key.from_table else "transaction",
        }
        for key in keys
    ]


def _signatures(transaction: VersionedTransaction) -> list[str]:
    return [str(signature) for signature in transaction.signatures]


def _raw_message(transaction: VersionedTransaction) -> dict[str, object]:
    message = transaction.message
    header = message.header
    body: dict[str, object] = {
        "header": {
            "numRequiredSignatures": header.num_required_signatures,
            "numReadonlySignedAccounts": header.num_readonly_signed_accounts,
            "numReadonlyUnsignedAccounts": header.num_readonly_unsigned_accounts,
        },
        "accountKeys": [str(address) for address in message.account_keys],
        "recentBlockhash": str(message.recent_blockhash),
        "instructions": [
            {
                "programIdIndex": instruction.program_id_index,
                "accounts": list(instruction.accounts),
                "data": base58.encode(instruction.data),
                "stackHeight": OUTER_HEIGHT,
            }
            for instruction in message.instructions
        ],
    }
    return body | _lookups(transaction)


def _parsed_message(transaction: VersionedTransaction, keys: list[AccountKey]) -> dict[str, object]:
    message = transaction.message
    body: dict[str, object] = {
        "accountKeys": keys_json(keys),
        "recentBlockhash": str(message.recent_blockhash),
        "instructions": [
            instruction_words(
                keys[instruction.program_id_index].address,
                [keys[index].address for index in instruction.accounts],
                instruction.data,
                stack_height=OUTER_HEIGHT,
            )
            for instruction in message.instructions
        ],
    }
    return body | _lookups(transaction)


def _lookups(transaction: VersionedTransaction) -> dict[str, object]:
    message = transaction.message
    if not isinstance(message, MessageV0):
        return {}
    return {
        "addressTableLookups": [
            {
                "accountKey": str(lookup.account_key),
                "writableIndexes": list(lookup.writable_indexes),
                "readonlyIndexes": list(lookup.readonly_indexes),
            }
            for lookup in message.address_table_lookups
        ]
    }
