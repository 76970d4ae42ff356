"""The state of the validator at one slot, as a server reads it: on the ledger's thread, between commits."""

from collections.abc import Iterable, Sequence

from solders.account import Account
from solders.hash import Hash
from solders.pubkey import Pubkey

from gridtokenx.ledger.litesvm import outcome
from gridtokenx.ledger.litesvm.blockhash import LIFETIME_SLOTS
from gridtokenx.ledger.litesvm.fee import fee_of, read_message
from gridtokenx.ledger.litesvm.slot_clock import FIRST_SLOT
from gridtokenx.ledger.litesvm.validator import LiteSvmLedger
from gridtokenx.port.ledger import AccountState, AnyTransaction
from gridtokenx.port.node import Simulation

NO_BLOCKHASH = "BlockhashNotFound"


class LedgerState:
    """The port's ``StateView`` over a ledger."""

    def __init__(self, ledger: LiteSvmLedger) -> None:
        self._ledger = ledger

    def slot(self) -> int:
        """Return the current slot."""
        return self._ledger.slot()

    def time_s(self) -> int:
        """Return the chain's clock [epoch s]."""
        return self._ledger.time_s()

    def block_height(self) -> int:
        """Return slots since the first one."""
        return self._ledger.slot() - FIRST_SLOT

    def latest_blockhash(self) -> tuple[Hash, int]:
        """Return a recent blockhash and the last block height at which it is valid."""
        newest = self._ledger.blockhash()
        return newest, self.block_height() + LIFETIME_SLOTS

    def blockhash_valid(self, blockhash: Hash) -> bool:
        """Return whether a transaction may still carry a blockhash."""
        return self._ledger.lives(blockhash)

    def account(self, address: Pubkey) -> AccountState | None:
        """Return one account, or None."""
        return self._ledger.account(address)

    def program_accounts(self, program: Pubkey, *, discriminator: bytes = b"") -> Iterable[AccountState]:
        """Yield the accounts that a program owns, by address."""
        return self._ledger.program_accounts(program, discriminator=discriminator)

    def rent_exempt(self, size: int) -> int:
        """Return the lamports that an account of a size [bytes] needs to stay."""
        return self._ledger.rent_exempt(size)

    def fee(self, message: bytes) -> int | None:
        """Return what a message costs [lamports], or None when its blockhash has died.

        Raises:
            ValueError: The bytes are no message.
        """
        found = read_message(message)
        return fee_of(found) if self._ledger.lives(found.recent_blockhash) else None

    def simulate(
        self,
        transaction: AnyTransaction,
        *,
        check_signatures: bool,
        replace_blockhash: bool,
        addresses: Sequence[Pubkey] = (),
    ) -> Simulation:
        """Run a transaction without keeping anything."""
        if not replace_blockhash and not self.blockhash_valid(transaction.message.recent_blockhash):
            return Simulation(NO_BLOCKHASH, None, 0, (), None, tuple(map(self.account, addresses)))
        simulated = self._ledger.simulate(transaction, check_signatures=check_signatures)
        found = outcome.read(simulated.answer)
        accounts = {key: _state(key, account) for key, account in simulated.accounts.items()}
        return Simulation(
            error=found.error,
            custom_code=found.custom_code,
            compute_units=found.compute_units,
            logs=tuple(found.logs),
            return_data=(Pubkey(found.returned[0]), found.returned[1]) if found.returned else None,
            accounts=tuple(accounts[key] if key in accounts else self.account(key) for key in addresses),
        )

    def transaction_count(self) -> int:
        """Return how many transactions the ledger holds."""
        return self._ledger.transaction_count()


def _state(address: Pubkey, account: Account) -> AccountState | None:
    if not account.lamports:
        return None
    return AccountState(address, account.owner, account.lamports, account.data, account.executable)
