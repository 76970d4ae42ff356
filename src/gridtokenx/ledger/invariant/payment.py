"""Invariant 4 of the ledger, credit's side: a payment's reference issues credit once."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from solders.pubkey import Pubkey

from gridtokenx.ledger.invariant.rule import Fault, View, number
from gridtokenx.ledger.invariant.seen import Seen


@dataclass(slots=True)
class PaymentRule:
    """Remembers the accounts that stand for payments; each is on the ledger, too."""

    issued: set[Pubkey] = field(default_factory=set)
    issued_units: int = 0

    def start(self, view: View) -> Iterable[Fault]:
        """Take over the payments that the ledger holds."""
        self.issued.update(place for place, _ in view.all(view.programs.energy_token, "Payment"))
        return ()

    def step(self, seen: Seen, view: View) -> Iterable[Fault]:
        """Find credit issued again for a reference, or more of it than the payment says."""
        events = [event.data for event in seen.events if event.name == "CreditIssued"]
        named = [named for named in seen.named if named.name == "energy_token.issue_credit"]
        if len(events) != len(named):
            yield Fault(
                "CREDIT_UNEXPLAINED", f"{len(events)} credits were issued by {len(named)} instructions"
            )
        for event in events:
            amount, reference = number(event, "amount"), event["reference"]
            assert isinstance(reference, bytes)
            place = view.programs.energy_token.address(b"payment", reference)
            if place in self.issued:
                yield Fault("PAID_TWICE", f"payment {reference.hex()} issued {amount} credit units again")
            payment = view.read(view.programs.energy_token, "Payment", place)
            if payment is None or number(payment, "amount") != amount:
                yield Fault(
                    "CREDIT_UNEXPLAINED",
                    f"{amount} credit units were issued for payment {reference.hex()}, whose account says "
                    f"{payment['amount'] if payment else 'nothing'}",
                )
            self.issued.add(place)
            self.issued_units += amount

    def end(self, view: View) -> Iterable[Fault]:
        """Nothing is left to say."""
        del view
        return ()
