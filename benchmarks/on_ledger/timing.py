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


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of the wall's clock, and of all the process's threads on a processor.

    The second tells the work on a machine that is busy with other things; where threads work side by side
    it is the larger one.
    """

    wall_s: float = 0.0
    cpu_s: float = 0.0

    @classmethod
    def now(cls) -> "Spent":
        """Return the clocks as they are."""
        return cls(time.perf_counter(), time.process_time())

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.wall_s + other.wall_s, self.cpu_s + other.cpu_s)

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(self.wall_s - other.wall_s, self.cpu_s - other.cpu_s)

    def times(self, share: float) -> "Spent":
        """Return a share."""
        return Spent(self.wall_s * share, self.cpu_s * share)

    def report(self) -> dict[str, float]:
        """Return both, to a thousandth."""
        return {"wall": round(self.wall_s, 3), "cpu": round(self.cpu_s, 3)}


@dataclass(slots=True)
class Watch:
    """What was spent, by part."""

    parts: dict[str, Spent] = field(default_factory=dict)
    signatures: int = 0
    signatures_of_owners: int = 0

    @contextmanager
    def __call__(self, part: str) -> Iterator[None]:
        """Add the time of a block of code to a part."""
        started = Spent.now()
        try:
            yield
        finally:
            self.add(part, Spent.now() - started)

    def add(self, part: str, spent: Spent) -> None:
        """Add to a part."""
        self.parts[part] = self.parts.get(part, Spent()) + spent

    def total(self) -> Spent:
        """Return the sum of all parts."""
        return sum(self.parts.values(), Spent())

    def report(self) -> dict[str, dict[str, float]]:
        """Return what was spent by part."""
        return {part: spent.report() for part, spent in self.parts.items()}


@contextmanager
def staged(site: Site, watch: Watch) -> Iterator[None]:
    """Time stages done in one durable group: sender's parts, the disk, and all the rest as "other"."""
    known, started = watch.total(), Spent.now()
    with site.ledger.group():
        yield
        ran = Spent.now()
    done = Spent.now()
    sent = watch.total() - known
    watch.add("journal", done - ran)
    watch.add("other", (ran - started) - sent)


@dataclass(frozen=True, slots=True)
class TimedSender(Sender):
    """The product's sender, timed."""

    watch: Watch = field(default_factory=Watch)

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
    plain = site.sender
    sender = TimedSender(plain.ledger, plain.programs, plain.operator, plain.most_a_call, watch)
    return replace(site, sender=sender)
