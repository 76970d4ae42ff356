"""A journal entry as a transaction with everything that is told of it."""

from solders.pubkey import Pubkey

from gridtokenx.ledger.litesvm import outcome
from gridtokenx.ledger.litesvm.journal import Entry
from gridtokenx.ledger.litesvm.outcome import Effects, TokenChange
from gridtokenx.port.node import InnerInstruction, SignatureRecord, StoredTransaction, TokenBalance

_NONE = Effects([], [], [], [], [])


def stored_transaction(entry: Entry) -> StoredTransaction:
    """Return a transaction's entry as what is told of it.

    Raises:
        msgspec.MsgspecError: The entry's result is damaged.
    """
    found = outcome.decode(entry.result)
    effects = found.effects or _NONE
    after = dict(effects.changes)
    returned = found.returned
    return StoredTransaction(
        number=entry.number,
        receipt=outcome.receipt_of(found, entry.body, slot=entry.slot, time_s=entry.time_s),
        body=entry.body,
        fee=found.fee,
        pre_balances=tuple(effects.balances),
        post_balances=tuple(after.get(place, lamports) for place, lamports in enumerate(effects.balances)),
        pre_token_balances=_balances(effects.tokens, after=False),
        post_token_balances=_balances(effects.tokens, after=True),
        inner=tuple(InnerInstruction(*called) for called in found.inner),
        loaded_writable=tuple(map(Pubkey, effects.loaded_writable)),
        loaded_readonly=tuple(map(Pubkey, effects.loaded_readonly)),
        return_data=(Pubkey(returned[0]), returned[1]) if returned else None,
    )


def signature_record(entry: Entry) -> SignatureRecord:
    """Return a transaction's entry as a line of history."""
    receipt = outcome.receipt(entry.body, entry.result, slot=entry.slot, time_s=entry.time_s)
    return SignatureRecord(receipt.signature, entry.slot, entry.time_s, receipt.error, entry.number)


def _balances(changes: list[TokenChange], *, after: bool) -> tuple[TokenBalance, ...]:
    found = (
        (change, change.owner_after, change.after) if after else (change, change.owner_before, change.before)
        for change in changes
    )
    return tuple(
        TokenBalance(change.place, Pubkey(change.mint), Pubkey(owner), amount, change.decimals)
        for change, owner, amount in found
        if owner is not None
    )
