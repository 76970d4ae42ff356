"""The node as methods use it: awaited, with a limit on how long and on how many at once.

The node answers by futures of threads; here they become awaitables. What the node refuses in its own words
stays so; what takes too long is answered as a node that is behind.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from solders.pubkey import Pubkey

from gridtokenx.gateway.rpc.fault import Code, RpcFault
from gridtokenx.gateway.rpc.settings import RpcSettings
from gridtokenx.port.ledger import AnyTransaction, LedgerBusy, Receipt
from gridtokenx.port.node import HistoryView, Node, StateView

T = TypeVar("T")


class NodeAccess:
    """A node and the settings of its server; used in one event loop."""

    def __init__(self, node: Node, settings: RpcSettings) -> None:
        self.node = node
        self.settings = settings
        self.identity = settings.identity or Pubkey(bytes(node.genesis_hash))
        self._turns = asyncio.Semaphore(settings.work_max)
        self._scanning = asyncio.Lock()
        self._next_scan_s = 0.0

    async def read(self, work: Callable[[StateView], T], *, min_context_slot: int | None = None) -> T:
        """Do work on the state between two commits.

        Raises:
            RpcFault: The state has not reached the slot that the client wants, or the node is behind.
        """

        def checked(view: StateView) -> T:
            if min_context_slot is not None and view.slot() < min_context_slot:
                raise slot_not_reached(view.slot())
            return work(view)

        return await self._done(lambda: self.node.read(checked))

    async def scan(self, work: Callable[[StateView], T], *, min_context_slot: int | None = None) -> T:
        """Do work on the state that looks at very many accounts.

        One at a time, and after each a pause as long as it took: however many clients scan, half of the
        ledger's time is left to transactions.

        Raises:
            RpcFault: The state has not reached the slot that the client wants, or the node is behind.
        """
        clock = asyncio.get_running_loop().time
        try:
            async with asyncio.timeout(self.settings.work_s), self._scanning:
                await asyncio.sleep(self._next_scan_s - clock())
                started = clock()
                try:
                    return await self.read(work, min_context_slot=min_context_slot)
                finally:
                    self._next_scan_s = 2 * clock() - started
        except TimeoutError:
            raise self._behind() from None

    async def look_up(self, work: Callable[[HistoryView], T]) -> T:
        """Do work on the history.

        Raises:
            RpcFault: The node is behind.
        """
        return await self._done(lambda: self.node.look_up(work))

    async def submit(self, transaction: AnyTransaction) -> Receipt:
        """Queue a transaction and wait until its receipt is durable.

        Raises:
            TransactionRefused: It never entered the ledger.
            RpcFault: The node is behind.
        """
        return await self._done(lambda: self.node.submit(transaction))

    async def airdrop(self, address: Pubkey, lamports: int) -> Receipt:
        """Send lamports from the faucet.

        Raises:
            TransactionRefused: There is no faucet, or not enough in it.
            RpcFault: The node is behind.
        """
        begun = await asyncio.to_thread(self.node.airdrop, address, lamports)
        return await self._done(lambda: begun)

    async def _done(self, begin: Callable[[], Future[T]]) -> T:
        try:
            async with asyncio.timeout(self.settings.work_s), self._turns:
                return await asyncio.shield(_settled(begin()))
        except TimeoutError:
            raise self._behind() from None
        except LedgerBusy as busy:
            raise _unhealthy(str(busy)) from None

    def _behind(self) -> RpcFault:
        return _unhealthy(f"the ledger did not answer within {self.settings.work_s:g} s; try again")


def _unhealthy(reason: str) -> RpcFault:
    return RpcFault(Code.NODE_UNHEALTHY, f"Node is unhealthy: {reason}", {"numSlotsBehind": None})


def slot_not_reached(slot: int) -> RpcFault:
    """Return the refusal of a request that wants a later state than there is."""
    message = f"Minimum context slot has not been reached: minContextSlot is above slot {slot}"
    return RpcFault(Code.MIN_CONTEXT_SLOT, message, {"contextSlot": slot})


def _settled(future: Future[T]) -> asyncio.Future[T]:
    """Return an awaitable that, given up on, leaves the node's own future alone and its outcome unread."""
    waiting = asyncio.wrap_future(future)
    waiting.add_done_callback(lambda done: done.cancelled() or done.exception())
    return waiting
