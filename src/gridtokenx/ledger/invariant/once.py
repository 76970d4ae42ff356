"""Invariant 2 of the ledger: an interval of a meter is attested, and so minted, at most once.

A meter's intervals come in order, so the end of its newest one is all that has to be kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from solders.pubkey import Pubkey

from gridtokenx.chain.program import Event
from gridtokenx.ledger.invariant.rule import Fault, View, address, number
from gridtokenx.ledger.invariant.seen import Seen


@dataclass(slots=True)
class OnceRule:
    """Remembers each meter's newest attested interval."""

    ends: dict[Pubkey, int] = field(default_factory=dict)
    """End of the newest interval by meter [epoch s]."""
    readings: int = 0

    def start(self, view: View) -> Iterable[Fault]:
        """Take over the feeds' newest intervals."""
        for _, feed in view.all(view.programs.oracle, "MeterFeed"):
            self.ends[address(feed, "meter")] = number(feed, "last_end")
        return ()

    def step(self, seen: Seen, view: View) -> Iterable[Fault]:
        """Find a second attestation of an interval, or of a part of it."""
        for event in seen.events:
            if event.name == "ReadingAttested":
                self.readings += 1
                yield from self._attested(event, view)

    def _attested(self, event: Event, view: View) -> Iterable[Fault]:
        meter, start = address(event.data, "meter"), number(event.data, "interval_start")
        batch = view.read(view.programs.oracle, "Batch", view.addresses.batch(start))
        if batch is None:
            yield Fault(
                "BATCH_MISSING", f"meter {meter}: interval {start} was attested without a batch account"
            )
            return
        known = self.ends.get(meter, 0)
        if start < known:
            yield Fault(
                "ATTESTED_TWICE",
                f"meter {meter} had its time up to {known} attested, and now the interval {start} again",
            )
        self.ends[meter] = max(known, start + number(batch, "length_s"))

    def end(self, view: View) -> Iterable[Fault]:
        """Compare with what the feeds say."""
        for place, feed in view.all(view.programs.oracle, "MeterFeed"):
            known = self.ends.get(address(feed, "meter"), 0)
            if number(feed, "last_end") != known:
                yield Fault(
                    "FEED_DIFFERS",
                    f"feed {place} ends {feed['last_end']}, its readings say {known}",
                )
