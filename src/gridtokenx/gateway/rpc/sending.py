"""sendTransaction and requestAirdrop: what changes the ledger.

The signature is answered when the transaction is durable, so a client that waits for it has waited for all
commitments. A transaction that the ledger already holds is answered with its signature again, since clients
repeat what they are not sure of.
"""

from typing import Annotated

import msgspec
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

from gridtokenx.gateway.rpc.chain_error import error_json, refusal_name
from gridtokenx.gateway.rpc.fault import Code, RpcFault, invalid
from gridtokenx.gateway.rpc.method import Method, of_node
from gridtokenx.gateway.rpc.node_access import NodeAccess
from gridtokenx.gateway.rpc.params import Commitment, Config, Count, Params, WireEncoding
from gridtokenx.gateway.rpc.simulation import check_before_sending, preflight_failed
from gridtokenx.gateway.rpc.wire import read_transaction
from gridtokenx.port.ledger import TransactionRefused


class SendConfig(Config, frozen=True):
    """How to send. `maxRetries` means nothing here: a transaction is executed or refused at once."""

    skip_preflight: bool | None = None
    preflight_commitment: Commitment | None = None
    encoding: WireEncoding | None = None
    max_retries: Count | None = None


class SendParams(Params, frozen=True):
    """A signed transaction as text."""

    transaction: str
    config: SendConfig | None = None


class AirdropParams(Params, frozen=True):
    """Who gets how much from the faucet."""

    pubkey: Pubkey
    lamports: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
    config: Config | None = None


async def send_transaction(access: NodeAccess, params: SendParams) -> object:
    """Execute a transaction and return its signature once it is durable.

    Raises:
        RpcFault: The text is no transaction, or the transaction would fail or is refused.
    """
    config = params.config or SendConfig()
    transaction = read_transaction(params.transaction, config.encoding or "base58")
    try:
        if not config.skip_preflight:
            await access.read(
                lambda view: check_before_sending(view, transaction), min_context_slot=config.min_context_slot
            )
        elif config.min_context_slot is not None:
            await access.read(lambda _: None, min_context_slot=config.min_context_slot)
        receipt = await access.submit(transaction)
    except RpcFault as fault:
        if fault.code is Code.PREFLIGHT_FAILED and await _known(access, transaction):
            return str(transaction.signatures[0])
        raise
    except TransactionRefused as refused:
        if await _known(access, transaction):
            return str(transaction.signatures[0])
        raise _refused(str(refused)) from None
    return str(receipt.signature)


async def _known(access: NodeAccess, transaction: VersionedTransaction) -> bool:
    """Return whether the ledger holds this very transaction."""
    signature = transaction.signatures[0]
    known = await access.look_up(lambda history: history.transaction(signature))
    return known is not None and known.body == bytes(transaction)


def _refused(reason: str) -> RpcFault:
    name = refusal_name(reason)
    if name == "SignatureFailure":
        return RpcFault(Code.SIGNATURE_FAILED, f"Transaction signature verification failure: {reason}")
    data: dict[str, object] = {
        "err": error_json(name),
        "logs": [],
        "accounts": None,
        "unitsConsumed": 0,
        "returnData": None,
        "innerInstructions": None,
        "replacementBlockhash": None,
    }
    return preflight_failed(name, data)


async def request_airdrop(access: NodeAccess, params: AirdropParams) -> object:
    """Send lamports from the faucet and return the transaction's signature.

    Raises:
        RpcFault: Airdrops are off, the amount is too high, or the faucet has not enough.
    """
    most = access.settings.airdrop_lamports_max
    if not access.settings.airdrops:
        raise RpcFault(Code.INVALID_REQUEST, "Invalid request: airdrops are not allowed on this ledger")
    if params.lamports > most:
        raise invalid("lamports", params.lamports, f"at most {most} are given at once")
    try:
        receipt = await access.airdrop(params.pubkey, params.lamports)
    except TransactionRefused as refused:
        raise RpcFault(Code.INVALID_REQUEST, f"Invalid request: no airdrop: {refused}") from None
    if receipt.error is not None:
        raise RpcFault(Code.INTERNAL, f"Internal error: the airdrop failed: {receipt.error}")
    return str(receipt.signature)


METHODS: dict[str, Method] = {
    "sendTransaction": of_node(SendParams, send_transaction),
    "requestAirdrop": of_node(AirdropParams, request_airdrop),
}
