"""Work on virtual machines in threads that end with it; ``node.py`` says why."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def in_own_thread(work: Callable[[], T]) -> T:
    """Do work that runs a virtual machine in a thread that ends with it."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger") as executor:
        return executor.submit(work).result()
