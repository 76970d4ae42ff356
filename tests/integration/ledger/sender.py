"""A process that mints tokens until it is killed, and says which transactions were acknowledged."""

import struct
import sys
from pathlib import Path

from solders import system_program as system
from solders.instruction import AccountMeta, Instruction

from gridtokenx.base.ids import MeterId
from gridtokenx.chain.addresses import TOKEN_PROGRAM, associated_token_account
from gridtokenx.chain.token import create_token_account
from gridtokenx.chain.transaction import sign
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.node import LiteSvmNode
from gridtokenx.ledger.litesvm.validator import LiteSvmLedger, open_litesvm

KEYS = SeedKeys(3, "kill")
OPERATOR, MINT = KEYS.operator(), KEYS.meter(MeterId("mint"))
OWNER = KEYS.owner(MeterId("A")).pubkey()
GENESIS = Genesis(OPERATOR.pubkey(), 1_800_000_000)
GROUP = 5
MINT_BYTES = 82


def found(ledger: LiteSvmLedger | LiteSvmNode) -> None:
    """Make the mint and one token account, in one transaction."""
    space = system.create_account(
        system.CreateAccountParams(
            from_pubkey=OPERATOR.pubkey(),
            to_pubkey=MINT.pubkey(),
            lamports=ledger.rent_exempt(MINT_BYTES),
            space=MINT_BYTES,
            owner=TOKEN_PROGRAM,
        )
    )
    data = bytes([20, 9]) + bytes(OPERATOR.pubkey()) + bytes(1)
    mint = Instruction(TOKEN_PROGRAM, data, [AccountMeta(MINT.pubkey(), False, True)])
    account = create_token_account(OPERATOR.pubkey(), owner=OWNER, mint=MINT.pubkey())
    blockhash = ledger.blockhash()
    ledger.send([sign([space, mint, account], payer=OPERATOR, signers=[MINT], blockhash=blockhash)])


def mint_to(amount: int) -> Instruction:
    metas = [
        AccountMeta(MINT.pubkey(), False, True),
        AccountMeta(associated_token_account(OWNER, MINT.pubkey()), False, True),
        AccountMeta(OPERATOR.pubkey(), True, False),
    ]
    return Instruction(TOKEN_PROGRAM, struct.pack("<BQ", 7, amount), metas)


def main(folder: Path) -> None:
    ledger = open_litesvm(folder, genesis=GENESIS, snapshot_every=40)
    if ledger.account(MINT.pubkey()) is None:
        found(ledger)
    start = ledger.transaction_count()
    for first in range(start, start + 100_000, GROUP):
        blockhash = ledger.blockhash()
        batch = [sign([mint_to(first + n)], payer=OPERATOR, blockhash=blockhash) for n in range(GROUP)]
        for receipt in ledger.send(batch):
            sys.stdout.write(f"{receipt.signature} {receipt.error}\n")
        sys.stdout.flush()
        if first % 50 == 0:
            ledger.advance_to(ledger.time_s() + 900)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
