"""Gives lamports away by ordinary transactions, where a ledger's opener allows it."""

from concurrent.futures import Future
from itertools import count

from solders.compute_budget import set_compute_unit_limit
from solders.hash import Hash
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.system_program import TransferParams, transfer
from solders.transaction import Transaction

from gridtokenx.chain.transaction import sign
from gridtokenx.port.ledger import Receipt, TransactionRefused

_UNITS = 1_000
_UNITS_SPAN = 1_000_000


class Faucet:
    """Signs gifts; two equal ones in one slot differ by their compute limit, so neither is a replay."""

    def __init__(self, key: Keypair) -> None:
        self._key = key
        self._count = count()

    def gift(self, address: Pubkey, lamports: int, *, blockhash: Hash) -> Transaction:
        """Return a signed transfer."""
        marker = set_compute_unit_limit(_UNITS + next(self._count) % _UNITS_SPAN)
        params = TransferParams(from_pubkey=self._key.pubkey(), to_pubkey=address, lamports=lamports)
        return sign([marker, transfer(params)], payer=self._key, blockhash=blockhash)

    @staticmethod
    def refused() -> Future[Receipt]:
        """Return the answer of a ledger without a faucet."""
        future: Future[Receipt] = Future()
        future.set_exception(TransactionRefused("the ledger gives no lamports away: open it with a faucet"))
        return future
