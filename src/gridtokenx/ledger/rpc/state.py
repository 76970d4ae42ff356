"""The state's hash over accounts that came from a cluster, as the embedded ledger has it."""

from collections.abc import Iterable

from solders.account import Account

from gridtokenx.ledger.litesvm.lattice import Lattice, element
from gridtokenx.port.ledger import AccountState


def state_hash(accounts: Iterable[AccountState]) -> str:
    """Return the hash [hex] of accounts of our programs and of the token program, in any order."""
    lattice = Lattice()
    for each in accounts:
        lattice.add(element(each.address, Account(each.lamports, each.data, each.owner, each.executable)))
    return lattice.digest().hex()
