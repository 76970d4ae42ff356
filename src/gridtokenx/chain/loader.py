"""Instructions and accounts of the upgradeable loader, which holds the code of programs.

A deployment creates a buffer, writes the code into it piece by piece, and turns it into a program. Source:
Agave's ``solana-loader-v3-interface``, whose enums are Bincode: a u32 tag, u64 lengths, little-endian.
"""

import struct
from dataclasses import dataclass
from typing import Final

from solders import system_program as system
from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.message import Message
from solders.pubkey import Pubkey

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.addresses import SYSTEM_PROGRAM, UPGRADEABLE_LOADER, program_data
from gridtokenx.chain.transaction import MAX_BYTES, SIGNATURE_BYTES

BUFFER_HEADER_BYTES: Final = 37
"""Tag u32, one byte for "has an authority", the authority."""
PROGRAM_BYTES: Final = 36
"""Tag u32, the address of the program's data."""
PROGRAM_DATA_HEADER_BYTES: Final = 45
"""Tag u32, slot u64, one byte for "can be upgraded", the upgrade authority."""
EXTEND_BYTES_MIN: Final = 10_240
"""Least that a program's data grows by (SIMD-0431)."""
RENT_SYSVAR: Final = Pubkey.from_string("SysvarRent111111111111111111111111111111111")
CLOCK_SYSVAR: Final = Pubkey.from_string("SysvarC1ock11111111111111111111111111111111")
_INITIALIZE_BUFFER, _WRITE, _DEPLOY, _UPGRADE, _SET_AUTHORITY, _CLOSE, _EXTEND = 0, 1, 2, 3, 4, 5, 6
_BUFFER, _PROGRAM, _PROGRAM_DATA = 1, 2, 3


class NotOfTheLoader(GridTokenXError):
    """Bytes that are no account of the upgradeable loader, or another one than was asked for."""


@dataclass(frozen=True, slots=True)
class ProgramCode:
    """What the loader keeps of a program."""

    slot: int
    """When it was deployed last."""
    authority: Pubkey | None
    """Who may upgrade it; nobody when there is none."""
    code: bytes
    """With the zeros behind it, up to the room that was taken."""


def read_program(data: bytes) -> Pubkey:
    """Return where a program's code is, from the program's own account.

    Raises:
        NotOfTheLoader: It is no program account.
    """
    if len(data) < PROGRAM_BYTES or data[:4] != struct.pack("<I", _PROGRAM):
        raise NotOfTheLoader(f"an account of {len(data)} bytes is no program of the upgradeable loader")
    return Pubkey(data[4:PROGRAM_BYTES])


def read_program_data(data: bytes) -> ProgramCode:
    """Return what a program's data account holds.

    Raises:
        NotOfTheLoader: It is no program's data.
    """
    if len(data) < PROGRAM_DATA_HEADER_BYTES or data[:4] != struct.pack("<I", _PROGRAM_DATA):
        raise NotOfTheLoader(f"an account of {len(data)} bytes is no program's data")
    (slot,) = struct.unpack_from("<Q", data, 4)
    return ProgramCode(slot, _optional(data[12:45]), data[PROGRAM_DATA_HEADER_BYTES:])


def read_buffer(data: bytes) -> tuple[Pubkey | None, bytes]:
    """Return a buffer's authority and what has been written into it.

    Raises:
        NotOfTheLoader: It is no buffer.
    """
    if len(data) < BUFFER_HEADER_BYTES or data[:4] != struct.pack("<I", _BUFFER):
        raise NotOfTheLoader(f"an account of {len(data)} bytes is no buffer of the upgradeable loader")
    return _optional(data[4:37]), data[BUFFER_HEADER_BYTES:]


def _optional(data: bytes) -> Pubkey | None:
    return Pubkey(data[1:33]) if data[0] else None


def buffer_address(authority: Pubkey, seed: str) -> Pubkey:
    """Return where an authority's buffer of a name is: no key of its own, so that it is found again."""
    return Pubkey.create_with_seed(authority, seed, UPGRADEABLE_LOADER)


def create_buffer(*, authority: Pubkey, seed: str, lamports: int, size: int) -> list[Instruction]:
    """Return the instructions that make a buffer, which belong into one transaction.

    Args:
        authority: Pays, and may write.
        seed: The buffer's name, 32 characters at most.
        lamports: What an account of this size must hold.
        size: Bytes of code.
    """
    buffer = buffer_address(authority, seed)
    params = system.CreateAccountWithSeedParams(
        from_pubkey=authority,
        to_pubkey=buffer,
        base=authority,
        seed=seed,
        lamports=lamports,
        space=BUFFER_HEADER_BYTES + size,
        owner=UPGRADEABLE_LOADER,
    )
    metas = [_writable(buffer), _readonly(authority)]
    return [system.create_account_with_seed(params), _instruction(_INITIALIZE_BUFFER, b"", metas)]


