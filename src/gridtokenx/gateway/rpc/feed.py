"""Subscriptions of all connections, and the commits and slots that they are told of.

The node calls on the ledger's thread, after durability; here the commit is handed to the event loop and
told to subscribers in order, by one task. Slots pass without commits too, so they are asked for while
anybody wants them. A subscriber's `push` never waits: who is too slow is dropped by its connection.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from solders.pubkey import Pubkey

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.gateway.rpc import call
from gridtokenx.gateway.rpc.account_encoding import decimals_in
from gridtokenx.gateway.rpc.node_access import NodeAccess
from gridtokenx.gateway.rpc.notification import mints_of, results, signature_results
from gridtokenx.gateway.rpc.subscription import (
    AccountWatch,
    LogsWatch,
    ProgramWatch,
    RootWatch,
    SignatureWatch,
    SlotWatch,
    Watch,
)
from gridtokenx.port.node import Commit

_log = logging.getLogger("gridtokenx.gateway")

COMMITS_MAX = 10_000
"""Commits that may wait for the event loop: hours of it standing still; more are an error."""
MINTS_KNOWN_MAX = 10_000
"""Mints whose decimals are remembered."""
TOLD_AT_ONCE = 64
"""Notifications after which connections get to send."""
SLOT_S = 0.4
SLOTS_TOLD_MAX = 32
"""Slots told at once after a pause; those before are passed over."""

Push = Callable[[bytes], None]
"""Gives a message to a connection, and returns at once."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscription of one connection."""

    number: int
    watch: Watch
    push: Push


