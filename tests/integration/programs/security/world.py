"""A campus on the five programs, brought forward by real instructions only, on which anything may be tried.

Signatures are not checked here, so that anybody can be made to sign, a program's own address too: what a
program sees is the same. Trying is simulating: nothing stays of it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from solders.account import Account
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.litesvm import LiteSVM
from solders.message import Message
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.transaction import Transaction
from solders.transaction_metadata import FailedTransactionMetadata

from gridtokenx.chain.addresses import TOKEN_PROGRAM, UPGRADEABLE_LOADER, program_data
from gridtokenx.chain.program import Program
from gridtokenx.chain.programs import Programs, load_binary, load_programs
from gridtokenx.chain.token import create_token_account

INTERVAL_S: Final = 900
START: Final = 1_800_000_000 // INTERVAL_S * INTERVAL_S
RICH: Final = 10**13


def key(name: str) -> Keypair:
    return Keypair.from_seed(hashlib.sha256(name.encode()).digest())


class World:
    """The machine, who is who on it, and its time."""

    def __init__(self) -> None:
        self.svm = LiteSVM().with_sigverify(False).with_log_bytes_limit(None)
        self.programs: Programs = load_programs()
        self.at = self.programs.addresses()
        self._signed = 0
        self.purse = self.wallet("purse")
        self.operator, self.oracle, self.payer = (self.wallet(n) for n in ("operator", "oracle", "payer"))
        self.alice, self.bob, self.mallory = (self.wallet(n) for n in ("alice", "bob", "mallory"))
        self.agent = self.wallet("agent")
        self.approvers = tuple(self.wallet(n) for n in ("PEA", "MEA", "EGAT"))
        for program in self.programs.all():
            self._deploy(program)
        self.set_time(START)

    def wallet(self, name: str) -> Pubkey:
        address = key(name).pubkey()
        self.svm.airdrop(address, RICH)
        return address

    def _deploy(self, program: Program) -> None:
        home = program_data(program.id)
        header = (3).to_bytes(4, "little") + bytes(8) + b"\1" + bytes(self.operator)
        self.put(home, header + load_binary(program.name), UPGRADEABLE_LOADER)
        pointer = (2).to_bytes(4, "little") + bytes(home)
        self.svm.set_account(program.id, Account(10**9, pointer, UPGRADEABLE_LOADER, executable=True))

    def set_time(self, now_s: int) -> None:
        clock = self.svm.get_clock()
        clock.unix_timestamp = now_s
        self.svm.set_clock(clock)

    def put(self, address: Pubkey, data: bytes, owner: Pubkey) -> None:
        self.svm.set_account(address, Account(10**10, data, owner, executable=False))

    def remove(self, address: Pubkey) -> None:
        self.svm.set_account(address, Account(0, b"", Pubkey.default()))

    def do(self, *instructions: Instruction) -> None:
        """Run instructions as one transaction, which must succeed."""
        self.svm.expire_blockhash()
        done = self.svm.send_transaction(self._transaction(instructions))
        assert not isinstance(done, FailedTransactionMetadata), f"{done.err()} {done.meta().logs()[-3:]}"

    def attempt(self, *instructions: Instruction) -> str | None:
        """Simulate instructions; return why they failed, or None when they would have succeeded."""
        done = self.svm.simulate_transaction(self._transaction(instructions))
        return (
            f"{done.err()} {done.meta().logs()[-2:]}" if isinstance(done, FailedTransactionMetadata) else None
        )

    def _transaction(self, instructions: Sequence[Instruction]) -> Transaction:
        self._signed += 1
        message = Message.new_with_blockhash(list(instructions), self.purse, self.svm.latest_blockhash())
        count = message.header.num_required_signatures
        signatures = [Signature(bytes([i]) + self._signed.to_bytes(63, "little")) for i in range(count)]
        return Transaction.populate(message, signatures)

    def account(self, address: Pubkey) -> Account | None:
        found = self.svm.get_account(address)
        return found if found is not None and found.lamports else None

    def read(self, program: Program, kind: str, address: Pubkey) -> Mapping[str, Any]:
        found = self.account(address)
        assert found is not None, f"no {kind} at {address}"
        return program.account(kind, found.data)

    def token_account(self, owner: Pubkey, mint: Pubkey) -> Pubkey:
        instruction = create_token_account(self.payer, owner=owner, mint=mint)
        if self.account(instruction.accounts[1].pubkey) is None:
            self.do(instruction)
        return instruction.accounts[1].pubkey

    def siblings(self, address: Pubkey) -> list[Pubkey]:
        """Return the other accounts of the same owner and kind."""
        found = self.account(address)
        if found is None or found.owner not in {*(p.id for p in self.programs.all()), TOKEN_PROGRAM}:
            return []
        return [
            other
            for other, account in self.svm.get_program_accounts(found.owner)
            if other != address and account.lamports and _kind(account) == _kind(found)
        ]


def _kind(account: Account) -> bytes:
    return bytes([len(account.data) & 0xFF]) if account.owner == TOKEN_PROGRAM else bytes(account.data[:8])
