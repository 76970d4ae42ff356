"""A process in which eight threads submit to one node until it is killed; each says what was acknowledged."""

import sys
import threading
from concurrent.futures import Future
from pathlib import Path

from tests.integration.ledger.sender import GENESIS, MINT, OPERATOR, found, mint_to

from gridtokenx.chain.transaction import sign
from gridtokenx.ledger.litesvm.node import LiteSvmNode, open_node
from gridtokenx.port.ledger import Receipt

THREADS = 8
SPAN = 1_000_000
IN_FLIGHT = 20


def submit(node: LiteSvmNode, first: int, told: threading.Lock) -> None:
    """Keep twenty transactions under way, and write the signature of each as soon as its future is done."""

    def tell(future: Future[Receipt]) -> None:
        receipt = future.result()
        with told:
            sys.stdout.write(f"{receipt.signature} {receipt.error}\n")
            sys.stdout.flush()

    for amount in range(first, first + SPAN, IN_FLIGHT):
        blockhash = node.blockhash()
        batch = [sign([mint_to(amount + n)], payer=OPERATOR, blockhash=blockhash) for n in range(IN_FLIGHT)]
        futures = [node.submit(one) for one in batch]
        for future in futures:
            future.add_done_callback(tell)
        futures[-1].result()


def main(folder: Path) -> None:
    """Submit from several threads, each with amounts of its own, so that no two transactions are equal."""
    node = open_node(folder, genesis=GENESIS, snapshot_every=40)
    if node.account(MINT.pubkey()) is None:
        found(node)
    start, told = node.transaction_count() * THREADS * SPAN, threading.Lock()
    threads = [
        threading.Thread(target=submit, args=(node, start + n * SPAN, told), daemon=True)
        for n in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
