"""Work whose result or fault goes to whoever waits for it, so that the thread that does it goes on."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any


def fulfil(done: Future[Any], work: Callable[[], Any]) -> None:
    """Do work unless it was cancelled, and give the future its result or what it raised."""
    if done.set_running_or_notify_cancel():
        try:
            done.set_result(work())
        except BaseException as fault:  # noqa: BLE001  # a supervisor of threads: the caller is told
            done.set_exception(fault)
