from tests.unit.ledger.conftest import Economy, Opener

from gridtokenx.ledger.audit import audit


def test_a_sound_ledger_passes_and_its_figures_are_reported(economy: Economy) -> None:
    economy.ledger.send([economy.mint(5), economy.pay(10**9)])
    seen: list[tuple[int, int]] = []
    report = audit(
        economy.ledger.folder, programs=None, head=economy.ledger.head(), progress=lambda *at: seen.append(at)
    )
    assert report.ok
    assert report.transactions == 4
    assert report.state_hash == economy.ledger.state_hash()
    assert report.head == economy.ledger.head()
    assert seen[-1] == (report.entries, report.entries)


def test_a_head_of_a_longer_journal_fails_it(economy: Economy, opener: Opener) -> None:
    head = f"999:{'0' * 64}"
    report = audit(economy.ledger.folder, programs=None, head=head)
    assert not report.ok
    assert report.findings[0].code == "JOURNAL_TRUNCATED"
    assert report.finding_count == 1
