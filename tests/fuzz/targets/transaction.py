"""Transactions at the ledger's door: any bytes that a wallet, or an attacker, sends."""

import atexit
import tempfile
from functools import cache
from pathlib import Path

from solders import system_program as system
from solders.hash import Hash
from solders.keypair import Keypair
from solders.message import Message, MessageV0, to_bytes_versioned
from solders.transaction import VersionedTransaction

from gridtokenx.ledger.litesvm.fee import fee_of, read_message
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.validator import LiteSvmLedger, open_litesvm
from gridtokenx.port.ledger import Receipt, TransactionRefused

PAYER = Keypair.from_seed(bytes(32))


@cache
def ledger() -> LiteSvmLedger:
    """One ledger for all inputs of a process: it must outlive each of them."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    opened = open_litesvm(Path(folder.name), genesis=Genesis(PAYER.pubkey(), 1_800_000_000))
    atexit.register(opened.close)
    return opened


def _transfer(blockhash: Hash) -> list[bytes]:
    params = system.TransferParams(
        from_pubkey=PAYER.pubkey(), to_pubkey=Keypair.from_seed(b"\1" * 32).pubkey(), lamports=10**9
    )
    instructions = [system.transfer(params)]
    legacy = Message.new_with_blockhash(instructions, PAYER.pubkey(), blockhash)
    newer = MessageV0.try_compile(PAYER.pubkey(), instructions, [], blockhash)
    return [bytes(VersionedTransaction(message, [PAYER])) for message in (legacy, newer)]


def seeds() -> list[bytes]:
    return _transfer(ledger().blockhash())


def one_input(data: bytes) -> None:
    before = ledger().transaction_count()
    try:
        transaction = VersionedTransaction.from_bytes(data)
    except ValueError:
        transaction = None
    if transaction is not None:
        (answer,) = ledger().submit([transaction])
        entered = isinstance(answer, Receipt)
        assert entered or isinstance(answer, TransactionRefused)
        assert ledger().transaction_count() == before + entered
        if not entered:
            assert str(answer)
        _message(to_bytes_versioned(transaction.message))
    _message(data)


def _message(data: bytes) -> None:
    try:
        message = read_message(data)
    except ValueError:
        return
    assert fee_of(message) >= 0
