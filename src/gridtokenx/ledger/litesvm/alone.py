"""A validator alone, for developers: our programs are there, lamports too, and time is the wall's.

What ``solana-test-validator`` is for Solana at large, this is for a campus: one folder, one node, no cluster.
"""

from dataclasses import dataclass
from pathlib import Path

from gridtokenx.chain.programs import Programs, load_binary
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.genesis import Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.journal import Journal
from gridtokenx.ledger.litesvm.node import LiteSvmNode, open_node
from gridtokenx.port.clock import Clock

FAUCET_LAMPORTS = 10**15


@dataclass(frozen=True, slots=True)
class Alone:
    """What a node for developers is to be."""

    folder: Path
    keys: SeedKeys
    """Its operator may upgrade the programs and has lamports; its faucet gives some away."""
    faucet: bool


def last_time_s(folder: Path) -> int | None:
    """Return the newest time in a folder's ledger [epoch s], or None when there is no ledger."""
    if not (folder / "ledger.db").is_file():
        return None
    journal = Journal(folder, read_only=True)
    try:
        return journal.last.time_s if journal.last is not None else None
    finally:
        journal.close()


def open_alone(alone: Alone, *, programs: Programs, clock: Clock) -> LiteSvmNode:
    """Open the node of a folder, or found it.

    Raises:
        LedgerInUse: Another process has the folder open.
        GenesisMismatch: The folder holds another ledger, such as that of a run.
        JournalDamaged: The journal is not what was written.
    """
    keys = alone.keys
    genesis = Genesis(
        operator=keys.operator().pubkey(),
        time_s=int(clock.now_s()),
        programs=tuple(ProgramBinary(p.name, p.id, load_binary(p.name)) for p in programs.all()),
        funding=((keys.faucet().pubkey(), FAUCET_LAMPORTS),),
        config={"campus": keys.campus, "seed": str(keys.seed)},
    )
    return open_node(
        alone.folder, genesis=genesis, clock=clock, faucet=keys.faucet() if alone.faucet else None
    )
