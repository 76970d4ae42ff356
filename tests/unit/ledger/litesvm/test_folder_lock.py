from pathlib import Path

import pytest

from gridtokenx.ledger.litesvm.folder_lock import FolderLock, LedgerInUse


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    first = FolderLock(tmp_path)
    with pytest.raises(LedgerInUse, match="another process"):
        FolderLock(tmp_path)
    first.release()
    first.release()
    FolderLock(tmp_path).release()
