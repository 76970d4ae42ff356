"""The thread that reads the history and keeps its index, so that neither ever holds up the ledger."""

import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from gridtokenx.ledger.litesvm.history import History
from gridtokenx.ledger.litesvm.promise import fulfil
from gridtokenx.ledger.litesvm.validator import LedgerClosed
from gridtokenx.port.ledger import LedgerBusy
from gridtokenx.port.node import HistoryView

_log = logging.getLogger(__name__)
T = TypeVar("T")
MAX_WAITING = 10_000
REST_S = 0.01
"""Between two rounds of indexing, even when it is far behind: the ledger's thread has the processor then."""


@dataclass(slots=True)
class _LookUp:
    work: Callable[[HistoryView], Any]
    done: Future[Any] = field(default_factory=Future)


class HistoryThread:
    """Answers lookups in order; indexes when there are none."""

    def __init__(self, folder: Path) -> None:
        self._wake = threading.Condition()
        self._waiting: deque[_LookUp] = deque()
        self._behind, self._ended = True, False
        self._thread = threading.Thread(target=self._run, args=(folder,), name="history", daemon=True)
        self._thread.start()

    def look_up(self, work: Callable[[HistoryView], T]) -> Future[T]:
        """Queue work on the history."""
        one = _LookUp(work)
        with self._wake:
            if self._ended:
                one.done.set_exception(LedgerClosed("the ledger is closed: open it again"))
            elif len(self._waiting) >= MAX_WAITING:
                one.done.set_exception(
                    LedgerBusy(f"{MAX_WAITING} lookups wait already: ask again in a second")
                )
            else:
                self._waiting.append(one)
                self._wake.notify()
        return one.done

    def committed(self) -> None:
        """Say that the journal has grown."""
        if not self._behind:
            with self._wake:
                self._behind = True
                self._wake.notify()

    def close(self) -> None:
        """Answer what waits and end the thread; closing twice does nothing."""
        with self._wake:
            self._ended = True
            self._wake.notify()
        self._thread.join()

    def _run(self, folder: Path) -> None:
        try:
            self._serve(folder)
        except (sqlite3.Error, OSError) as fault:
            _log.error("ledger.history.failed: %s; free the disk, open the ledger again", fault)  # in words
            with self._wake:
                self._ended = True
                for one in self._waiting:
                    one.done.set_exception(LedgerClosed(f"the history cannot be read: {fault}"))

    def _serve(self, folder: Path) -> None:
        history = History(folder)
        while (taken := self._take()) is not None:
            for one in taken:
                fulfil(one.done, partial(one.work, history))
            if history.index_some():
                self._behind = True
            self._rest()
        history.close()

    def _take(self) -> list[_LookUp] | None:
        """Return the lookups that wait, when there is anything to do; None at the end."""
        with self._wake:
            self._wake.wait_for(lambda: self._waiting or self._behind or self._ended)
            taken = list(self._waiting)
            self._waiting.clear()
            self._behind = False
            return None if self._ended and not taken else taken

    def _rest(self) -> None:
        with self._wake:
            self._wake.wait_for(lambda: self._waiting or self._ended, timeout=REST_S)
