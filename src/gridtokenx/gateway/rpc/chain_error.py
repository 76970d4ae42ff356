"""A transaction's error: from the ledger's text to the JSON and the words that clients of Solana read.

Source: Solana's ``TransactionError`` and ``InstructionError`` as serde writes them.
"""

import re

_INSTRUCTION = re.compile(r"^InstructionError\((\d+), (?:Custom\((\d+)\)|(\w+))\)$")
_INDEXED = re.compile(
    r"^(InsufficientFundsForRent|ProgramExecutionTemporarilyRestricted|DuplicateInstruction)\((\d+)\)$"
)
_NAME = re.compile(r"^[A-Z][A-Za-z0-9]+$")
_REFUSED = re.compile(r"was refused: ([A-Z][A-Za-z0-9]+)$")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORDS = {
    "AccountNotFound": "Attempt to debit an account but found no record of a prior credit.",
    "AlreadyProcessed": "This transaction has already been processed",
    "BlockhashNotFound": "Blockhash not found",
    "InsufficientFundsForFee": "Insufficient funds for fee",
    "InvalidAccountForFee": "This account may not be used to pay transaction fees",
    "SanitizeFailure": "Transaction failed to sanitize accounts offsets correctly",
    "SignatureFailure": "Transaction did not pass signature verification",
}


def error_json(error: str | None) -> object:
    """Return an error as Solana writes it in JSON, or None.

    >>> error_json("InstructionError(0, Custom(6003))")
    {'InstructionError': [0, {'Custom': 6003}]}
    """
    if error is None:
        return None
    if found := _INSTRUCTION.match(error):
        index, custom, name = found.groups()
        return {"InstructionError": [int(index), name if custom is None else {"Custom": int(custom)}]}
    if found := _INDEXED.match(error):
        name, index = found.groups()
        if name == "DuplicateInstruction":
            return {name: int(index)}
        return {name: {"account_index": int(index)}}
    return refusal_name(error)


def status_json(error: str | None) -> dict[str, object]:
    """Return an error as the older `status` of a transaction: Ok or Err."""
    return {"Ok": None} if error is None else {"Err": error_json(error)}


def refusal_name(message: str) -> str:
    """Return the name that Solana has for a refusal which the ledger put in words."""
    if _NAME.match(message):
        return message
    if found := _REFUSED.search(message):
        return found[1]
    if "processed already" in message:
        return "AlreadyProcessed"
    if "blockhash" in message:
        return "BlockhashNotFound"
    return "SanitizeFailure"


def error_words(error: str) -> str:
    """Return an error in the words that clients of Solana show.

    >>> error_words("InstructionError(2, Custom(6003))")
    'Error processing Instruction 2: custom program error: 0x1773'
    """
    if found := _INSTRUCTION.match(error):
        index, custom, name = found.groups()
        what = _spaced(name) if custom is None else f"custom program error: {int(custom):#x}"
        return f"Error processing Instruction {index}: {what}"
    if found := _INDEXED.match(error):
        return f"{_spaced(found[1])} ({found[2]})"
    name = refusal_name(error)
    return _WORDS.get(name, _spaced(name))


def _spaced(name: str) -> str:
    return _CAMEL.sub(" ", name).lower()
