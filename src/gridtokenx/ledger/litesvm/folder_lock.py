"""One process a ledger folder: a lock file that the system lets go of when the process dies."""

import sys
from pathlib import Path
from typing import IO

from gridtokenx.base.errors import GridTokenXError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class LedgerInUse(GridTokenXError):
    """A ledger folder that another process has open."""


class FolderLock:
    """Holds a folder for this process until :meth:`release`.

    Raises:
        LedgerInUse: Another process holds it.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / "ledger.lock"
        self._file: IO[bytes] | None = path.open("a+b")
        try:
            self._take(self._file)
        except OSError:
            self._file.close()
            self._file = None
            raise LedgerInUse(
                f"{folder} is open in another process: stop it, or use another data folder"
            ) from None

    @staticmethod
    def _take(file: IO[bytes]) -> None:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)

    def release(self) -> None:
        """Let another process open the folder."""
        if self._file is not None:
            self._file.close()
            self._file = None
