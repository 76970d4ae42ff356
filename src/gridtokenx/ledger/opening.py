"""What a run on a cluster needs before it begins: the cluster's ledger, and the keys that act there."""

from pathlib import Path

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.programs import Programs
from gridtokenx.ledger.deploy.presence import expect_programs
from gridtokenx.ledger.keypair_file import read_keypair
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.rpc.ledger import RpcLedger, open_rpc

CLUSTER_BATCH = 16
"""Transactions that share a blockhash: one after the other they take a second each, and it lives 60."""
CLUSTER_PATIENCE_S = 10.0
"""How long a run waits for a cluster [s]; then measuring goes on, and the market is tried again later."""


def keys_of(campus: str, *, seed: int, keypair: Path | None) -> SeedKeys:
    """Return a run's keys, the operator's from its file where there is one.

    Raises:
        KeypairUnreadable: The file holds no key.
    """
    return SeedKeys(seed, campus, read_keypair(keypair) if keypair else None)


def open_cluster(url: str, programs: Programs) -> RpcLedger:
    """Open a cluster's ledger that has our programs.

    Raises:
        LedgerUnreachable: Nothing answers there.
        ProgramsNotDeployed: Says how to deploy them.
    """
    ledger = open_rpc(url, programs=[p.id for p in programs.all()], patience_s=CLUSTER_PATIENCE_S)
    try:
        expect_programs(ledger, programs, url=ledger.url)
    except GridTokenXError:
        ledger.close()
        raise
    return ledger
