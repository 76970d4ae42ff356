"""LiteSVM with our programs deployed: executes transactions, and turns its state into bytes and a hash.

Deterministic: a genesis and the same transactions at the same slots and times give the same state. Used
by the validator, and again, from nothing, by the audit. Not thread-safe: LiteSVM belongs to one thread.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from solders.account import Account
from solders.clock import Clock
from solders.hash import Hash
from solders.litesvm import LiteSVM
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction
from solders.transaction_metadata import SimulatedTransactionInfo, TransactionMetadata

from gridtokenx.chain.addresses import SYSTEM_PROGRAM, TOKEN_PROGRAM, UPGRADEABLE_LOADER, program_data
from gridtokenx.ledger.litesvm.account_book import AccountBook
from gridtokenx.ledger.litesvm.effects import Before, look_after, look_before, named
from gridtokenx.ledger.litesvm.genesis import OPERATOR_LAMPORTS, Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.outcome import Answer, Outcome, read, refusal, to_bytes
from gridtokenx.ledger.litesvm.snapshot import SnapshotMark
from gridtokenx.port.ledger import AccountState, AnyTransaction

SLOTS_PER_EPOCH = 432_000
_PROGRAM_DATA = struct.Struct("<IQB32s")
_PROGRAM = struct.Struct("<I32s")
_STATE_PROGRAM = 2
_STATE_PROGRAM_DATA = 3
_UNKNOWN = Outcome(None, None, 0, [], 0, [], None)


@dataclass(frozen=True, slots=True)
class Ran:
    """A transaction that was run."""

    keys: tuple[Pubkey, ...]
    """The accounts it names."""
    written: tuple[Pubkey, ...]
    """Those it may have written."""
    result: bytes
    """What came of it, in the journal's form."""
    outcome: Outcome
    refused: str | None
    """Why it never entered the ledger."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """A transaction that was run on copies."""

    answer: Answer
    accounts: Mapping[Pubkey, Account]
    """As they would be; none when it failed."""


class Machine:
    """The virtual machine of one ledger, at its genesis."""

    def __init__(self, genesis: Genesis) -> None:
        svm = LiteSVM().with_transaction_history(0).with_blockhash_check(False).with_log_bytes_limit(None)
        self._svm = svm
        self.programs = tuple(program.address for program in genesis.programs)
        self.book = AccountBook(svm, counted=(*self.programs, TOKEN_PROGRAM))
        for program in genesis.programs:
            self._deploy(program, genesis.operator)
        for address, lamports in ((genesis.operator, OPERATOR_LAMPORTS), *genesis.funding):
            self._place(address, Account(lamports, b"", SYSTEM_PROGRAM))

    def _deploy(self, program: ProgramBinary, authority: Pubkey) -> None:
        """Place a program as the upgradeable loader would: its data account names the upgrade authority."""
        data = program_data(program.address)
        code = _PROGRAM_DATA.pack(_STATE_PROGRAM_DATA, 0, 1, bytes(authority)) + program.code
        link = _PROGRAM.pack(_STATE_PROGRAM, bytes(data))
        for address, content, executable in ((data, code, False), (program.address, link, True)):
            rent = self._svm.minimum_balance_for_rent_exemption(len(content))
            self._place(address, Account(rent, content, UPGRADEABLE_LOADER, executable))

    def _place(self, address: Pubkey, account: Account) -> None:
        self._svm.set_account(address, account)
        self.book.touch(address, None)

    def set_clock(self, *, slot: int, time_s: int, slot_hashes: Sequence[tuple[int, Hash]] = ()) -> None:
        """Set what programs see as now; `slot_hashes` are earlier slots, newest first."""
        epoch = slot // SLOTS_PER_EPOCH
        self._svm.set_clock(Clock(slot, 0, epoch, epoch + 1, time_s))
        if slot_hashes:
            self._svm.set_slot_hashes(slot_hashes)

    def execute(self, transaction: AnyTransaction) -> Answer:
        """Run a transaction, signatures checked."""
        return self._svm.send_transaction(transaction)

    def simulate(self, transaction: AnyTransaction, *, check_signatures: bool) -> Simulated:
        """Run a transaction on a copy of its accounts; nothing is kept."""
        self._svm.with_sigverify(check_signatures)
        try:
            answer = self._svm.simulate_transaction(transaction)
        finally:
            self._svm.with_sigverify(True)
        if isinstance(answer, SimulatedTransactionInfo):
            return Simulated(answer.meta(), dict(answer.post_accounts()))
        return Simulated(answer, {})

    def run(self, transaction: AnyTransaction) -> Ran:
        """Run a transaction, signatures checked, and tell what it did.

        One that failed and was charged nothing never entered the ledger: it would fill the journal for free.
        """
        accounts = named(self._svm, transaction.message)
        before = look_before(self._svm, accounts)
        try:
            answer = self._svm.send_transaction(transaction)
        except BaseException as fault:
            if type(fault).__name__ != "PanicException":
                raise
            return Ran(accounts.keys, (), b"", _UNKNOWN, f"the virtual machine cannot run it ({fault})")
        reason = refusal(answer)
        if reason is None and not self._charged(answer, before):
            reason = read(answer).error
        if reason is not None:
            outcome = read(answer)
            return Ran(accounts.keys, (), to_bytes(outcome), outcome, reason)
        for place, found in before.written.items():
            self.book.touch(accounts.keys[place], found)
        written = tuple(accounts.keys[place] for place in accounts.writable)
        if UPGRADEABLE_LOADER in accounts.keys:
            self._reload(written)
        outcome = read(answer, look_after(self._svm, before))
        return Ran(accounts.keys, written, to_bytes(outcome), outcome, None)

    def _charged(self, answer: Answer, before: Before) -> bool:
        if isinstance(answer, TransactionMetadata):
            return True
        return (self._svm.get_balance(before.named.keys[0]) or 0) != before.balances[0]

    def _reload(self, written: Iterable[Pubkey]) -> None:
        """Make the machine read programs anew; it forgets closed ones only so."""
        for address in written:
            account = self._svm.get_account(address)
            if account is not None and account.executable:
                self._svm.set_account(address, account)

    def run_bytes(self, body: bytes) -> Ran:
        """Run a serialised transaction."""
        return self.run(VersionedTransaction.from_bytes(body))

    def account(self, address: Pubkey) -> AccountState | None:
        """Return one account, or None."""
        found = self._svm.get_account(address)
        if found is None or not found.lamports:
            return None
        return AccountState(address, found.owner, found.lamports, found.data, found.executable)

    def raw_account(self, address: Pubkey) -> Account | None:
        """Return one account as the machine has it, or None."""
        found = self._svm.get_account(address)
        return found if found is not None and found.lamports else None

    def owned_by(self, program: Pubkey, *, prefix: bytes = b"") -> Iterable[AccountState]:
        """Yield the accounts that a program owns, by address, those whose data start with a prefix."""
        found = [
            (bytes(address), address, account, data)
            for address, account in self._svm.get_program_accounts(program)
            if account.lamports and (data := account.data).startswith(prefix)
        ]
        for _, address, account, data in sorted(found, key=itemgetter(0)):
            yield AccountState(address, account.owner, account.lamports, data, account.executable)

    def rent_exempt(self, size: int) -> int:
        """Return the lamports that an account of a size [bytes] needs to stay."""
        return self._svm.minimum_balance_for_rent_exemption(size)

    def state_hash(self) -> str:
        """Return the hash [hex] of the accounts of our programs and of the token program.

        Slots, sysvars, fees and blockhashes are not part of it.
        """
        return self.book.hashes()[0].hex()

    def mark(self) -> SnapshotMark:
        """Return what ties the accounts as they are now to the chain."""
        state, everything = self.book.hashes()
        return SnapshotMark(state.hex(), everything)

    def load(self, accounts: Mapping[Pubkey, Account]) -> None:
        """Take over the accounts of a snapshot, and let no others be there.

        Code comes before the programs that point to it, since the machine reads it with the program.
        """
        for address in self.book.known() - accounts.keys():
            self._svm.set_account(address, Account(0, b"", SYSTEM_PROGRAM))
        for address, account in sorted(accounts.items(), key=lambda pair: pair[1].executable):
            if account.executable or self._svm.get_account(address) != account:
                self._svm.set_account(address, account)
        self.book.restart(accounts)
