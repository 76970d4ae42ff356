"""The ledger's thread: takes submissions and calls from a bounded queue, and commits what waits together.

One thread owns the virtual machine and the journal. Whoever submits gets a future; the thread takes all that
waits, runs it in order, makes it durable with one disk write, and only then answers. Calls run between two
commits. While somebody's group is open, others' submissions and calls wait for its end; what only reads
may pass, as the state is the same for everybody.
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from gridtokenx.ledger.litesvm.promise import fulfil
from gridtokenx.ledger.litesvm.validator import LedgerClosed, LiteSvmLedger
from gridtokenx.port.ledger import AnyTransaction, LedgerBusy, Receipt, TransactionRefused

T = TypeVar("T")
MAX_WAITING = 10_000
"""Submissions and calls that may wait: about ten seconds of work."""
MAX_BATCH = 512
"""Submissions in one commit: what keeps the first of them waiting a quarter of a second at most."""


@dataclass(slots=True)
class _Submission:
    make: Callable[[], AnyTransaction]
    done: Future[Receipt] = field(default_factory=Future)


@dataclass(slots=True)
class _Call:
    work: Callable[[], Any]
    passes: bool
    """Whether it may run inside another's group."""
    caller: int = field(default_factory=threading.get_ident)
    done: Future[Any] = field(default_factory=Future)


class Engine:
    """Owns the thread; :meth:`start` opens the ledger in it."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[_Submission | _Call | None] = SimpleQueue()
        self._submissions: deque[_Submission] = deque()
        self._calls: deque[_Call] = deque()
        self._group_of: int | None = None
        self._ledger: LiteSvmLedger | None = None
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)

    def start(self, open_ledger: Callable[[], LiteSvmLedger]) -> LiteSvmLedger:
        """Open a ledger in the thread.

        Raises:
            GridTokenXError: What opening raised; the thread has ended then.
        """
        self._thread.start()

        def open_it() -> LiteSvmLedger:
            self._ledger = open_ledger()
            return self._ledger

        try:
            return self.call(open_it)
        except BaseException:
            self._end()
            raise

    def submit(self, transaction: AnyTransaction) -> Future[Receipt]:
        """Queue a transaction; its future has `LedgerBusy` when too many wait."""
        submission = _Submission(lambda: transaction)
        self._put(submission)
        return submission.done

    def submit_made(self, make: Callable[[], AnyTransaction]) -> Future[Receipt]:
        """Queue a transaction that is made in the thread, right before it runs."""
        submission = _Submission(make)
        self._put(submission)
        return submission.done

    def hand(self, work: Callable[[], T], *, passes: bool = False) -> Future[T]:
        """Queue a call; `passes` lets it run inside another's group."""
        call = _Call(work, passes)
        self._put(call)
        return call.done

    def call(self, work: Callable[[], T], *, passes: bool = False) -> T:
        """Do work in the thread and wait for it."""
        if threading.get_ident() == self._thread.ident:
            return work()
        return self.hand(work, passes=passes).result()

    def enter(self, begin: Callable[[], object]) -> None:
        """Begin a group of the calling thread's: what others want to change waits until :meth:`leave`."""
        caller = threading.get_ident()

        def enter() -> None:
            begin()
            self._group_of = caller

        self.call(enter)

    def leave(self, end: Callable[[], T]) -> T:
        """End the group."""

        def leave() -> T:
            self._group_of = None
            return end()

        return self.call(leave)

    def close(self, close_ledger: Callable[[], None]) -> None:
        """Do what waits, close the ledger and end the thread; closing twice does nothing."""
        with self._closing:
            if self._closed:
                return
            try:
                self.call(close_ledger)
            finally:
                self._end()

    def waiting(self) -> int:
        """Return how much waits."""
        return self._queue.qsize() + len(self._submissions) + len(self._calls)

    def _put(self, item: _Submission | _Call) -> None:
        if self._closed:
            item.done.set_exception(LedgerClosed("the ledger is closed: open it again"))
        elif isinstance(item, _Submission) and self._group_of == threading.get_ident():
            text = "this thread's group is open, and a submission waits for its end: send it instead"
            item.done.set_exception(TransactionRefused(text))
        elif self.waiting() >= MAX_WAITING:
            refused = LedgerBusy(f"{MAX_WAITING} transactions and reads wait already: try again in a second")
            item.done.set_exception(refused)
        else:
            self._queue.put(item)

    def _end(self) -> None:
        self._closed = True
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while self._take():
            if self._group_of is None and self._submissions:
                self._commit(
                    [self._submissions.popleft() for _ in range(min(len(self._submissions), MAX_BATCH))]
                )
            for _ in range(len(self._calls)):
                self._do(self._calls.popleft())
        futures = [*(one.done for one in self._submissions), *(one.done for one in self._calls)]
        for future in futures:
            future.set_exception(LedgerClosed("the ledger was closed: open it again"))

    def _take(self) -> bool:
        """Move what was queued to where it waits; False when the thread is to end."""
        idle = self._group_of is not None or not (self._submissions or self._calls)
        try:
            item = self._queue.get(block=idle)
            while item is not None:
                if isinstance(item, _Submission):
                    self._submissions.append(item)
                else:
                    self._calls.append(item)
                item = self._queue.get_nowait()
        except Empty:
            return True
        return False

    def _commit(self, batch: list[_Submission]) -> None:
        taken = [one for one in batch if one.done.set_running_or_notify_cancel()]
        assert self._ledger is not None
        try:
            answers = self._ledger.submit([one.make() for one in taken])
        except BaseException as fault:  # noqa: BLE001  # the thread's supervisor: those who wait are told
            for one in taken:
                one.done.set_exception(fault)
            return
        for one, answer in zip(taken, answers, strict=True):
            if isinstance(answer, Receipt):
                one.done.set_result(answer)
            else:
                one.done.set_exception(answer)

    def _do(self, call: _Call) -> None:
        if self._group_of not in {None, call.caller} and not call.passes:
            self._calls.append(call)
        else:
            fulfil(call.done, call.work)
