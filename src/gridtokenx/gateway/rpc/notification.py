"""Which subscriptions a commit concerns, and what they are told. No input, no output.

Source: Solana's RPC reference, "websocket methods".
"""

from collections.abc import Iterator

from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

from gridtokenx.chain.addresses import SYSTEM_PROGRAM
from gridtokenx.gateway.rpc.account_encoding import show_account
from gridtokenx.gateway.rpc.account_parsing import Decimals
from gridtokenx.gateway.rpc.chain_error import error_json
from gridtokenx.gateway.rpc.fault import RpcFault
from gridtokenx.gateway.rpc.method import in_context
from gridtokenx.gateway.rpc.subscription import (
    AccountWatch,
    LogsWatch,
    ProgramWatch,
    SignatureWatch,
    Watch,
)
from gridtokenx.gateway.rpc.token_layout import read_token_account
from gridtokenx.port.ledger import AccountState
from gridtokenx.port.node import Commit, StoredTransaction

RECEIVED = "receivedSignature"


def results(watch: Watch, commit: Commit, decimals: Decimals) -> Iterator[object]:
    """Yield what a subscription is told of a commit; the last is the outcome, for a signature.

    Args:
        watch: What is subscribed to.
        commit: What became durable.
        decimals: Returns a mint's decimals, for parsed token accounts.
    """
    match watch:
        case AccountWatch():
            yield from _account(watch, commit, decimals)
        case ProgramWatch():
            yield from _program(watch, commit, decimals)
        case LogsWatch():
            for stored in commit.transactions:
                if watch.mentioned is None or watch.mentioned in mentioned(stored):
                    yield in_context(commit.slot, logs_json(stored))
        case SignatureWatch():
            for stored in commit.transactions:
                if stored.receipt.signature == watch.signature:
                    yield from signature_results(watch, stored.receipt.slot, stored.receipt.error)


def signature_results(watch: SignatureWatch, slot: int, error: str | None) -> Iterator[object]:
    """Yield what a signature's subscription is told: that it arrived, when asked, and what became of it."""
    if watch.received:
        yield in_context(slot, RECEIVED)
    yield in_context(slot, {"err": error_json(error)})


def logs_json(stored: StoredTransaction) -> dict[str, object]:
    """Return a transaction's logs as subscribers get them."""
    return {
        "signature": str(stored.receipt.signature),
        "err": error_json(stored.receipt.error),
        "logs": list(stored.receipt.logs),
    }


def mentioned(stored: StoredTransaction) -> set[Pubkey]:
    """Return every address that a transaction names."""
    message = VersionedTransaction.from_bytes(stored.body).message
    return {*message.account_keys, *stored.loaded_writable, *stored.loaded_readonly}


def mints_of(commit: Commit) -> set[Pubkey]:
    """Return the mints of the token accounts that a commit changed."""
    held = (read_token_account(account) for account in commit.changed.values())
    return {item.mint for item in held if item is not None}


def _account(watch: AccountWatch, commit: Commit, decimals: Decimals) -> Iterator[object]:
    if watch.address in commit.changed:
        account = commit.changed[watch.address]
        if account is None:
            account = AccountState(watch.address, SYSTEM_PROGRAM, 0, b"")
        yield in_context(commit.slot, _shown(account, watch, decimals))


def _program(watch: ProgramWatch, commit: Commit, decimals: Decimals) -> Iterator[object]:
    for address, account in commit.changed.items():
        if account is not None and account.owner == watch.program and watch.matches(account.data):
            value = {"pubkey": str(address), "account": _shown(account, watch, decimals)}
            yield in_context(commit.slot, value)


def _shown(
    account: AccountState, watch: AccountWatch | ProgramWatch, decimals: Decimals
) -> dict[str, object]:
    """Return an account as asked for; one that is too long for base 58 comes as base64."""
    try:
        return show_account(account, encoding=watch.encoding, data_slice=watch.data_slice, decimals=decimals)
    except RpcFault:
        return show_account(account, encoding="base64", data_slice=watch.data_slice, decimals=decimals)
