from solders.signature import Signature

from gridtokenx.ledger.advice import advice_for
from gridtokenx.ledger.finding import MAX_FINDINGS, Findings
from gridtokenx.ledger.litesvm.journal import Entry, Kind

ENTRY = Entry(7, 1, 2, Kind.TRANSACTION, 7, bytes(64), b"\1" + bytes(200), b"", b"", b"")


def test_a_finding_names_entry_and_transaction_and_what_to_do() -> None:
    findings = Findings()
    findings.add("VAULT_SHORT", "three units", ENTRY)
    findings.add("HEAD_INVALID", "no head")
    first, second = findings.kept
    assert (first.seq, first.signature) == (7, str(Signature.default()))
    assert first.message == f"entry 7, transaction {Signature.default()}: three units"
    assert first.advice == advice_for("VAULT_SHORT")
    assert (second.seq, second.signature, second.message) == (None, None, "no head")


def test_an_entry_without_a_transaction_has_no_signature() -> None:
    findings = Findings()
    findings.note("PROGRAM_CLOSED", "gone", Entry(3, 1, 2, Kind.CLOCK, 7, None, b"", b"", b"", b""))
    assert findings.notices[0].message == "entry 3: gone"
    assert (findings.count, findings.notice_count) == (0, 1)


def test_more_than_enough_are_counted_and_not_kept() -> None:
    findings = Findings()
    for _ in range(MAX_FINDINGS + 5):
        findings.add("VAULT_SHORT", "again")
        findings.note("PROGRAM_CLOSED", "again")
    assert (len(findings.kept), findings.count) == (MAX_FINDINGS, MAX_FINDINGS + 5)
    assert (len(findings.notices), findings.notice_count) == (MAX_FINDINGS, MAX_FINDINGS + 5)
