"""The transactions of our programs, numbered: a cluster numbers none, and holds many that are not ours.

Numbers count from 1 in the order in which this process learned of them, which is that of slots. Each look
asks only for what is newer; the first one goes back a bounded way, and what is old enough is let go.
"""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from heapq import merge
from itertools import islice

from solders.pubkey import Pubkey

from gridtokenx.ledger.rpc.answer import SignatureLine
from gridtokenx.ledger.rpc.cluster import SIGNATURE_LINES_A_CALL, Cluster

PAGES_MAX = 20
"""Most pages of 1,000 signatures that one look reads for a program: the newest 20,000."""
KEPT = 100_000
"""Transactions that are remembered; a month of a campus of 25 meters is 60,000."""


class SignatureIndex:
    """Signatures of the transactions that name one of our programs, oldest first."""

    def __init__(
        self, cluster: Cluster, pool: ThreadPoolExecutor, programs: Sequence[Pubkey], *, kept: int = KEPT
    ) -> None:
        self._cluster, self._pool, self._programs = cluster, pool, tuple(programs)
        self._newest: dict[Pubkey, str] = {}
        self._known: set[str] = set()
        self._order: deque[SignatureLine] = deque()
        self._kept = kept
        self._gone = 0

    def update(self) -> int:
        """Learn what is new; return how many there are, those that were let go included."""
        new = [*self._pool.map(self._new_of, self._programs)]
        for program, lines in zip(self._programs, new, strict=True):
            if lines:
                self._newest[program] = lines[-1].signature
        for line in merge(*new, key=lambda line: line.slot):
            if line.signature not in self._known:
                self._known.add(line.signature)
                self._order.append(line)
        while len(self._order) > self._kept:
            self._known.discard(self._order.popleft().signature)
            self._gone += 1
        return self._gone + len(self._order)

    def between(self, *, limit: int, before: int) -> list[SignatureLine]:
        """Return transactions with numbers below `before`, newest first, `limit` at most."""
        last = max(0, min(before - 1 - self._gone, len(self._order)))
        return [*islice(self._order, max(0, last - limit), last)][::-1]

    def _new_of(self, program: Pubkey) -> list[SignatureLine]:
        """Return a program's transactions since the last look, oldest first."""
        found: list[SignatureLine] = []
        before: str | None = None
        until = self._newest.get(program)
        for _ in range(PAGES_MAX):
            page = self._cluster.signatures(program, before=before, until=until)
            found += page
            if len(page) < SIGNATURE_LINES_A_CALL:
                break
            before = page[-1].signature
        return found[::-1]
