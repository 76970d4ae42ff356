"""What a deployment works on: a ledger, and the key that pays for it and may upgrade later."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.transaction import sign
from gridtokenx.port.ledger import AnyTransaction, Ledger, Receipt


class LoaderRefused(GridTokenXError):
    """A transaction of a deployment that failed."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where programs are deployed."""

    ledger: Ledger
    authority: Keypair
    """Pays, writes, and becomes the programs' upgrade authority."""
    rent_exempt: Callable[[int], int]
    """Lamports that an account of a size [bytes] needs to stay."""
    send_in_any_order: Callable[[Sequence[AnyTransaction]], list[Receipt]]
    """Sends transactions that do not depend on one another; the ledger's own `send` does."""
    approvers: tuple[Keypair, ...] = ()
    """Keys of approvers, for programs that are governance's to upgrade."""

    def payer(self) -> Pubkey:
        """Return the authority's address."""
        return self.authority.pubkey()

    def balance(self) -> int:
        """Return what the authority has [lamports]."""
        account = self.ledger.account(self.payer())
        return 0 if account is None else account.lamports

    def run(self, instructions: Sequence[Instruction], *, signers: Sequence[Keypair] = ()) -> None:
        """Send one transaction.

        Raises:
            LoaderRefused: It failed; says by what.
            TransactionRefused: It never entered the ledger.
        """
        blockhash = self.ledger.blockhash()
        signed = sign(instructions, payer=self.authority, signers=signers, blockhash=blockhash)
        expect(self.ledger.send([signed]))


def expect(receipts: Sequence[Receipt]) -> None:
    """Do nothing when transactions succeeded.

    Raises:
        LoaderRefused: One failed.
    """
    for receipt in receipts:
        if receipt.error is not None:
            last = receipt.logs[-1] if receipt.logs else "no log"
            raise LoaderRefused(f"transaction {receipt.signature} failed: {receipt.error} ({last})")
