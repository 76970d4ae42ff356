"""LiteSVM with our programs deployed: executes transactions, and turns its state into bytes and a hash.

Deterministic: a genesis and the same transactions at the same slots and times give the same state. Used
by the validator, and again, from nothing, by the audit. Not thread-safe: LiteSVM belongs to one thread.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from solders.account import Account
from solders.clock import Clock
from solders.hash import Hash
from solders.litesvm import LiteSVM
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction
from solders.transaction_metadata import SimulatedTransactionInfo

from gridtokenx.chain.addresses import SYSTEM_PROGRAM, TOKEN_PROGRAM, UPGRADEABLE_LOADER, program_data
from gridtokenx.ledger.litesvm.effects import look_after, look_before, named
from gridtokenx.ledger.litesvm.genesis import OPERATOR_LAMPORTS, Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.outcome import Answer, encode, refusal
from gridtokenx.port.ledger import AccountState, AnyTransaction

LOOKUP_TABLE_PROGRAM = Pubkey.from_string("AddressLookupTab1e1111111111111111111111111")
SLOTS_PER_EPOCH = 432_000
_PROGRAM_DATA = struct.Struct("<IQB32s")
_PROGRAM = struct.Struct("<I32s")
_STATE_PROGRAM = 2
_STATE_PROGRAM_DATA = 3
_ZLIB_LEVEL = 1

SavedAccount = tuple[bytes, bytes, int, bool, bytes]
"""Address, owner, lamports, executable, data."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A transaction that was run."""

    keys: tuple[Pubkey, ...]
    """The accounts it names."""
    written: tuple[Pubkey, ...]
    """Those it may have written."""
    result: bytes
    """What came of it, in the journal's form."""
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
        self._hidden = bytes(svm.airdrop_pubkey())
        for program in genesis.programs:
            self._deploy(program, genesis.operator)
        for address, lamports in ((genesis.operator, OPERATOR_LAMPORTS), *genesis.funding):
            svm.set_account(address, Account(lamports, b"", SYSTEM_PROGRAM))
        self.programs = tuple(program.address for program in genesis.programs)
        self._owners = (
            *self.programs,
            TOKEN_PROGRAM,
            SYSTEM_PROGRAM,
            LOOKUP_TABLE_PROGRAM,
            UPGRADEABLE_LOADER,
        )
        self._born = {item[0]: item for item in self._saved(UPGRADEABLE_LOADER)}

    def _deploy(self, program: ProgramBinary, authority: Pubkey) -> None:
        """Place a program as the upgradeable loader would: its data account names the upgrade authority."""
        data = program_data(program.address)
        code = _PROGRAM_DATA.pack(_STATE_PROGRAM_DATA, 0, 1, bytes(authority)) + program.code
        link = _PROGRAM.pack(_STATE_PROGRAM, bytes(data))
        for address, content, executable in ((data, code, False), (program.address, link, True)):
            rent = self._svm.minimum_balance_for_rent_exemption(len(content))
            self._svm.set_account(address, Account(rent, content, UPGRADEABLE_LOADER, executable))

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
        """Run a transaction, signatures checked, and tell what it did."""
        accounts = named(self._svm, transaction.message)
        before = look_before(self._svm, accounts)
        answer = self._svm.send_transaction(transaction)
        refused = refusal(answer)
        if refused is not None:
            return Ran(accounts.keys, (), encode(answer), refused)
        written = tuple(accounts.keys[place] for place in accounts.writable)
        return Ran(accounts.keys, written, encode(answer, look_after(self._svm, before)), None)

    def run_bytes(self, body: bytes) -> Ran:
        """Run a serialised transaction."""
        return self.run(VersionedTransaction.from_bytes(body))

    def account(self, address: Pubkey) -> AccountState | None:
        """Return one account, or None."""
        found = self._svm.get_account(address)
        if found is None or not found.lamports:
            return None
        return AccountState(address, found.owner, found.lamports, found.data, found.executable)

    def owned_by(self, program: Pubkey) -> Iterable[AccountState]:
        """Yield the accounts that a program owns, by address."""
        found = self._svm.get_program_accounts(program)
        for address, account in sorted(found, key=lambda pair: bytes(pair[0])):
            if account.lamports:
                yield AccountState(address, account.owner, account.lamports, account.data, account.executable)

    def rent_exempt(self, size: int) -> int:
        """Return the lamports that an account of a size [bytes] needs to stay."""
        return self._svm.minimum_balance_for_rent_exemption(size)

    def state_hash(self) -> str:
        """Return SHA-256 [hex] over the accounts of our programs and of the token program, by address.

        Slots, sysvars, fees and blockhashes are not part of it.
        """
        return _state_hash(self._saved(*self.programs, TOKEN_PROGRAM))

    def dump(self) -> tuple[bytes, str]:
        """Return the state as bytes, for :meth:`load` in a machine of the same genesis, and its hash."""
        saved = self._saved(*self._owners, *self._deployed())
        counted = {bytes(owner) for owner in (*self.programs, TOKEN_PROGRAM)}
        state = _state_hash([item for item in saved if item[1] in counted])
        changed = [item for item in saved if self._born.get(item[0]) != item]
        return zlib.compress(msgspec.msgpack.encode(changed), _ZLIB_LEVEL), state

    def load(self, state: bytes) -> None:
        """Take over a dumped state, at a clock not before it: a program counts from the slot after its own.

        Raises:
            zlib.error: The bytes are damaged.
            msgspec.MsgspecError: The bytes are damaged.
        """
        saved = msgspec.msgpack.decode(zlib.decompress(state), type=list[SavedAccount])
        kept = {item[0] for item in saved} | set(self._born)
        for address, *_ in self._saved(*self._owners, *self._deployed()):
            if address not in kept:
                self._svm.set_account(Pubkey(address), Account(0, b"", SYSTEM_PROGRAM))
        code_first = sorted(saved, key=lambda item: item[3])
        for raw_address, owner, lamports, executable, data in code_first:
            self._svm.set_account(Pubkey(raw_address), Account(lamports, data, Pubkey(owner), executable))

    def _deployed(self) -> list[Pubkey]:
        """Return programs that transactions deployed; their accounts are state too."""
        found = self._svm.get_program_accounts(UPGRADEABLE_LOADER)
        return [address for address, account in found if account.executable and address not in self._owners]

    def _saved(self, *owners: Pubkey) -> list[SavedAccount]:
        """Return all accounts of some owners by address; LiteSVM's own purse is not among them."""
        found: list[SavedAccount] = [
            (bytes(address), bytes(owner), account.lamports, account.executable, account.data)
            for owner in owners
            for address, account in self._svm.get_program_accounts(owner)
            if account.lamports
        ]
        return sorted(item for item in found if item[0] != self._hidden)


def _state_hash(accounts: Sequence[SavedAccount]) -> str:
    digest = hashlib.sha256(b"gridtokenx:state:1")
    for address, owner, lamports, _, data in accounts:
        digest.update(address + owner + struct.pack("<QQ", lamports, len(data)) + data)
    return digest.hexdigest()
