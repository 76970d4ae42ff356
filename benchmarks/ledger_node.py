"""What the embedded validator does: throughput, latency beside snapshots, and the time of a restart.

Token transactions on one mint, signed and checked, with the journal on disk. Signing is done before and not
counted. The large ledger (by default 1,000,000 transactions and 100,000 accounts) is built once in the folder
that is named, and used again.

    python benchmarks/ledger_node.py --folder /tmp/ledger-node [--transactions 1000000] [--accounts 100000]
"""

import argparse
import os
import platform
import signal
import statistics
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.system_program import CreateAccountParams, create_account
from solders.transaction import Transaction

from gridtokenx.base.ids import MeterId
from gridtokenx.chain.addresses import TOKEN_PROGRAM, associated_token_account
from gridtokenx.chain.token import create_token_account
from gridtokenx.chain.transaction import sign
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.node import LiteSvmNode, open_node

KEYS = SeedKeys(5, "benchmark")
OPERATOR, MINT = KEYS.operator(), KEYS.meter(MeterId("mint"))
GENESIS_S = 1_700_000_000
MINT_BYTES = 82
GROUP = 500
FITTING = 9
"""Token accounts that one transaction can make."""
RATE = 150
SAMPLES = 9_000
THREADS = 8


class WallClock:
    """The machine's clock."""

    def now_s(self) -> float:
        """Return the time [epoch s]."""
        return time.time()

    def monotonic_s(self) -> float:
        """Return a time that never goes back [s]."""
        return time.monotonic()


def open_large(folder: Path) -> LiteSvmNode:
    """Open the ledger of a folder in wall time."""
    return open_node(folder, genesis=Genesis(OPERATOR.pubkey(), GENESIS_S), clock=WallClock())


def owner(number: int) -> Pubkey:
    """Return the wallet of a token account."""
    return Pubkey(number.to_bytes(32, "big"))


def found(node: LiteSvmNode, accounts: int) -> None:
    """Make the mint and the token accounts."""
    rent = node.read(lambda state: state.rent_exempt(MINT_BYTES)).result()
    params = CreateAccountParams(
        from_pubkey=OPERATOR.pubkey(),
        to_pubkey=MINT.pubkey(),
        lamports=rent,
        space=MINT_BYTES,
        owner=TOKEN_PROGRAM,
    )
    data = bytes([20, 9]) + bytes(OPERATOR.pubkey()) + bytes(1)
    init = Instruction(TOKEN_PROGRAM, data, [AccountMeta(MINT.pubkey(), False, True)])
    node.send([signed(node, [create_account(params), init], signers=[MINT])])
    for first in range(0, accounts, GROUP):
        made = [
            create_token_account(OPERATOR.pubkey(), owner=owner(n), mint=MINT.pubkey())
            for n in range(first, min(first + GROUP, accounts))
        ]
        parts = [made[at : at + FITTING] for at in range(0, len(made), FITTING)]
        receipts = node.send([signed(node, instructions) for instructions in parts])
        assert not any(receipt.error for receipt in receipts), receipts


def signed(
    node: LiteSvmNode, instructions: Sequence[Instruction], signers: Sequence[Keypair] = ()
) -> Transaction:
    """Sign instructions with the newest blockhash."""
    return sign(instructions, payer=OPERATOR, signers=signers, blockhash=node.blockhash())


def mints(node: LiteSvmNode, first: int, count: int, accounts: int) -> list[Transaction]:
    """Return signed transactions, each of which mints to one account and differs from all others."""
    blockhash = node.blockhash()
    made = []
    for number in range(first, first + count):
        at = associated_token_account(owner(number * 7919 % accounts), MINT.pubkey())
        metas = [
            AccountMeta(MINT.pubkey(), False, True),
            AccountMeta(at, False, True),
            AccountMeta(OPERATOR.pubkey(), True, False),
        ]
        mint = Instruction(TOKEN_PROGRAM, struct.pack("<BQ", 7, number + 1), metas)
        made.append(sign([mint], payer=OPERATOR, blockhash=blockhash))
    return made