def write(buffer: Pubkey, *, authority: Pubkey, offset: int, piece: bytes) -> Instruction:
    """Write a piece of code into a buffer."""
    data = struct.pack("<IQ", offset, len(piece)) + piece
    return _instruction(_WRITE, data, [_writable(buffer), _signer(authority)])


def piece_bytes(authority: Pubkey) -> int:
    """Return how many bytes of code one transaction carries, the authority paying.

    >>> piece_bytes(Pubkey.default())
    1012
    """
    empty = write(CLOCK_SYSVAR, authority=authority, offset=0, piece=bytes(200))
    message = Message.new_with_blockhash([empty], authority, Hash.default())
    return MAX_BYTES - 1 - SIGNATURE_BYTES - len(bytes(message)) + 200


def deploy(
    program: Pubkey, *, buffer: Pubkey, authority: Pubkey, lamports: int, room: int
) -> list[Instruction]:
    """Return the instructions that make a program of a buffer, which belong into one transaction.

    Args:
        program: Its address, whose key signs too.
        buffer: Holds the code; is gone afterwards.
        authority: Pays, and may upgrade later.
        lamports: What an account of `PROGRAM_BYTES` must hold.
        room: Bytes of code that the program may grow to without being extended.
    """
    params = system.CreateAccountParams(
        from_pubkey=authority,
        to_pubkey=program,
        lamports=lamports,
        space=PROGRAM_BYTES,
        owner=UPGRADEABLE_LOADER,
    )
    metas = [
        AccountMeta(authority, is_signer=True, is_writable=True),
        _writable(program_data(program)),
        _writable(program),
        _writable(buffer),
        _readonly(RENT_SYSVAR),
        _readonly(CLOCK_SYSVAR),
        _readonly(SYSTEM_PROGRAM),
        _signer(authority),
    ]
    return [system.create_account(params), _instruction(_DEPLOY, struct.pack("<Q", room), metas)]


def upgrade(program: Pubkey, *, buffer: Pubkey, authority: Pubkey, spill: Pubkey) -> Instruction:
    """Replace a program's code by a buffer's, not in the slot of its last deployment.

    Args:
        program: Its address.
        buffer: Holds the code; is gone afterwards.
        authority: The program's upgrade authority, and the buffer's.
        spill: Gets what lamports are left.
    """
    metas = [
        _writable(program_data(program)),
        _writable(program),
        _writable(buffer),
        _writable(spill),
        _readonly(RENT_SYSVAR),
        _readonly(CLOCK_SYSVAR),
        _signer(authority),
    ]
    return _instruction(_UPGRADE, b"", metas)


def extend(program: Pubkey, *, payer: Pubkey, more: int) -> Instruction:
    """Make room for `more` bytes of code in a program's data."""
    metas = [
        _writable(program_data(program)),
        _writable(program),
        _readonly(SYSTEM_PROGRAM),
        AccountMeta(payer, is_signer=True, is_writable=True),
    ]
    return _instruction(_EXTEND, struct.pack("<I", more), metas)


def set_authority(place: Pubkey, *, authority: Pubkey, new_authority: Pubkey) -> Instruction:
    """Let another key upgrade a program from now on, or write a buffer.

    Args:
        place: The program's data account, or the buffer.
        authority: Who may now.
        new_authority: Who may then; it does not sign.
    """
    metas = [_writable(place), _signer(authority), _readonly(new_authority)]
    return _instruction(_SET_AUTHORITY, b"", metas)


def close_buffer(buffer: Pubkey, *, authority: Pubkey, recipient: Pubkey) -> Instruction:
    """Give a buffer's lamports back."""
    return _instruction(_CLOSE, b"", [_writable(buffer), _writable(recipient), _signer(authority)])


def _instruction(tag: int, data: bytes, metas: list[AccountMeta]) -> Instruction:
    return Instruction(UPGRADEABLE_LOADER, struct.pack("<I", tag) + data, metas)


def _writable(key: Pubkey) -> AccountMeta:
    return AccountMeta(key, is_signer=False, is_writable=True)


def _readonly(key: Pubkey) -> AccountMeta:
    return AccountMeta(key, is_signer=False, is_writable=False)


def _signer(key: Pubkey) -> AccountMeta:
    return AccountMeta(key, is_signer=True, is_writable=False)
