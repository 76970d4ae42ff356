"""Who is on the campus of a random walk, and its ledger: the real one, signed transactions and all."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from solders.compute_budget import set_compute_unit_limit
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from tests.property.random_walk.state import EMPTY, State, StateReader

from gridtokenx.chain.errors import fault_of
from gridtokenx.chain.programs import Programs, load_binary, load_programs
from gridtokenx.chain.transaction import MAX_ACCOUNTS, MAX_BYTES, sign
from gridtokenx.ledger.litesvm.genesis import Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.validator import LiteSvmLedger, open_litesvm

INTERVAL_S: Final = 900
GATE_S: Final = 300
START: Final = 1_800_000_000 // INTERVAL_S * INTERVAL_S
RICH: Final = 10**14
OWNERS: Final = ("alice", "bob", "carol")
AGENTS: Final = ("agent", "robot")
APPROVERS: Final = ("PEA", "MEA", "EGAT")
NAMES: Final = (*OWNERS, *AGENTS, *APPROVERS, "operator", "successor", "oracle", "payer", "mallory")
METERS: Final = {f"ENG_{n}": OWNERS[n % 3] for n in range(6)} | {"OTHER": "alice"}
PER_COMMIT: Final = 40
FIRST_LIMIT: Final = 900_000


def key(name: str) -> Keypair:
    return Keypair.from_seed(hashlib.sha256(name.encode()).digest())


@dataclass(frozen=True)
class Sent:
    """A transaction that ran: who signed, and the states before and after."""

    instructions: tuple[Instruction, ...]
    signers: frozenset[Pubkey]
    before: State
    after: State
    now_s: int
    error: str | None
    """The refusal by its name, such as ``trading.GateClosed``."""


@dataclass
class Campus:
    """A ledger in a folder, and the keys of everybody who may sign on it."""

    folder: Path
    programs: Programs = field(default_factory=load_programs)
    sent: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    state: State = EMPTY

    def __post_init__(self) -> None:
        self.at = self.programs.addresses()
        self.keys = {found.pubkey(): found for found in map(key, NAMES)}
        self.wallets = {name: key(name).pubkey() for name in NAMES}
        code = tuple(ProgramBinary(p.name, p.id, load_binary(p.name)) for p in self.programs.all())
        funding = tuple((wallet, RICH) for wallet in self.wallets.values())
        genesis = Genesis(self.wallets["operator"], START, code, funding)
        self.ledger: LiteSvmLedger = open_litesvm(self.folder, genesis=genesis)
        self.reader = StateReader(self.programs, tuple(self.keys))
        self.state = self.reader.read(self.ledger)
        self.open_group = ExitStack()
        self.open_group.enter_context(self.ledger.group())

    def wallet(self, name: str) -> Pubkey:
        return self.wallets[name]

    @property
    def now_s(self) -> int:
        return self.ledger.time_s()

    def set_time(self, now_s: int) -> None:
        self.ledger.advance_to(now_s)

    def send(self, instructions: Sequence[Instruction]) -> Sent | None:
        """Sign and run instructions as one transaction; None when they fit none."""
        self._new_slot()
        self.sent += 1
        limit = set_compute_unit_limit(FIRST_LIMIT + self.sent)  # no transaction is like another
        signable = [self._signable(instruction) for instruction in (limit, *instructions)]
        signers = {meta.pubkey for one in signable for meta in one.accounts if meta.is_signer}
        payer = self.keys[self.wallet("payer")]
        transaction = sign(
            signable, payer=payer, signers=[self.keys[s] for s in signers], blockhash=self.ledger.blockhash()
        )
        if len(bytes(transaction)) > MAX_BYTES or len(transaction.message.account_keys) > MAX_ACCOUNTS:
            return None
        before = self.state
        (receipt,) = self.ledger.send([transaction])
        self.state = self.reader.read(self.ledger)
        fault = fault_of(receipt, self.programs)
        error = f"{fault.program}.{fault.name}" if fault else None
        self.errors.update([error] if error else [])
        held = frozenset({*signers, payer.pubkey()})
        return Sent(tuple(signable), held, before, self.state, self.now_s, error)

    def _signable(self, instruction: Instruction) -> Instruction:
        """Whoever has no key here does not sign."""
        metas = [
            AccountMeta(m.pubkey, is_signer=m.is_signer and m.pubkey in self.keys, is_writable=m.is_writable)
            for m in instruction.accounts
        ]
        return Instruction(instruction.program_id, bytes(instruction.data), metas)

    def _new_slot(self) -> None:
        if self.sent % PER_COMMIT == PER_COMMIT - 1:
            self.open_group.close()
            self.open_group = ExitStack()
            self.open_group.enter_context(self.ledger.group())

    def close(self) -> None:
        self.open_group.close()
        self.ledger.close()
