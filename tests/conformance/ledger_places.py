"""The ledgers that the conformance suite is run over, each with somebody who has lamports on it."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from solders import system_program as system
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from tests.conformance.served import served

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.chain.programs import load_binary, load_programs
from gridtokenx.chain.transaction import sign
from gridtokenx.clock import SystemClock
from gridtokenx.ledger.litesvm.genesis import Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.node import LiteSvmNode, open_node
from gridtokenx.ledger.rpc.ledger import open_rpc
from gridtokenx.port.ledger import AnyTransaction, Ledger

PROGRAMS = load_programs()
IDS = tuple(program.id for program in PROGRAMS.all())
SOL = 10**9
MINT_BYTES, ACCOUNT_BYTES = 82, 165
MINT_RENT = 6_960 * (128 + MINT_BYTES)


@dataclass(frozen=True)
class Place:
    """A ledger under test and somebody with lamports on it."""

    ledger: Ledger
    payer: Keypair
    moves: bool
    """Whether its time passes by itself."""
    public: bool = False
    """Whether it is others' too, and holds what is not ours."""

    def signed(self, *calls: Instruction, signers: tuple[Keypair, ...] = ()) -> AnyTransaction:
        return sign(calls, payer=self.payer, signers=signers, blockhash=self.ledger.blockhash())

    def gift(self, to: Pubkey, lamports: int = SOL // 100) -> Instruction:
        params = system.TransferParams(from_pubkey=self.payer.pubkey(), to_pubkey=to, lamports=lamports)
        return system.transfer(params)

    def lamports(self, address: Pubkey) -> int:
        account = self.ledger.account(address)
        return account.lamports if account else 0

    def new_mint(self) -> tuple[Keypair, tuple[Instruction, ...]]:
        key = Keypair()
        params = system.CreateAccountParams(
            from_pubkey=self.payer.pubkey(),
            to_pubkey=key.pubkey(),
            lamports=MINT_RENT,
            space=MINT_BYTES,
            owner=TOKEN_PROGRAM,
        )
        data = bytes([20, 9]) + bytes(self.payer.pubkey()) + b"\0"
        init = Instruction(TOKEN_PROGRAM, data, [AccountMeta(key.pubkey(), False, True)])
        return key, (system.create_account(params), init)


def genesis_for(payer: Keypair, time_s: int) -> Genesis:
    programs = tuple(ProgramBinary(p.name, p.id, load_binary(p.name)) for p in PROGRAMS.all())
    return Genesis(payer.pubkey(), time_s, programs=programs)


@contextmanager
def node_in(folder: Path, payer: Keypair) -> Iterator[LiteSvmNode]:
    clock = SystemClock()
    node = open_node(folder, genesis=genesis_for(payer, int(clock.now_s())), clock=clock, faucet=payer)
    try:
        yield node
    finally:
        node.close()


@contextmanager
def embedded(folder: Path) -> Iterator[Place]:
    payer = Keypair()
    node = open_node(folder, genesis=genesis_for(payer, 1_800_000_000))
    try:
        yield Place(node, payer, moves=False)
    finally:
        node.close()


@contextmanager
def over_rpc(folder: Path) -> Iterator[Place]:
    payer = Keypair()
    with node_in(folder, payer) as node, served(node) as server:
        ledger = open_rpc(server.url, programs=IDS)
        yield Place(ledger, payer, moves=True)
        ledger.close()


@contextmanager
def on_a_cluster(folder: Path) -> Iterator[Place]:
    with ExitStack() as stack:
        url = os.environ.get("SOLANA_RPC_URL_TEST") or stack.enter_context(test_validator(folder))
        ledger = open_rpc(url, programs=(system.ID, TOKEN_PROGRAM, *IDS))
        stack.callback(ledger.close)
        payer = Keypair()
        ledger.airdrop(payer.pubkey(), 2 * SOL)
        yield Place(ledger, payer, moves=True, public=True)


@contextmanager
def test_validator(folder: Path) -> Iterator[str]:
    """Agave's own validator for tests, with a ledger in the folder."""
    program = shutil.which("solana-test-validator")
    if program is None:
        pytest.skip(
            "no cluster of others: set SOLANA_RPC_URL_TEST, or put solana-test-validator on the path; it "
            "comes with Agave's own installer and with no package registry, so CI goes without"
        )
    process = subprocess.Popen([program, "--ledger", str(folder), "--quiet", "--rpc-port", "18899"])
    url = "http://127.0.0.1:18899"
    try:
        for _ in range(120):
            try:
                open_rpc(url, programs=IDS).close()
                break
            except GridTokenXError:
                time.sleep(0.5)
        yield url
    finally:
        process.terminate()
        process.wait(20)


test_validator.__test__ = False  # type: ignore[attr-defined] # a function may carry it


class FastClock:
    """The machine's clock with time left out."""

    def __init__(self) -> None:
        self._skipped = 0.0

    def skip(self, seconds: float) -> None:
        self._skipped += seconds

    def now_s(self) -> float:
        return time.time() + self._skipped

    def monotonic_s(self) -> float:
        return time.monotonic() + self._skipped
