"""Where a ledger starts: programs, their upgrade authority, clock, funded wallets, and a nonce.

The genesis is the journal's first entry, and its hash makes the ledger's blockhashes its own.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
from solders.pubkey import Pubkey

from gridtokenx.base.errors import GridTokenXError

OPERATOR_LAMPORTS = 10**15
FORMAT = 2


class GenesisMismatch(GridTokenXError):
    """A folder that holds another ledger than the one asked for."""


@dataclass(frozen=True, slots=True)
class ProgramBinary:
    """A program to deploy: its name, its address and its code."""

    name: str
    address: Pubkey
    code: bytes = field(repr=False)

    @property
    def digest(self) -> bytes:
        """SHA-256 of the code."""
        return hashlib.sha256(self.code).digest()


@dataclass(frozen=True, slots=True)
class Genesis:
    """A ledger's first state.

    Two ledgers of one genesis have the same blockhashes, so a transaction signed for the one is valid
    in the other: `nonce` must differ between ledgers that hold value.
    """

    operator: Pubkey
    """Upgrade authority of the programs, funded to pay fees."""
    time_s: int
    """The clock at the start [epoch s]."""
    programs: tuple[ProgramBinary, ...] = ()
    funding: tuple[tuple[Pubkey, int], ...] = ()
    """Further wallets and their lamports."""
    config: Mapping[str, str] = field(default_factory=dict)
    """Notes about what the ledger is for, such as the campus and the seed; a reopening must repeat them."""
    nonce: bytes = b""


class _Form(msgspec.Struct, array_like=True, frozen=True):
    """The genesis as it is stored; the code of a program lies beside it, by digest."""

    version: int
    operator: bytes
    time_s: int
    simulated: bool
    programs: tuple[tuple[str, bytes, bytes], ...]
    funding: tuple[tuple[bytes, int], ...]
    config: tuple[tuple[str, str], ...]
    nonce: bytes


def encode(genesis: Genesis, *, simulated: bool) -> bytes:
    """Return the stored form: the same bytes for the same genesis."""
    return msgspec.msgpack.encode(
        _Form(
            FORMAT,
            bytes(genesis.operator),
            genesis.time_s,
            simulated,
            tuple((p.name, bytes(p.address), p.digest) for p in genesis.programs),
            tuple((bytes(address), lamports) for address, lamports in genesis.funding),
            tuple(sorted(genesis.config.items())),
            genesis.nonce,
        )
    )


def decode(body: bytes, codes: Mapping[bytes, bytes]) -> tuple[Genesis, bool]:
    """Return a stored genesis, and whether its time is simulated.

    Args:
        body: The stored form.
        codes: Program code by SHA-256.

    Raises:
        GenesisMismatch: The form or a program's code is damaged.
    """
    try:
        form = msgspec.msgpack.decode(body, type=_Form)
    except (msgspec.MsgspecError, ValueError) as fault:
        raise GenesisMismatch(f"the genesis entry cannot be read ({fault}): restore a backup") from None
    if form.version != FORMAT:
        raise GenesisMismatch(
            f"the ledger has format {form.version}, this version reads {FORMAT}: use another data folder"
        )
    programs = tuple(_program(name, address, digest, codes) for name, address, digest in form.programs)
    genesis = Genesis(
        operator=Pubkey(form.operator),
        time_s=form.time_s,
        programs=programs,
        funding=tuple((Pubkey(address), lamports) for address, lamports in form.funding),
        config=dict(form.config),
        nonce=form.nonce,
    )
    return genesis, form.simulated


def _program(name: str, address: bytes, digest: bytes, codes: Mapping[bytes, bytes]) -> ProgramBinary:
    code = codes.get(digest)
    if code is None or hashlib.sha256(code).digest() != digest:
        raise GenesisMismatch(
            f"the code of program {name!r} is not the genesis's ({digest.hex()[:16]}...): restore a backup"
        )
    return ProgramBinary(name, Pubkey(address), code)


def check_same(stored: tuple[Genesis, bool], wanted: Genesis, *, simulated: bool) -> None:
    """Do nothing when a folder's genesis, with its kind of time, serves the one that is wanted.

    The clock, the nonce and the programs' code may differ: a ledger keeps what it was born with.

    Raises:
        GenesisMismatch: Operator, program addresses, notes or the kind of time differ.
    """
    old_genesis, was_simulated = stored
    pairs = {
        "simulated time": (was_simulated, simulated),
        "operator": (old_genesis.operator, wanted.operator),
        "program addresses": (
            {p.name: p.address for p in old_genesis.programs},
            {p.name: p.address for p in wanted.programs},
        ),
        "config": (dict(old_genesis.config), dict(wanted.config)),
    }
    for name, (old, new) in pairs.items():
        if old != new:
            raise GenesisMismatch(f"the folder's ledger has {name} {old}, not {new}: use another data folder")
