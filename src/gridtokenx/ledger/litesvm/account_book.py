"""Every account that the ledger holds, which of them changed, and the hashes of their state.

LiteSVM has the accounts but does not say which there are. Whatever the genesis places or a transaction may
write passes here, so the set is known exactly, of whatever owner. Hashing waits until somebody asks.
"""

from collections.abc import Iterable, Mapping

from solders.account import Account
from solders.litesvm import LiteSVM
from solders.pubkey import Pubkey

from gridtokenx.ledger.litesvm.lattice import Lattice, element

_OUTSIDE = frozenset(
    map(
        Pubkey.from_string,
        ("Sysvar1111111111111111111111111111111111111", "NativeLoader1111111111111111111111111111111"),
    )
)
"""Owners of what the validator itself writes: clocks, recent slots, built-in programs."""


class AccountBook:
    """The accounts of one machine."""

    def __init__(self, svm: LiteSVM, *, counted: Iterable[Pubkey]) -> None:
        self._svm = svm
        self._counted = frozenset(counted)
        self._known: set[Pubkey] = set()
        self._before: dict[Pubkey, Account | None] = {}
        self._changed: dict[Pubkey, None] = {}
        self._state, self._rest = Lattice(), Lattice()

    def touch(self, address: Pubkey, before: Account | None) -> None:
        """Note an account that may have been written, with what it was right before."""
        if address not in self._before:
            self._before[address] = before
            self._changed[address] = None

    def changed_count(self) -> int:
        """Return how many accounts may have changed since they were taken last."""
        return len(self._changed)

    def take_changed(self) -> Mapping[Pubkey, Account | None]:
        """Return what changed since this was called last, as it is; None for an account that is gone."""
        self._settle()
        taken = {address: self._get(address) for address in self._changed}
        self._changed = {}
        return {address: found for address, found in taken.items() if not _outside(found)}

    def all_changed(self) -> None:
        """Count every account as changed, so that the next taking has them all."""
        self._settle()
        self._changed = dict.fromkeys(self._known)

    def known(self) -> frozenset[Pubkey]:
        """Return the addresses of all accounts."""
        self._settle()
        return frozenset(self._known)

    def hashes(self) -> tuple[bytes, bytes]:
        """Return the hash of the programs' and token accounts, and the hash of all accounts."""
        self._settle()
        return self._state.digest(), self._state.plus(self._rest).digest()

    def restart(self, accounts: Mapping[Pubkey, Account]) -> None:
        """Make the book say that exactly these accounts are there, and none changed."""
        self._known, self._before, self._changed = set(), {}, {}
        self._state, self._rest = Lattice(), Lattice()
        for address, account in accounts.items():
            self._add(address, account)

    def _get(self, address: Pubkey) -> Account | None:
        found = self._svm.get_account(address)
        return found if found is not None and found.lamports else None

    def _settle(self) -> None:
        """Bring sums and set up to date with the accounts that were touched."""
        for address, before in self._before.items():
            now = self._get(address)
            known = address in self._known
            if known and before == now:
                continue
            if known:
                assert before is not None
                self._remove(address, before)
            if now is not None and now != before and not _outside(now):
                self._add(address, now)
        self._before.clear()

    def _add(self, address: Pubkey, account: Account) -> None:
        self._known.add(address)
        self._sum_of(account).add(element(address, account))

    def _remove(self, address: Pubkey, account: Account) -> None:
        self._known.discard(address)
        self._sum_of(account).subtract(element(address, account))

    def _sum_of(self, account: Account) -> Lattice:
        return self._state if account.owner in self._counted else self._rest


def _outside(account: Account | None) -> bool:
    return account is not None and account.owner in _OUTSIDE
