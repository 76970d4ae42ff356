"""What became of a transaction: fee, balances before and after, inner instructions, logs.

Source: Solana's RPC reference, "transaction status metadata".
"""

from collections.abc import Iterable
from itertools import groupby

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.gateway.rpc import base58
from gridtokenx.gateway.rpc.chain_error import error_json, status_json
from gridtokenx.gateway.rpc.instruction_parsing import instruction_words
from gridtokenx.gateway.rpc.simulation import return_data_json
from gridtokenx.gateway.rpc.token_amount import ui_amount
from gridtokenx.gateway.rpc.transaction_keys import AccountKey
from gridtokenx.port.node import InnerInstruction, StoredTransaction, TokenBalance


def show_meta(stored: StoredTransaction, keys: list[AccountKey], *, parsed: bool) -> dict[str, object]:
    """Return a stored transaction's outcome; inner instructions in words when `parsed`."""
    meta = balances_json(stored)
    meta |= {
        "innerInstructions": [
            {"index": outer, "instructions": [_inner(item, keys, parsed=parsed) for item in items]}
            for outer, items in groupby(stored.inner, key=lambda item: item.outer)
        ],
        "logMessages": list(stored.receipt.logs),
        "rewards": [],
        "computeUnitsConsumed": stored.receipt.compute_units,
    }
    if not parsed:
        meta["loadedAddresses"] = {
            "writable": [str(address) for address in stored.loaded_writable],
            "readonly": [str(address) for address in stored.loaded_readonly],
        }
    if stored.return_data is not None:
        meta["returnData"] = return_data_json(stored.return_data)
    return meta


def balances_json(stored: StoredTransaction) -> dict[str, object]:
    """Return a stored transaction's error, fee and balances alone."""
    return {
        "err": error_json(stored.receipt.error),
        "status": status_json(stored.receipt.error),
        "fee": stored.fee,
        "preBalances": list(stored.pre_balances),
        "postBalances": list(stored.post_balances),
        "preTokenBalances": _token_balances(stored.pre_token_balances),
        "postTokenBalances": _token_balances(stored.post_token_balances),
    }


def _token_balances(balances: Iterable[TokenBalance]) -> list[dict[str, object]]:
    return [
        {
            "accountIndex": balance.account_index,
            "mint": str(balance.mint),
            "owner": str(balance.owner),
            "programId": str(TOKEN_PROGRAM),
            "uiTokenAmount": ui_amount(balance.amount, balance.decimals),
        }
        for balance in balances
    ]


def _inner(item: InnerInstruction, keys: list[AccountKey], *, parsed: bool) -> dict[str, object]:
    if parsed:
        accounts = [keys[index].address for index in item.accounts]
        program = keys[item.program_index].address
        return instruction_words(program, accounts, item.data, stack_height=item.stack_height)
    return {
        "programIdIndex": item.program_index,
        "accounts": list(item.accounts),
        "data": base58.encode(item.data),
        "stackHeight": item.stack_height,
    }
