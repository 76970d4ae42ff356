"""Methods that read blocks: every slot since the first has one, with or without transactions.

The current slot's block may still grow, so it is shown to those who ask for `confirmed` only; what is shown
as `finalized`, the default, never changes.
"""

from typing import Annotated, Literal

import msgspec
from solders.transaction import VersionedTransaction

from gridtokenx.gateway.rpc.fault import Code, RpcFault, invalid
from gridtokenx.gateway.rpc.method import Method, of_node
from gridtokenx.gateway.rpc.node_access import NodeAccess
from gridtokenx.gateway.rpc.params import Config, Count, NoParams, Params, TransactionEncoding
from gridtokenx.gateway.rpc.transaction_encoding import require_version, show_accounts, version_of
from gridtokenx.gateway.rpc.transaction_keys import account_keys
from gridtokenx.gateway.rpc.transaction_meta import balances_json
from gridtokenx.gateway.rpc.transaction_methods import stored_json
from gridtokenx.port.node import HistoryView, StoredTransaction

BLOCKS_MAX = 500_000


class BlockConfig(Config, frozen=True):
    """How to show a block."""

    encoding: TransactionEncoding | None = None
    transaction_details: Literal["full", "accounts", "signatures", "none"] | None = None
    rewards: bool | None = None
    max_supported_transaction_version: Annotated[int, msgspec.Meta(ge=0, le=255)] | None = None


class BlockParams(Params, frozen=True):
    """A slot; the configuration may be an encoding alone."""

    slot: Count
    config: BlockConfig | TransactionEncoding | None = None


class SlotParams(Params, frozen=True):
    """A slot."""

    slot: Count


class RangeParams(Params, frozen=True):
    """Slots from one to another, both included; the end may be left out."""

    start_slot: Count
    end_slot: Count | Config | None = None
    config: Config | None = None


class LimitParams(Params, frozen=True):
    """Slots from one on."""

    start_slot: Count
    limit: Annotated[int, msgspec.Meta(ge=0, le=BLOCKS_MAX)]
    config: Config | None = None


async def get_block(access: NodeAccess, params: BlockParams) -> object:
    """Return a slot's block.

    Raises:
        RpcFault: The slot is not over, is before the first, or holds a version that the client does not read.
    """
    given, slot = params.config, params.slot
    config = BlockConfig(encoding=given) if isinstance(given, str) else given or BlockConfig()
    newest, height = await access.read(
        lambda view: (view.slot(), view.block_height()), min_context_slot=config.min_context_slot
    )
    _require_slot(access, slot, newest=_newest(newest, config))

    def look_up(history: HistoryView) -> dict[str, object]:
        block: dict[str, object] = {"blockTime": history.block_time(slot)}
        if config.transaction_details != "none":
            block |= _transactions(history.block(slot), config)
        return block

    parent = max(slot - 1, access.node.first_slot)
    block = {
        "blockHeight": height - (newest - slot),
        "blockhash": str(access.node.block_hash(slot)),
        "parentSlot": parent,
        "previousBlockhash": str(access.node.block_hash(parent)),
    } | await access.look_up(look_up)
    return block if config.rewards is False else block | {"rewards": []}


async def get_blocks(access: NodeAccess, params: RangeParams) -> object:
    """Return the slots that have a block, of a range.

    Raises:
        RpcFault: The range is too long.
    """
    only_config = isinstance(params.end_slot, Config)
    config = params.end_slot if isinstance(params.end_slot, Config) else params.config or Config()
    newest = await access.read(lambda view: view.slot(), min_context_slot=config.min_context_slot)
    last = _newest(newest, config)
    end = last if only_config or not isinstance(params.end_slot, int) else min(params.end_slot, last)
    start = max(params.start_slot, access.node.first_slot)
    if end - start > BLOCKS_MAX:
        raise invalid("end_slot", end, f"Slot range too large; max {BLOCKS_MAX}")
    return list(range(start, end + 1))


async def get_blocks_with_limit(access: NodeAccess, params: LimitParams) -> object:
    """Return so many slots that have a block, from one on."""
    config = params.config or Config()
    newest = await access.read(lambda view: view.slot(), min_context_slot=config.min_context_slot)
    start = max(params.start_slot, access.node.first_slot)
    return list(range(start, min(start + params.limit, _newest(newest, config) + 1)))


async def get_block_time(access: NodeAccess, params: SlotParams) -> object:
    """Return a slot's time [epoch s].

    Raises:
        RpcFault: The slot has not come yet, or is before the first.
    """
    _require_slot(access, params.slot, newest=await access.read(lambda view: view.slot()))
    return await access.look_up(lambda history: history.block_time(params.slot))


async def get_first_slot(access: NodeAccess, _params: NoParams) -> object:
    """Return the slot the ledger began with; nothing is ever cleaned up."""
    return access.node.first_slot


def _newest(slot: int, config: Config) -> int:
    return slot if config.commitment == "confirmed" else slot - 1


def _require_slot(access: NodeAccess, slot: int, *, newest: int) -> None:
    first = access.node.first_slot
    if slot < first:
        raise RpcFault(
            Code.BLOCK_CLEANED_UP,
            f"Block {slot} cleaned up, does not exist on node. First available block: {first}",
        )
    if slot > newest:
        raise RpcFault(
            Code.BLOCK_NOT_AVAILABLE, f"Block not available for slot {slot}: the newest is {newest}"
        )


def _transactions(stored: list[StoredTransaction], config: BlockConfig) -> dict[str, object]:
    if config.transaction_details == "signatures":
        return {"signatures": [str(item.receipt.signature) for item in stored]}
    version = config.max_supported_transaction_version
    if config.transaction_details == "accounts":
        return {"transactions": [_accounts_only(item, version) for item in stored]}
    encoding = config.encoding or "json"
    return {"transactions": [stored_json(item, encoding=encoding, max_version=version) for item in stored]}


def _accounts_only(stored: StoredTransaction, max_version: int | None) -> dict[str, object]:
    transaction = VersionedTransaction.from_bytes(stored.body)
    require_version(transaction, max_version)
    shown: dict[str, object] = {
        "transaction": show_accounts(transaction, account_keys(transaction, stored)),
        "meta": balances_json(stored),
    }
    if max_version is not None:
        shown["version"] = version_of(transaction)
    return shown


METHODS: dict[str, Method] = {
    "getBlock": of_node(BlockParams, get_block),
    "getBlocks": of_node(RangeParams, get_blocks),
    "getBlocksWithLimit": of_node(LimitParams, get_blocks_with_limit),
    "getBlockTime": of_node(SlotParams, get_block_time),
    "getFirstAvailableBlock": of_node(NoParams, get_first_slot),
    "minimumLedgerSlot": of_node(NoParams, get_first_slot),
}
