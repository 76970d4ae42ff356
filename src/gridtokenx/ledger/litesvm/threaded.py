"""Work on virtual machines in threads of their own; see ``node.py`` for why."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.node import LiteSvmNode, open_node

T = TypeVar("T")
ThreadedLedger = LiteSvmNode


def open_threaded(folder: Path, *, genesis: Genesis) -> LiteSvmNode:
    """Open the ledger of a folder in simulated time; see ``open_node``."""
    return open_node(folder, genesis=genesis)


def in_own_thread(work: Callable[[], T]) -> T:
    """Do work that runs a virtual machine in a thread that ends with it."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger") as executor:
        return executor.submit(work).result()
