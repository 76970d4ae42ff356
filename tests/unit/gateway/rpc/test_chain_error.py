"""Errors are written so that solders, which others' clients use, reads them as what they are."""

import msgspec
import pytest
from solders.rpc.responses import SimulateTransactionResp
from solders.transaction_status import InstructionErrorCustom, TransactionErrorInstructionError

from gridtokenx.gateway.rpc.chain_error import error_json, error_words, refusal_name, status_json


def read_by_solders(error: str) -> object:
    value = {"err": error_json(error), "logs": [], "accounts": None, "unitsConsumed": 1, "returnData": None}
    message = {"jsonrpc": "2.0", "id": 1, "result": {"context": {"slot": 1}, "value": value}}
    found = SimulateTransactionResp.from_json(msgspec.json.encode(message).decode())
    assert isinstance(found, SimulateTransactionResp)
    return found.value.err


def test_a_programs_own_code() -> None:
    read = read_by_solders("InstructionError(1, Custom(6003))")
    assert isinstance(read, TransactionErrorInstructionError)
    assert isinstance(read.err, InstructionErrorCustom)
    assert (read.index, read.err.code) == (1, 6003)


@pytest.mark.parametrize(
    "error",
    [
        "InstructionError(0, InvalidAccountData)",
        "InstructionError(3, BorshIoError)",
        "InsufficientFundsForRent(2)",
        "DuplicateInstruction(1)",
        "BlockhashNotFound",
        "AlreadyProcessed",
    ],
)
def test_every_form_is_read(error: str) -> None:
    name = (
        error.split("(", maxsplit=1)[0]
        if "InstructionError" not in error
        else error.rsplit(maxsplit=1)[-1].rstrip(")")
    )
    read = read_by_solders(error)
    assert name in f"{type(read)} {read}"


def test_words_are_those_that_clients_know() -> None:
    assert error_words("BlockhashNotFound") == "Blockhash not found"
    assert (
        error_words("InstructionError(0, Custom(1))")
        == "Error processing Instruction 0: custom program error: 0x1"
    )
    assert error_words("InstructionError(0, InvalidAccountData)").endswith("invalid account data")
    assert "rent" in error_words("InsufficientFundsForRent(2)")


def test_the_ledgers_own_words_have_names() -> None:
    assert refusal_name("transaction 5x was processed already") == "AlreadyProcessed"
    assert refusal_name("blockhash 5x is not one of this ledger's last 150: sign") == "BlockhashNotFound"
    assert refusal_name("transaction 5x was refused: AccountNotFound") == "AccountNotFound"
    assert refusal_name("the transaction carries no signature: sign it first") == "SanitizeFailure"


def test_success_has_no_error() -> None:
    assert error_json(None) is None
    assert status_json(None) == {"Ok": None}
    assert status_json("AccountNotFound") == {"Err": "AccountNotFound"}
