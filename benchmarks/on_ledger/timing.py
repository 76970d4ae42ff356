"""Where the seconds of a measurement go: a sender that times building, signing and running."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from solders.hash import Hash
from solders.transaction import VersionedTransaction

from gridtokenx.chain.message import Unsigned
from gridtokenx.pipeline.sending import Sender, Step
from gridtokenx.pipeline.site import Site
from gridtokenx.port.ledger import Receipt


@dataclass(slots=True)
class Watch:
    """Seconds by part."""

    parts: dict[str, float] = field(default_factory=dict)
    signatures: int = 0
    signatures_of_owners: int = 0

    @contextmanager
    def __call__(self, part: str) -> Iterator[None]:
        """Add the time of a block of code to a part."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.add(part, time.perf_counter() - started)

    def add(self, part: str, seconds: float) -> None:
        """Add seconds to a part."""
        self.parts[part] = self.parts.get(part, 0.0) + seconds

    def report(self) -> dict[str, float]:
        """Return the seconds by part, to a thousandth."""
        return {part: round(seconds, 3) for part, seconds in self.parts.items()}


@contextmanager
def staged(site: Site, watch: Watch) -> Iterator[None]:
    """Time stages done in one durable group: sender's parts, the disk, and all the rest as "other"."""
    known, started = sum(watch.parts.values()), time.perf_counter()
    with site.ledger.group():
        yield
        ran = time.perf_counter()
    journalled = time.perf_counter()
    watch.add("journal", journalled - ran)
    watch.add("other", (ran - started) - (sum(watch.parts.values()) - known - (journalled - ran)))


@dataclass(frozen=True, slots=True)
class TimedSender(Sender):
    """The product's sender, timed."""

    watch: Watch

    def build(self, steps: Sequence[Step], blockhash: Hash) -> list[Unsigned]:
        """Lay out a message for each step."""
        with self.watch("building"):
            return Sender.build(self, steps, blockhash)

    def sign(self, steps: Sequence[Step], messages: Sequence[Unsigned]) -> list[VersionedTransaction]:
        """Sign the steps' messages."""
        self.watch.signatures += sum(len(message.signers) for message in messages)
        self.watch.signatures_of_owners += sum(len({*step.signers}) for step in steps)
        with self.watch("signing"):
            return Sender.sign(self, steps, messages)

    def deliver(self, transactions: Sequence[VersionedTransaction]) -> list[Receipt]:
        """Run signed transactions."""
        with self.watch("running"):
            return Sender.deliver(self, transactions)


def timed(site: Site, watch: Watch) -> Site:
    """Return a site whose sender is timed."""
    return replace(site, sender=TimedSender(site.ledger, site.programs, site.sender.operator, watch=watch))
