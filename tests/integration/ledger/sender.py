"""A process that sends transactions until it is killed, and says which ones were acknowledged."""

import sys
from pathlib import Path

from solders import system_program as system

from gridtokenx.base.ids import MeterId
from gridtokenx.chain.transaction import sign
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.validator import open_litesvm

KEYS = SeedKeys(3, "kill")
GENESIS = Genesis(KEYS.operator().pubkey(), 1_800_000_000)
GROUP = 5


def main(folder: Path) -> None:
    ledger = open_litesvm(folder, genesis=GENESIS, snapshot_every=40)
    to, start = KEYS.owner(MeterId("A")).pubkey(), ledger.transaction_count()
    for first in range(start, start + 100_000, GROUP):
        blockhash = ledger.blockhash()
        transfers = [
            system.transfer(
                system.TransferParams(
                    from_pubkey=KEYS.operator().pubkey(), to_pubkey=to, lamports=10**6 + first + n
                )
            )
            for n in range(GROUP)
        ]
        sent = ledger.send([sign([item], payer=KEYS.operator(), blockhash=blockhash) for item in transfers])
        for receipt in sent:
            sys.stdout.write(f"{receipt.signature}\n")
        sys.stdout.flush()
        if first % 50 == 0:
            ledger.advance_to(ledger.time_s() + 900)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
