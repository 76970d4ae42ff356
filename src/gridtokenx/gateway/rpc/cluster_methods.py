"""Methods that tell of the ledger as a whole: blockhashes, fees, heights, epochs, names.

One node, no votes and no leaders but itself: what a cluster would answer about others is empty or its own.
Solana's epochs are slot ranges; the ledger has no use for them but tells them.
"""

import base64
import binascii
from typing import Annotated

import msgspec
from solders.hash import Hash
from solders.pubkey import Pubkey

from gridtokenx.gateway.rpc.fault import invalid
from gridtokenx.gateway.rpc.method import API_VERSION, Method, of_node, of_state, with_context
from gridtokenx.gateway.rpc.node_access import NodeAccess
from gridtokenx.gateway.rpc.params import Config, ConfigOnly, Count, NoParams, Params
from gridtokenx.port.node import StateView

SLOTS_PER_EPOCH = 432_000
FEATURE_SET = 0
LEADERS_MAX = 5_000
FEE_ADDRESSES_MAX = 128
FEE_SLOTS = 150
MESSAGE_LETTERS_MAX = 1_644


class BlockhashParams(Params, frozen=True):
    """A blockhash."""

    blockhash: Hash
    config: Config | None = None


class MessageParams(Params, frozen=True):
    """A message in base64."""

    message: str
    config: Config | None = None


class LeadersParams(Params, frozen=True):
    """Slots from one on."""

    start_slot: Count
    limit: Annotated[int, msgspec.Meta(ge=1, le=LEADERS_MAX)]


class FeesParams(Params, frozen=True):
    """Accounts that a transaction would write."""

    addresses: list[Pubkey] | None = None


class VoteParams(Params, frozen=True):
    """Which vote accounts; there are none."""

    config: dict[str, object] | None = None


def get_latest_blockhash(view: StateView, _params: ConfigOnly) -> object:
    """Return a blockhash to sign with, and the last block height at which it lives."""
    blockhash, height = view.latest_blockhash()
    return with_context(view, {"blockhash": str(blockhash), "lastValidBlockHeight": height})


def is_blockhash_valid(view: StateView, params: BlockhashParams) -> object:
    """Return whether a blockhash lives."""
    return with_context(view, view.blockhash_valid(params.blockhash))


def get_fee_for_message(view: StateView, params: MessageParams) -> object:
    """Return what a message costs [lamports], or null when its blockhash has died.

    Raises:
        RpcFault: The text is no message.
    """
    if len(params.message) > MESSAGE_LETTERS_MAX:
        raise invalid("message", f"{len(params.message)} letters", f"at most {MESSAGE_LETTERS_MAX} of base64")
    try:
        data = base64.b64decode(params.message, validate=True)
        fee = view.fee(data)
    except (binascii.Error, ValueError):
        raise invalid("message", params.message, "base64 of a serialised message is wanted") from None
    return with_context(view, fee)


def get_slot(view: StateView, params: ConfigOnly) -> object:
    """Return the current slot, or for final ones the newest that no transaction can enter any more.

    Clients make lookup tables with the final one, and programs know earlier slots only.
    """
    config = params.config or Config()
    final = config.commitment in {None, "finalized"} and view.block_height() > 0
    return view.slot() - final


def get_block_height(view: StateView, _params: ConfigOnly) -> object:
    """Return the current block's height."""
    return view.block_height()


def get_transaction_count(view: StateView, _params: ConfigOnly) -> object:
    """Return how many transactions the ledger holds."""
    return view.transaction_count()


def get_epoch_info(view: StateView, _params: ConfigOnly) -> object:
    """Return where the current slot is in its epoch."""
    slot = view.slot()
    return {
        "absoluteSlot": slot,
        "blockHeight": view.block_height(),
        "epoch": slot // SLOTS_PER_EPOCH,
        "slotIndex": slot % SLOTS_PER_EPOCH,
        "slotsInEpoch": SLOTS_PER_EPOCH,
        "transactionCount": view.transaction_count(),
    }


