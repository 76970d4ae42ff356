from dataclasses import replace

import pytest

from gridtokenx.campus import catalogue
from gridtokenx.pipeline.folder import (
    EMBEDDED,
    FolderHoldsAnotherRun,
    claim,
    claim_ledger,
    identity,
    stored_start,
)
from gridtokenx.store.memory import MemoryReadingStore

CAMPUS = catalogue.load("utcc")
RUN = identity(CAMPUS, seed=1, start_s=900)


def store() -> MemoryReadingStore:
    return MemoryReadingStore(campus=CAMPUS)


def test_a_new_folder_is_claimed_and_claimed_again() -> None:
    folder = store()
    assert stored_start(folder) is None
    claim(folder, RUN)
    claim(folder, RUN)
    assert stored_start(folder) == 900


@pytest.mark.parametrize("other", [replace(RUN, seed=2), replace(RUN, start_s=1800)])
def test_another_run_is_refused_with_both_values(other: object) -> None:
    folder = store()
    claim(folder, RUN)
    with pytest.raises(FolderHoldsAnotherRun, match="there and"):
        claim(folder, other)  # type: ignore[arg-type] # parametrised


def test_a_changed_meter_changes_the_identity() -> None:
    meters = (replace(CAMPUS.meters[0], pv_kw=1.0), *CAMPUS.meters[1:])
    changed = identity(replace(CAMPUS, meters=meters), seed=1, start_s=900)
    assert changed.campus_digest != RUN.campus_digest


def test_a_run_stays_on_its_ledger() -> None:
    folder = store()
    claim_ledger(folder, ledger="cluster A", stored=None)
    claim_ledger(folder, ledger="cluster A", stored=None)
    with pytest.raises(FolderHoldsAnotherRun, match="on the ledger cluster A, not on cluster B"):
        claim_ledger(folder, ledger="cluster B", stored=None)
    with pytest.raises(FolderHoldsAnotherRun, match="inside the process"):
        claim_ledger(store(), ledger="cluster A", stored=EMBEDDED)
