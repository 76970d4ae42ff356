"""Invariant 2 of the ledger: an interval of a meter is attested, and so minted, at most once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from solders.pubkey import Pubkey

from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.rule import Fault, View, address, number


@dataclass(slots=True)
class OnceRule:
    """Remembers every meter and interval that was attested."""

    seen: set[tuple[Pubkey, int]] = field(default_factory=set)

    def step(self, events: Sequence[Event], view: View) -> Iterable[Fault]:
        """Find a second attestation of an interval."""
        del view
        for event in events:
            if event.name != "ReadingAttested":
                continue
            key = (address(event.data, "meter"), number(event.data, "interval_start"))
            if key in self.seen:
                yield "ATTESTED_TWICE", f"meter {key[0]} had its interval {key[1]} attested before"
            self.seen.add(key)

    def end(self, view: View) -> Iterable[Fault]:
        """Nothing is left to say."""
        del view
        return ()