def get_recent_prioritization_fees(view: StateView, params: FeesParams) -> object:
    """Return the least priority fee of the last slots: nought, for the ledger takes all in order.

    Raises:
        RpcFault: More accounts are named than a transaction can lock.
    """
    count = len(params.addresses or ())
    if count > FEE_ADDRESSES_MAX:
        raise invalid("addresses", f"{count} addresses", f"at most {FEE_ADDRESSES_MAX}")
    newest = view.slot()
    first = max(newest - view.block_height(), newest - FEE_SLOTS + 1)
    return [{"slot": slot, "prioritizationFee": 0} for slot in range(first, newest + 1)]


async def get_epoch_schedule(_access: NodeAccess, _params: NoParams) -> object:
    """Return how slots make epochs."""
    return {
        "slotsPerEpoch": SLOTS_PER_EPOCH,
        "leaderScheduleSlotOffset": SLOTS_PER_EPOCH,
        "warmup": False,
        "firstNormalEpoch": 0,
        "firstNormalSlot": 0,
    }


async def get_health(access: NodeAccess, _params: NoParams) -> object:
    """Return "ok" when the ledger's thread answers.

    Raises:
        RpcFault: It does not.
    """
    await access.read(lambda view: view.slot())
    return "ok"


async def get_version(_access: NodeAccess, _params: NoParams) -> object:
    """Return the release of Agave whose virtual machine runs here."""
    return {"solana-core": API_VERSION, "feature-set": FEATURE_SET}


async def get_genesis_hash(access: NodeAccess, _params: NoParams) -> object:
    """Return what names the ledger."""
    return str(access.node.genesis_hash)


async def get_identity(access: NodeAccess, _params: NoParams) -> object:
    """Return the node's key."""
    return {"identity": str(access.identity)}


async def get_slot_leader(access: NodeAccess, _params: ConfigOnly) -> object:
    """Return who makes the current block: this node."""
    return str(access.identity)


async def get_slot_leaders(access: NodeAccess, params: LeadersParams) -> object:
    """Return who makes some blocks: this node, all of them."""
    return [str(access.identity)] * params.limit


async def get_vote_accounts(_access: NodeAccess, _params: VoteParams) -> object:
    """Return who votes: nobody does."""
    return {"current": [], "delinquent": []}


async def get_cluster_nodes(access: NodeAccess, _params: NoParams) -> object:
    """Return the nodes: this one, which takes transactions over JSON-RPC only."""
    unused = ("gossip", "rpc", "pubsub", "tpu", "tpuQuic", "tpuForwards", "tpuForwardsQuic", "tpuVote")
    node: dict[str, object] = dict.fromkeys((*unused, "tvu", "serveRepair"))
    return [
        node
        | {
            "pubkey": str(access.identity),
            "version": API_VERSION,
            "featureSet": FEATURE_SET,
            "shredVersion": 0,
        }
    ]


METHODS: dict[str, Method] = {
    "getLatestBlockhash": of_state(ConfigOnly, get_latest_blockhash),
    "isBlockhashValid": of_state(BlockhashParams, is_blockhash_valid),
    "getFeeForMessage": of_state(MessageParams, get_fee_for_message),
    "getSlot": of_state(ConfigOnly, get_slot),
    "getBlockHeight": of_state(ConfigOnly, get_block_height),
    "getTransactionCount": of_state(ConfigOnly, get_transaction_count),
    "getEpochInfo": of_state(ConfigOnly, get_epoch_info),
    "getRecentPrioritizationFees": of_state(FeesParams, get_recent_prioritization_fees),
    "getEpochSchedule": of_node(NoParams, get_epoch_schedule),
    "getHealth": of_node(NoParams, get_health),
    "getVersion": of_node(NoParams, get_version),
    "getGenesisHash": of_node(NoParams, get_genesis_hash),
    "getIdentity": of_node(NoParams, get_identity),
    "getSlotLeader": of_node(ConfigOnly, get_slot_leader),
    "getSlotLeaders": of_node(LeadersParams, get_slot_leaders),
    "getVoteAccounts": of_node(VoteParams, get_vote_accounts),
    "getClusterNodes": of_node(NoParams, get_cluster_nodes),
}
