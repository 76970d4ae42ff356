"""Signed transactions, and how much fits into one.

A transaction is one packet of 1,232 bytes and locks at most 64 accounts (docs of Solana,
https://solana.com/docs/core/transactions). Work that is larger is cut here, in order.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from solders.hash import Hash
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.transaction import Transaction

from gridtokenx.base.errors import GridTokenXError

MAX_BYTES = 1_232
MAX_ACCOUNTS = 64
SIGNATURE_BYTES = 64

Entry = TypeVar("Entry")


class TransactionTooLarge(GridTokenXError):
    """An instruction that fits no transaction."""


def sign(
    instructions: Sequence[Instruction], *, payer: Keypair, signers: Sequence[Keypair] = (), blockhash: Hash
) -> Transaction:
    """Build a transaction and sign it.

    Args:
        instructions: What it does, in order.
        payer: Pays the fee and signs first.
        signers: Who else signs; the payer may be among them.
        blockhash: A recent blockhash of the ledger.
    """
    others = {signer.pubkey(): signer for signer in signers if signer.pubkey() != payer.pubkey()}
    return Transaction([payer, *others.values()], Message(list(instructions), payer.pubkey()), blockhash)


def fits(instructions: Sequence[Instruction], *, payer: Pubkey) -> bool:
    """Return whether instructions fit one transaction, by bytes and by accounts."""
    message = Message(list(instructions), payer)
    size = 1 + SIGNATURE_BYTES * message.header.num_required_signatures + len(bytes(message))
    return size <= MAX_BYTES and len(message.account_keys) <= MAX_ACCOUNTS


def pack(instructions: Sequence[Instruction], *, payer: Pubkey) -> list[list[Instruction]]:
    """Cut a list of instructions into transactions, in order, as few as fit greedily.

    Raises:
        TransactionTooLarge: A single instruction does not fit.
    """
    packed: list[list[Instruction]] = []
    for instruction in instructions:
        if packed and fits([*packed[-1], instruction], payer=payer):
            packed[-1].append(instruction)
            continue
        if not fits([instruction], payer=payer):
            raise TransactionTooLarge(f"an instruction of {len(instruction.data)} bytes fits no transaction")
        packed.append([instruction])
    return packed


def chunk(
    entries: Sequence[Entry], build: Callable[[Sequence[Entry]], Sequence[Instruction]], *, payer: Pubkey
) -> list[Sequence[Entry]]:
    """Cut entries so that the instructions for each piece fit one transaction.

    Args:
        entries: What is to be carried, such as a batch's readings.
        build: Makes the instructions for some entries.
        payer: Pays the fees.

    Returns:
        Pieces in order; as many entries in each as fit.

    Raises:
        TransactionTooLarge: One entry alone does not fit.
    """
    pieces: list[Sequence[Entry]] = []
    start, guess = 0, 1
    while start < len(entries):
        guess = _most(entries[start:], build, payer, guess)
        pieces.append(entries[start : start + guess])
        start += guess
    return pieces


def _most(
    entries: Sequence[Entry],
    build: Callable[[Sequence[Entry]], Sequence[Instruction]],
    payer: Pubkey,
    guess: int,
) -> int:
    """Return how many entries from the first fit, starting to look at a guess."""
    count = min(guess, len(entries))
    while count > 1 and not fits(build(entries[:count]), payer=payer):
        count -= 1
    while count < len(entries) and fits(build(entries[: count + 1]), payer=payer):
        count += 1
    if count == 1 and not fits(build(entries[:1]), payer=payer):
        raise TransactionTooLarge("one entry alone fits no transaction: make its instruction smaller")
    return count