def build(folder: Path, transactions: int, accounts: int) -> None:
    """Bring the large ledger to its size."""
    node = open_large(folder)
    if node.account(MINT.pubkey()) is None:
        found(node, accounts)
    while (count := node.transaction_count()) < transactions:
        waiting = [node.submit(one) for one in mints(node, count, min(GROUP, transactions - count), accounts)]
        assert not any(one.result().error for one in waiting)
        if count // 50_000 != (count + GROUP) // 50_000:
            print(f"  {count:,} transactions", flush=True)  # a script's progress
    node.close()


def throughput(node: LiteSvmNode, accounts: int) -> Iterator[str]:
    """Send one by one, then from several threads, each of which waits for its own."""
    batch = mints(node, node.transaction_count(), 1_000, accounts)
    start = time.perf_counter()
    for one in batch:
        node.submit(one).result()
    yield f"one by one: {len(batch) / (time.perf_counter() - start):,.0f} transactions/s"
    for depth in (1, 16):
        batch = mints(node, node.transaction_count(), 8_000, accounts)

        def send(part: Sequence[Transaction], depth: int = depth) -> None:
            for first in range(0, len(part), depth):
                for future in [node.submit(one) for one in part[first : first + depth]]:
                    future.result()

        threads = [threading.Thread(target=send, args=(batch[n::THREADS],)) for n in range(THREADS)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rate = len(batch) / (time.perf_counter() - start)
        yield f"{THREADS} threads with {depth} in flight each: {rate:,.0f} transactions/s"


def latency(node: LiteSvmNode, accounts: int) -> str:
    """Submit at an even rate and measure until each future is done."""
    taken: list[float] = []
    batch: list[Transaction] = []
    start = time.perf_counter()
    for number in range(SAMPLES):
        if not batch:
            batch = mints(node, node.transaction_count() + 10_000_000 + number, RATE, accounts)[::-1]
        time.sleep(max(0.0, start + number / RATE - time.perf_counter()))
        begin = time.perf_counter()
        node.submit(batch.pop()).add_done_callback(
            lambda _, begin=begin: taken.append(time.perf_counter() - begin)  # type: ignore[misc]  # its own start
        )
    node.head()
    taken.sort()
    p50, p99, worst = statistics.median(taken), taken[int(len(taken) * 0.99)], taken[-1]
    figures = f"p50 {p50 * 1e3:.1f} ms, p99 {p99 * 1e3:.1f} ms, worst {worst * 1e3:.1f} ms"
    return f"at {RATE}/s for {SAMPLES // RATE} s: {figures}"


def restart(folder: Path) -> str:
    """Open the ledger and read its state hash."""
    start = time.perf_counter()
    node = open_large(folder)
    opened = time.perf_counter() - start
    state = node.state_hash()
    text = f"{opened:.2f} s to open {node.transaction_count():,} transactions, state {state[:16]}"
    node.close()
    return text


def crash(folder: Path, accounts: int) -> None:
    """Send for three seconds in a process of its own and kill it."""
    code = (
        "import sys; sys.path.insert(0, 'benchmarks'); import ledger_node as b; from pathlib import Path\n"
        f"n = b.open_large(Path({str(folder)!r})); print('open', flush=True)\n"
        "while True:\n"
        f"    made = b.mints(n, n.transaction_count(), 200, {accounts})\n"
        "    for future in [n.submit(one) for one in made]: future.result()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(3)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--transactions", type=int, default=1_000_000)
    parser.add_argument("--accounts", type=int, default=100_000)
    options = parser.parse_args()
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    build(options.folder, options.transactions, options.accounts)
    print("restart after closing:", restart(options.folder), flush=True)
    crash(options.folder, options.accounts)
    print("restart after kill -9:", restart(options.folder), flush=True)
    node = open_large(options.folder)
    for line in throughput(node, options.accounts):
        print(line, flush=True)
    print(latency(node, options.accounts), flush=True)
    node.close()
    sizes = {path.name: path.stat().st_size for path in sorted(options.folder.iterdir())}
    print({name: f"{size / 1e6:.1f} MB" for name, size in sizes.items() if size})


if __name__ == "__main__":
    main()
