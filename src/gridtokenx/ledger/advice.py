"""What to do about each finding and notice of an audit, in a sentence or two."""

from typing import Final

_RESTORE = (
    "Stop the ledger, keep this folder as evidence, and restore the newest backup that an audit passes."
)
_VALIDATOR = (
    "The validator did not run what it wrote down. Keep the folder as evidence, find who could write to its "
    "disk or its process, and restore a backup from before this entry."
)
_PROGRAM = (
    "The program itself let this happen: pause the market (`pause`), compare the program's code with a build "
    "from its source (`programs/build --check`), and correct the balances that the message names."
)
_KEY = "Treat the key as stolen: hand over or rotate it, and review everything that it signed since."
_VERSION = "Audit with the package version that wrote this ledger, or with its programs' IDL files."

ADVICE: Final = {
    "ENTRY_CHANGED": _RESTORE,
    "ENTRY_MISSING": _RESTORE,
    "CHAIN_BROKEN": _RESTORE,
    "CLOCK_BACKWARDS": _VALIDATOR,
    "JOURNAL_TRUNCATED": _RESTORE,
    "HEAD_DIFFERS": "Another history stands here than the one whose head was kept. " + _RESTORE,
    "HEAD_INVALID": "Give the head as `gridtokenx ledger head` prints it: number, colon, 64 hex digits.",
    "GENESIS_DAMAGED": _RESTORE,
    "JOURNAL_UNREADABLE": _RESTORE,
    "PROGRAM_MISSING": _VERSION,
    "NOT_READABLE": _VERSION,
    "RESULT_DIFFERS": _VALIDATOR + " Later differences may follow from the first.",
    "STATE_DIFFERS": _VALIDATOR,
    "ACCOUNT_DIFFERS": "Somebody wrote this account without a transaction. " + _VALIDATOR,
    "SNAPSHOT_CHANGED": "Find who wrote to it. Delete its file: the ledger makes it again from the journal.",
    "SUPPLY_UNEXPLAINED": _PROGRAM,
    "CREDIT_UNEXPLAINED": _PROGRAM,
    "COUNTER_DIFFERS": _PROGRAM,
    "MINTED_ELSEWHERE": _PROGRAM,
    "MINT_AUTHORITY_CHANGED": _PROGRAM,
    "MINT_WITHOUT_READING": _PROGRAM,
    "MINT_NOT_SURPLUS": _PROGRAM,
    "MINT_MISDIRECTED": _PROGRAM,
    "ATTESTED_TWICE": _PROGRAM,
    "BATCH_MISSING": _PROGRAM,
    "FEED_DIFFERS": _PROGRAM,
    "CERTIFICATE_UNKNOWN": _PROGRAM,
    "CERTIFICATE_DIFFERS": _PROGRAM,
    "CERTIFICATION_DIFFERS": _PROGRAM,
    "CERTIFIED_TWICE": _PROGRAM,
    "CERTIFIED_TOO_MUCH": _PROGRAM,
    "FLOW_UNKNOWN": _PROGRAM,
    "FLOW_DIFFERS": _PROGRAM,
    "FLOW_OVERDELIVERED": _PROGRAM,
    "FLOW_OVERPAID": _PROGRAM,
    "TRADE_DIFFERS": _PROGRAM,
    "PAID_TWICE": _PROGRAM,
    "VAULT_SHORT": _PROGRAM,
    "VAULT_UNEXPLAINED": _PROGRAM,
    "VAULT_OWNER_CHANGED": _PROGRAM,
    "PAYOUT_DIFFERS": _PROGRAM,
    "PLACED_LATE": _PROGRAM,
    "ORDER_UNKNOWN": _PROGRAM,
    "CLEARED_TWICE": _PROGRAM,
    "CLEARING_DIFFERS": _PROGRAM,
    "FILL_DIFFERS": _PROGRAM,
    "FILLS_DIFFER": _PROGRAM,
    "PRICE_DIFFERS": _PROGRAM,
    "LIMIT_BROKEN": _PROGRAM,
    "PAYMENT_DIFFERS": _PROGRAM,
    "REFUND_DIFFERS": _PROGRAM,
    "NOT_SIGNED": _PROGRAM,
    "WRONG_AUTHORITY": _KEY,
    "THRESHOLD_NOT_MET": _PROGRAM,
    "INITIALIZED_TWICE": _PROGRAM,
    "CONFIG_DIFFERS": _PROGRAM,
    "CODE_CHANGED": _VALIDATOR,
    "CODE_NOT_SHIPPED": "Trust it only after comparing its hash with a build from source (`programs/build`).",
    "PROGRAM_UPGRADED": "Ask the operator which release this is; compare its hash with a build from source.",
    "PROGRAM_CLOSED": "Nothing of this program can run any more: ask the operator why.",
    "UPGRADE_AUTHORITY_PASSED": "Make sure that the new holder is the one that was agreed on.",
    "AUDITED_FROM_GENESIS": "Nothing: the whole ledger was run again, which proves more.",
}


def advice_for(code: str) -> str:
    """Return what to do about a finding.

    >>> advice_for("AUDITED_FROM_GENESIS")[:8]
    'Nothing:'
    """
    return ADVICE[code]
