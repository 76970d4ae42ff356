"""What an audit says: findings, which are faults, and notices, which somebody should know and judge.

Each names the entry and the transaction when it is about one, and what to do (``advice.py``).
"""

from dataclasses import dataclass, field

from solders.signature import Signature

from gridtokenx.ledger.advice import advice_for
from gridtokenx.ledger.litesvm.journal import Entry, Kind

MAX_FINDINGS = 200
SIGNED_BYTES = 65


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be; `seq` and `signature` name the entry when it is one's."""

    code: str
    message: str
    seq: int | None = None
    signature: str | None = None
    advice: str = ""
    """What to do."""


@dataclass(slots=True)
class Findings:
    """Collects faults and notices; of each, more than 200 are counted and not kept."""

    kept: list[Finding] = field(default_factory=list)
    count: int = 0
    notices: list[Finding] = field(default_factory=list)
    notice_count: int = 0

    def add(self, code: str, message: str, entry: Entry | None = None) -> None:
        """Note a fault, about an entry when one is given."""
        self.count += 1
        if len(self.kept) < MAX_FINDINGS:
            self.kept.append(_finding(code, message, entry))

    def note(self, code: str, message: str, entry: Entry | None = None) -> None:
        """Note something that is allowed and should be known."""
        self.notice_count += 1
        if len(self.notices) < MAX_FINDINGS:
            self.notices.append(_finding(code, message, entry))


def _finding(code: str, message: str, entry: Entry | None) -> Finding:
    if entry is None:
        return Finding(code, message, advice=advice_for(code))
    signed = entry.kind == Kind.TRANSACTION and len(entry.body) >= SIGNED_BYTES
    signature = str(Signature(entry.body[1:SIGNED_BYTES])) if signed else None
    name = f"entry {entry.seq}" + (f", transaction {signature}" if signature else "")
    return Finding(code, f"{name}: {message}", entry.seq, signature, advice_for(code))
