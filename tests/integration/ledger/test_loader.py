"""Code that came through the upgradeable loader runs the same at once, after a restart and after a replay."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from gridtokenx.base.ids import MeterId
from gridtokenx.chain import loader
from gridtokenx.chain.addresses import UPGRADEABLE_LOADER, program_data
from gridtokenx.chain.programs import load_binary
from gridtokenx.chain.transaction import sign
from gridtokenx.ledger.audit import audit
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.journal import Journal, Kind
from gridtokenx.ledger.litesvm.node import LiteSvmNode, open_node
from gridtokenx.ledger.litesvm.own_thread import in_own_thread
from gridtokenx.ledger.litesvm.recovery import recover
from gridtokenx.ledger.litesvm.snapshot import NEWEST, OLDER
from gridtokenx.port.ledger import Receipt, TransactionRefused

KEYS = SeedKeys(4, "loader")
OPERATOR, STRANGER = KEYS.operator(), KEYS.owner(MeterId("stranger"))
GENESIS = Genesis(OPERATOR.pubkey(), 1_800_000_000, funding=((STRANGER.pubkey(), 10**13),))
PROGRAM = Keypair.from_seed(bytes([77] * 32))
LAMPORTS = 10**10
_CLOSE, _SET_AUTHORITY = 5, 4


@dataclass
class Ground:
    """A ledger that is opened anew at will, and the loader's work on it."""

    folder: Path
    node: LiteSvmNode = field(init=False)

    def __post_init__(self) -> None:
        self.node = open_node(self.folder, genesis=GENESIS)

    def reopen(self) -> None:
        self.node.close()
        self.node = open_node(self.folder, genesis=GENESIS)

    def run(self, instructions: Sequence[Instruction], payer: Keypair, *signers: Keypair) -> Receipt:
        blockhash = self.node.blockhash()
        (receipt,) = self.node.send([sign(instructions, payer=payer, signers=signers, blockhash=blockhash)])
        return receipt

    def buffer(self, seed: str, code: bytes, authority: Keypair) -> Pubkey:
        owner = authority.pubkey()
        at = loader.buffer_address(owner, seed)
        made = loader.create_buffer(authority=owner, seed=seed, lamports=LAMPORTS, size=len(code))
        assert self.run(made, authority).error is None
        step, blockhash = loader.piece_bytes(owner), self.node.blockhash()
        pieces = [
            loader.write(at, authority=owner, offset=start, piece=code[start : start + step])
            for start in range(0, len(code), step)
        ]
        receipts = self.node.send([sign([piece], payer=authority, blockhash=blockhash) for piece in pieces])
        assert not any(receipt.error for receipt in receipts)
        return at

    def deploy(self, code: bytes, *, room: int) -> Receipt:
        buffer = self.buffer("first", code, OPERATOR)
        made = loader.deploy(
            PROGRAM.pubkey(), buffer=buffer, authority=OPERATOR.pubkey(), lamports=LAMPORTS, room=room
        )
        return self.run(made, OPERATOR, PROGRAM)

    def upgrade(self, seed: str, code: bytes, authority: Keypair) -> Receipt:
        owner = authority.pubkey()
        buffer = self.buffer(seed, code, authority)
        return self.run(
            [loader.upgrade(PROGRAM.pubkey(), buffer=buffer, authority=owner, spill=owner)], authority
        )

    def call(self) -> tuple[str | None, int]:
        """Call the program; ours refuse another's id, each after its own number of units."""
        receipt = self.run([Instruction(PROGRAM.pubkey(), bytes(8), [])], OPERATOR)
        return receipt.error, receipt.compute_units


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    made = Ground(tmp_path)
    yield made
    made.node.close()


TRADING, GOVERNANCE = load_binary("trading"), load_binary("governance")
ROOM = max(len(TRADING), len(GOVERNANCE))
REFUSES = "InstructionError(0, IncorrectProgramId)"


