"""Filling a buffer with a program's code: what is there already is left, so an interruption costs nothing."""

from collections.abc import Callable

from solders.pubkey import Pubkey

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.addresses import UPGRADEABLE_LOADER
from gridtokenx.chain.loader import (
    BUFFER_HEADER_BYTES,
    buffer_address,
    create_buffer,
    piece_bytes,
    read_buffer,
    write,
)
from gridtokenx.chain.transaction import sign
from gridtokenx.ledger.deploy.ground import Ground, expect
from gridtokenx.ledger.deploy.release import Release
from gridtokenx.port.ledger import TransactionRefused

WRITES_A_CALL = 256
IDLE_ROUNDS_MAX = 5
"""Rounds in which nothing was written, before giving up: each lasts until its blockhash has expired."""
Told = Callable[[int, int], None]
"""Told of pieces written, and of how many there are."""


class BufferNotFilled(GridTokenXError):
    """A buffer that a cluster does not let be written."""


def fill(ground: Ground, release: Release, *, told: Told = lambda _done, _total: None) -> Pubkey:
    """Bring a program's code into its buffer, and return the buffer.

    Raises:
        BufferNotFilled: The cluster took no write several times over.
        LoaderRefused: A write failed.
    """
    step = piece_bytes(ground.payer())
    offsets = range(0, len(release.code), step)
    buffer = buffer_address(ground.payer(), release.buffer_seed)
    idle, left = 0, len(offsets)
    reason = ""
    while idle < IDLE_ROUNDS_MAX:
        written = _written(ground, release, buffer)
        missing = [at for at in offsets if written[at : at + step] != release.code[at : at + step]]
        told(len(offsets) - len(missing), len(offsets))
        if not missing:
            return buffer
        idle = idle + 1 if len(missing) >= left else 0
        left = len(missing)
        try:
            _write(ground, release, buffer, missing[:WRITES_A_CALL], step)
        except TransactionRefused as refusal:
            reason = str(refusal)
    raise BufferNotFilled(
        f"{left} of {len(offsets)} pieces of {release.name} could not be written ({reason}): try again, what "
        "is written stays"
    )


def _written(ground: Ground, release: Release, buffer: Pubkey) -> bytes:
    """Return what a buffer holds; one that is not there is made."""
    account = ground.ledger.account(buffer)
    if account is None or account.owner != UPGRADEABLE_LOADER:
        size = len(release.code)
        made = create_buffer(
            authority=ground.payer(),
            seed=release.buffer_seed,
            lamports=ground.rent_exempt(BUFFER_HEADER_BYTES + size),
            size=size,
        )
        ground.run(made)
        return bytes(size)
    return read_buffer(account.data)[1]


def _write(ground: Ground, release: Release, buffer: Pubkey, missing: list[int], step: int) -> None:
    blockhash = ground.ledger.blockhash()
    signed = [
        sign(
            [write(buffer, authority=ground.payer(), offset=at, piece=release.code[at : at + step])],
            payer=ground.authority,
            blockhash=blockhash,
        )
        for at in missing
    ]
    expect(ground.send_in_any_order(signed))
