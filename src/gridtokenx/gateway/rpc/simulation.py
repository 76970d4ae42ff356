"""simulateTransaction, and the check before sending: what a transaction would do."""

import base64
from typing import Literal

import msgspec
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

from gridtokenx.gateway.rpc.account_encoding import decimals_in, show_account
from gridtokenx.gateway.rpc.account_methods import ACCOUNTS_MAX
from gridtokenx.gateway.rpc.chain_error import error_json, error_words, refusal_name
from gridtokenx.gateway.rpc.fault import Code, RpcFault, invalid
from gridtokenx.gateway.rpc.method import Method, of_state, with_context
from gridtokenx.gateway.rpc.params import AccountEncoding, Config, Params, WireEncoding
from gridtokenx.gateway.rpc.wire import read_transaction
from gridtokenx.port.node import Simulation, StateView


class SimulatedAccounts(msgspec.Struct, frozen=True):
    """Accounts to show as they would be."""

    addresses: list[Pubkey]
    encoding: AccountEncoding | None = None


class SimulateConfig(Config, frozen=True):
    """How to simulate."""

    sig_verify: bool | None = None
    replace_recent_blockhash: bool | None = None
    encoding: WireEncoding | None = None
    accounts: SimulatedAccounts | None = None
    inner_instructions: bool | None = None
    """The ledger does not tell these of a simulation: null is answered."""


class SimulateParams(Params, frozen=True):
    """A transaction as text."""

    transaction: str
    config: SimulateConfig | None = None


def simulate_transaction(view: StateView, params: SimulateParams) -> object:
    """Return what a transaction would do.

    Raises:
        RpcFault: The text is no transaction, or the configuration contradicts itself.
    """
    config = params.config or SimulateConfig()
    check, replace = bool(config.sig_verify), bool(config.replace_recent_blockhash)
    if check and replace:
        raise invalid("config.sigVerify", True, "it may not be used with replaceRecentBlockhash")
    addresses = config.accounts.addresses if config.accounts is not None else []
    if len(addresses) > ACCOUNTS_MAX:
        raise invalid("config.accounts.addresses", f"{len(addresses)} addresses", f"at most {ACCOUNTS_MAX}")
    transaction = read_transaction(params.transaction, config.encoding or "base58")
    done = view.simulate(transaction, check_signatures=check, replace_blockhash=replace, addresses=addresses)
    value = simulation_json(done)
    if config.accounts is not None:
        encoding = config.accounts.encoding or "base64"
        decimals = decimals_in(view.account)
        value["accounts"] = [
            None if account is None else show_account(account, encoding=encoding, decimals=decimals)
            for account in done.accounts
        ]
    if replace:
        blockhash, height = view.latest_blockhash()
        value["replacementBlockhash"] = {"blockhash": str(blockhash), "lastValidBlockHeight": height}
    return with_context(view, value)


def check_before_sending(view: StateView, transaction: VersionedTransaction) -> None:
    """Do nothing when a transaction would succeed.

    Raises:
        RpcFault: It would fail: with the logs and the error, as Solana's preflight does.
    """
    done = view.simulate(transaction, check_signatures=True, replace_blockhash=False)
    if done.error is None:
        return
    if _name(done.error) == "SignatureFailure":
        raise RpcFault(Code.SIGNATURE_FAILED, "Transaction signature verification failure")
    raise preflight_failed(done.error, simulation_json(done))


def preflight_failed(error: str, data: dict[str, object]) -> RpcFault:
    """Return the refusal of a transaction that would fail."""
    return RpcFault(Code.PREFLIGHT_FAILED, f"Transaction simulation failed: {error_words(error)}", data)


def simulation_json(done: Simulation) -> dict[str, object]:
    """Return a simulation as Solana writes it."""
    return {
        "err": error_json(done.error),
        "logs": list(done.logs),
        "accounts": None,
        "unitsConsumed": done.compute_units,
        "returnData": return_data_json(done.return_data),
        "innerInstructions": None,
        "replacementBlockhash": None,
    }


def return_data_json(data: tuple[Pubkey, bytes] | None) -> dict[str, object] | None:
    """Return what a program gave back, or None."""
    if data is None:
        return None
    program, value = data
    label: Literal["base64"] = "base64"
    return {"programId": str(program), "data": [base64.b64encode(value).decode(), label]}


def _name(error: str) -> str:
    return "" if error.startswith("InstructionError") else refusal_name(error)


METHODS: dict[str, Method] = {"simulateTransaction": of_state(SimulateParams, simulate_transaction)}