def test_code_takes_effect_at_once_and_stays(ground: Ground) -> None:
    with pytest.raises(TransactionRefused, match="InvalidProgramForExecution"):
        ground.call()
    assert ground.deploy(TRADING, room=ROOM).error is None
    first = ground.call()
    assert first[0] == REFUSES
    ground.reopen()
    assert ground.call() == first
    assert ground.upgrade("second", GOVERNANCE, OPERATOR).error is None
    second = ground.call()
    assert second[0] == REFUSES
    assert second != first
    ground.reopen()
    assert ground.call() == second
    _check_replay(ground)


def test_only_the_upgrade_authority_upgrades(ground: Ground) -> None:
    assert ground.deploy(TRADING, room=ROOM).error is None
    before = ground.call()
    assert ground.upgrade("theirs", GOVERNANCE, STRANGER).error == "InstructionError(0, IncorrectAuthority)"
    assert ground.call() == before
    metas = [
        AccountMeta(program_data(PROGRAM.pubkey()), False, True),
        AccountMeta(OPERATOR.pubkey(), True, False),
        AccountMeta(STRANGER.pubkey(), False, False),
    ]
    give = Instruction(UPGRADEABLE_LOADER, struct.pack("<I", _SET_AUTHORITY), metas)
    assert ground.run([give], OPERATOR).error is None
    assert ground.upgrade("mine", GOVERNANCE, OPERATOR).error == "InstructionError(0, IncorrectAuthority)"
    assert ground.upgrade("ours", GOVERNANCE, STRANGER).error is None
    assert ground.call() != before
    _check_replay(ground)


def test_room_can_be_made_for_longer_code(ground: Ground) -> None:
    assert ground.deploy(GOVERNANCE, room=len(GOVERNANCE)).error is None
    assert ground.upgrade("long", TRADING, OPERATOR).error == "InstructionError(0, AccountDataTooSmall)"
    more = loader.extend(PROGRAM.pubkey(), payer=OPERATOR.pubkey(), more=len(TRADING) - len(GOVERNANCE))
    assert ground.run([more], OPERATOR).error is None
    before = ground.call()
    assert ground.upgrade("long again", TRADING, OPERATOR).error is None
    assert ground.call() != before
    _check_replay(ground)


def test_a_closed_program_is_closed_now_and_later(ground: Ground) -> None:
    assert ground.deploy(GOVERNANCE, room=ROOM).error is None
    assert ground.call()[0] == REFUSES
    metas = [
        AccountMeta(program_data(PROGRAM.pubkey()), False, True),
        AccountMeta(OPERATOR.pubkey(), False, True),
        AccountMeta(OPERATOR.pubkey(), True, False),
        AccountMeta(PROGRAM.pubkey(), False, True),
    ]
    ground.node.advance_to(GENESIS.time_s + 900)
    close = Instruction(UPGRADEABLE_LOADER, struct.pack("<I", _CLOSE), metas)
    assert ground.run([close], OPERATOR).error is None
    closed = ground.call()
    assert closed[0] != REFUSES
    ground.reopen()
    assert ground.call() == closed
    _check_replay(ground)


def _recovered_hash(folder: Path) -> str:
    journal = Journal(folder)
    assert any(entry.kind == Kind.SNAPSHOT for entry in journal.entries())
    machine = recover(journal, folder).replayer.machine
    journal.close()
    return machine.state_hash()


def _check_replay(ground: Ground) -> None:
    """Run everything again, from the genesis, from each snapshot, and in the audit."""
    state = ground.node.state_hash()
    ground.node.close()
    for files in ((), (OLDER,), (OLDER, NEWEST)):
        for name in files:
            (ground.folder / name).unlink(missing_ok=True)
        assert in_own_thread(partial(_recovered_hash, ground.folder)) == state
    assert audit(ground.folder, programs=None).findings == ()
    ground.node = open_node(ground.folder, genesis=GENESIS)
