"""Invariant 4 of the ledger for bilateral trades: energy one way, its price the other, nothing else."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from solders.pubkey import Pubkey

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.ledger.invariant.rule import Fault, View, address, number
from gridtokenx.ledger.invariant.seen import Seen
from gridtokenx.ledger.invariant.token_move import Move

Leg = tuple[Pubkey | None, Pubkey | None, Pubkey | None]
"""From whom, to whom, in what token."""


@dataclass(slots=True)
class TradeRule:
    """Holds what trading moves from wallet to wallet against the trades that it logs."""

    trades: int = 0

    def start(self, view: View) -> Iterable[Fault]:
        """Nothing is needed."""
        del view
        return ()

    def step(self, seen: Seen, view: View) -> Iterable[Fault]:
        """Compare both legs of each trade."""
        events = [event.data for event in seen.events if event.name == "TradeExecuted"]
        moved, due = _moved(seen, view), Counter[Leg]()
        for trade in events:
            buyer, seller = address(trade, "buyer"), address(trade, "seller")
            wh, price = number(trade, "wh"), number(trade, "price")
            self.trades += 1
            if number(trade, "paid_units") != wh * price:
                told = f"{wh} Wh at {price} ticks for {trade['paid_units']} credit units"
                yield Fault("TRADE_DIFFERS", f"{buyer} bought of {seller} {told}")
            due[seller, buyer, view.addresses.energy_mint()] += wh * UNITS_PER_WH
            due[buyer, seller, view.addresses.credit_mint()] += wh * price
        for (giver, taker, mint), units in ((moved - due) + (due - moved)).items():
            told = f"{units} units of {mint} from {giver} to {taker}"
            yield Fault("TRADE_DIFFERS", f"what trades say and what moved differ by {told}")

    def end(self, view: View) -> Iterable[Fault]:
        """Nothing is left to say."""
        del view
        return ()


def _moved(seen: Seen, view: View) -> Counter[Leg]:
    """Return what trading moved without a vault [units]."""
    vaults = {view.addresses.energy_vault(), view.addresses.credit_vault()}
    found: Counter[Leg] = Counter()
    for move in seen.moves:
        if move.kind is not Move.TRANSFER or move.caller != view.addresses.trading:
            continue
        if move.source is None or move.destination is None or {move.source, move.destination} & vaults:
            continue
        giver, taker = seen.owners.get(move.source), seen.owners.get(move.destination)
        found[giver, taker, seen.mints.get(move.source)] += move.amount
    return found
