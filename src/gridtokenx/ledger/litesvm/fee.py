"""What a transaction costs: Solana's fee for its signatures, and the priority that it bids.

Source: https://solana.com/docs/core/fees; Agave ``fee/src/lib.rs`` and ``compute-budget-instruction``.
"""

from solders.message import Message, MessageV0, MessageV1, from_bytes_versioned
from solders.pubkey import Pubkey

AnyMessage = Message | MessageV0 | MessageV1
LAMPORTS_PER_SIGNATURE = 5_000
BUILTIN_UNITS = 3_000
"""Compute units that a call of a built-in program is given when no limit is set."""
PROGRAM_UNITS = 200_000
MAX_UNITS = 1_400_000
MICRO = 1_000_000
_SET_LIMIT, _SET_PRICE = 2, 3

_COMPUTE_BUDGET = Pubkey.from_string("ComputeBudget111111111111111111111111111111")
_BUILTIN = frozenset(
    (
        _COMPUTE_BUDGET,
        *map(
            Pubkey.from_string,
            (
                "11111111111111111111111111111111",
                "Vote111111111111111111111111111111111111111",
                "BPFLoader1111111111111111111111111111111111",
                "BPFLoader2111111111111111111111111111111111",
                "BPFLoaderUpgradeab1e11111111111111111111111",
                "LoaderV411111111111111111111111111111111111",
                "KeccakSecp256k11111111111111111111111111111",
                "Ed25519SigVerify111111111111111111111111111",
            ),
        ),
    )
)
_SIGNATURE_CHECKS = frozenset(
    map(
        Pubkey.from_string,
        (
            "KeccakSecp256k11111111111111111111111111111",
            "Ed25519SigVerify111111111111111111111111111",
            "Secp256r1SigVerify1111111111111111111111111",
        ),
    )
)


def read_message(body: bytes) -> AnyMessage:
    """Read a serialised message, of either version.

    Raises:
        ValueError: The bytes are no message.
    """
    if not body:
        raise ValueError("a message has at least one byte")
    return from_bytes_versioned(body)


def fee_of(message: AnyMessage) -> int:
    """Return what a message costs [lamports]."""
    keys = message.account_keys
    signatures = message.header.num_required_signatures
    price, limit, granted = 0, None, 0
    for instruction in message.instructions:
        place = instruction.program_id_index
        program = keys[place] if place < len(keys) else _COMPUTE_BUDGET
        data = instruction.data
        granted += BUILTIN_UNITS if program in _BUILTIN else PROGRAM_UNITS
        if program in _SIGNATURE_CHECKS and data:
            signatures += data[0]
        elif program == _COMPUTE_BUDGET and data[:1] == bytes([_SET_LIMIT]):
            limit = int.from_bytes(data[1:5], "little")
        elif program == _COMPUTE_BUDGET and data[:1] == bytes([_SET_PRICE]):
            price = int.from_bytes(data[1:9], "little")
    units = min(granted if limit is None else limit, MAX_UNITS)
    return signatures * LAMPORTS_PER_SIGNATURE + -(-price * units // MICRO)