class Feed:
    """Subscriptions by number and by what they watch; used in one event loop."""

    def __init__(self, access: NodeAccess) -> None:
        self._access = access
        self._subscriptions: dict[int, Subscription] = {}
        self._by_key: dict[object, dict[int, Subscription]] = {}
        self._last_number = 0
        self._commits: deque[Commit] = deque()
        self._arrived = asyncio.Event()
        self._starting = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._unlisten: Callable[[], None] | None = None
        self._decimals: dict[Pubkey, int | None] = {}

    # -- subscribing --------------------------------------------------------------------------------

    def new_number(self) -> int:
        """Return a number for a subscription; none is given twice."""
        self._last_number += 1
        return self._last_number

    async def start(self) -> None:
        """Listen to the node; starting twice does nothing."""
        async with self._starting:
            if self._unlisten is not None:
                return
            loop = asyncio.get_running_loop()

            def listen(commit: Commit) -> None:
                with contextlib.suppress(RuntimeError):  # the loop has ended: nobody listens
                    loop.call_soon_threadsafe(self._take, commit)

            self._unlisten = await asyncio.to_thread(self._access.node.on_commit, listen)
            self._tasks = [
                loop.create_task(self._tell_commits(), name="rpc-commits"),
                loop.create_task(self._tell_slots(), name="rpc-slots"),
            ]

    async def close(self) -> None:
        """Stop listening."""
        if self._unlisten is not None:
            await asyncio.to_thread(self._unlisten)
            self._unlisten = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def add(self, number: int, watch: Watch, push: Push) -> None:
        """Enter a subscription."""
        subscription = Subscription(number, watch, push)
        self._subscriptions[number] = subscription
        self._by_key.setdefault(_key(watch), {})[number] = subscription

    def remove(self, number: int) -> None:
        """Strike a subscription out; one that is not there is no matter."""
        found = self._subscriptions.pop(number, None)
        if found is not None:
            key = _key(found.watch)
            self._by_key[key].pop(number, None)
            if not self._by_key[key]:
                del self._by_key[key]

    def has(self, number: int) -> bool:
        """Return whether a subscription is still open."""
        return number in self._subscriptions

    def count(self) -> int:
        """Return how many subscriptions there are."""
        return len(self._subscriptions)

    async def tell_if_known(self, number: int) -> None:
        """Tell a signature's subscription at once when the transaction is durable already."""
        found = self._subscriptions.get(number)
        if found is None or not isinstance(found.watch, SignatureWatch):
            return
        watch = found.watch
        records = await self._access.look_up(lambda history: history.statuses([watch.signature]))
        record = records[0]
        if record is not None and number in self._subscriptions:
            for result in signature_results(watch, record.slot, record.error):
                self._push(found, result)
            self.remove(number)

    # -- telling ------------------------------------------------------------------------------------

    def _take(self, commit: Commit) -> None:
        if len(self._commits) >= COMMITS_MAX:
            _log.error("gateway.rpc.commits_lost", extra={"slot": commit.slot})
            return
        self._commits.append(commit)
        self._arrived.set()

    async def _tell_commits(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            while self._commits:
                commit = self._commits.popleft()
                try:
                    await self._tell(commit)
                except GridTokenXError as error:
                    _log.warning("gateway.rpc.commit_untold", extra={"slot": commit.slot, "why": str(error)})
                except Exception:  # noqa: BLE001 - the supervisor of a task: others are told the next commit
                    _log.exception("gateway.rpc.commit_untold", extra={"slot": commit.slot})

    async def _tell(self, commit: Commit) -> None:
        concerned = self._concerned(commit)
        if any(_parsed(item.watch) for item in concerned):
            await self._learn_decimals(mints_of(commit))
        memo: dict[Watch, list[msgspec.Raw]] = {}
        told = 0
        for item in concerned:
            if item.watch not in memo:
                found = results(item.watch, commit, self._decimals.get)
                memo[item.watch] = [msgspec.Raw(msgspec.json.encode(result)) for result in found]
            for result in memo[item.watch]:
                if item.number in self._subscriptions:
                    self._push(item, result)
                told += 1
                if told % TOLD_AT_ONCE == 0:
                    await asyncio.sleep(0)
            if isinstance(item.watch, SignatureWatch) and memo[item.watch]:
                self.remove(item.number)

    def _concerned(self, commit: Commit) -> list[Subscription]:
        """Return the subscriptions that a commit may concern, by the order they were made in."""
        keys: set[object] = {LogsWatch}
        keys.update((AccountWatch, address) for address in commit.changed)
        keys.update((ProgramWatch, a.owner) for a in commit.changed.values() if a is not None)
        keys.update((SignatureWatch, stored.receipt.signature) for stored in commit.transactions)
        found = {
            number: item for key in keys & self._by_key.keys() for number, item in self._by_key[key].items()
        }
        return [found[number] for number in sorted(found)]

    async def _learn_decimals(self, mints: set[Pubkey]) -> None:
        unknown = mints - self._decimals.keys()
        if unknown:
            if len(self._decimals) + len(unknown) > MINTS_KNOWN_MAX:
                self._decimals.clear()
                unknown = mints
            learnt = await self._access.read(
                lambda view: {mint: decimals_in(view.account)(mint) for mint in unknown}
            )
            self._decimals.update({mint: places for mint, places in learnt.items() if places is not None})

    async def _tell_slots(self) -> None:
        last: int | None = None
        while True:
            await asyncio.sleep(SLOT_S)
            watchers = [*self._by_key.get(SlotWatch, {}).values(), *self._by_key.get(RootWatch, {}).values()]
            if not watchers:
                last = None
                continue
            try:
                newest = await self._access.read(lambda view: view.slot())
            except GridTokenXError:
                continue
            first = newest if last is None else max(last + 1, newest - SLOTS_TOLD_MAX + 1)
            for slot in range(first, newest + 1):
                for item in watchers:
                    root = slot - 1
                    told: object = {"parent": slot - 1, "root": root, "slot": slot}
                    self._push(item, told if isinstance(item.watch, SlotWatch) else root)
            last = newest

    def _push(self, item: Subscription, result: object) -> None:
        item.push(call.notify(item.watch.method, item.number, result))


def _key(watch: Watch) -> object:
    match watch:
        case AccountWatch():
            return (AccountWatch, watch.address)
        case ProgramWatch():
            return (ProgramWatch, watch.program)
        case SignatureWatch():
            return (SignatureWatch, watch.signature)
        case LogsWatch():
            return LogsWatch
        case SlotWatch():
            return SlotWatch
        case RootWatch():
            return RootWatch


def _parsed(watch: Watch) -> bool:
    return isinstance(watch, AccountWatch | ProgramWatch) and watch.encoding == "jsonParsed"
