"""A small economy on the built-in programs: one mint, one operator, wallets with token accounts."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from solders import system_program as system
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.transaction import Transaction

from gridtokenx.base.ids import MeterId
from gridtokenx.chain.addresses import (
    ASSOCIATED_TOKEN_PROGRAM,
    SYSTEM_PROGRAM,
    TOKEN_PROGRAM,
    associated_token_account,
)
from gridtokenx.chain.transaction import sign
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.validator import LiteSvmLedger, open_litesvm

START_S = 1_800_000_000
KEYS = SeedKeys(7, "test")
MINT = KEYS.meter(MeterId("mint"))


@dataclass(frozen=True)
class Economy:
    """Builds transactions for a ledger."""

    ledger: LiteSvmLedger

    def signed(self, *instructions: Instruction, signers: tuple[Keypair, ...] = ()) -> Transaction:
        blockhash = self.ledger.blockhash()
        return sign(instructions, payer=KEYS.operator(), signers=signers, blockhash=blockhash)

    def pay(self, lamports: int, *, to: str = "A") -> Transaction:
        return self.signed(transfer(KEYS.owner(MeterId(to)).pubkey(), lamports))

    def found(self) -> None:
        operator, rent = KEYS.operator().pubkey(), self.ledger.rent_exempt(82)
        create = system.create_account(
            system.CreateAccountParams(
                from_pubkey=operator, to_pubkey=MINT.pubkey(), lamports=rent, space=82, owner=TOKEN_PROGRAM
            )
        )
        init = Instruction(
            TOKEN_PROGRAM, bytes([20, 9]) + bytes(operator) + b"\0", [AccountMeta(MINT.pubkey(), False, True)]
        )
        receipts = self.ledger.send(
            [self.signed(create, init, signers=(MINT,)), self.signed(open_account("A"))]
        )
        assert [receipt.error for receipt in receipts] == [None, None]

    def mint(self, amount: int, *, to: str = "A") -> Transaction:
        return self.signed(mint_to(to, amount))


def token_account(name: str) -> Pubkey:
    return associated_token_account(KEYS.owner(MeterId(name)).pubkey(), MINT.pubkey())


def transfer(to: Pubkey, lamports: int) -> Instruction:
    params = system.TransferParams(from_pubkey=KEYS.operator().pubkey(), to_pubkey=to, lamports=lamports)
    return system.transfer(params)


def mint_to(name: str, amount: int) -> Instruction:
    metas = [
        AccountMeta(MINT.pubkey(), False, True),
        AccountMeta(token_account(name), False, True),
        AccountMeta(KEYS.operator().pubkey(), True, False),
    ]
    return Instruction(TOKEN_PROGRAM, struct.pack("<BQ", 7, amount), metas)


def open_account(name: str) -> Instruction:
    owner = KEYS.owner(MeterId(name)).pubkey()
    metas = [
        AccountMeta(KEYS.operator().pubkey(), True, True),
        AccountMeta(token_account(name), False, True),
        AccountMeta(owner, False, False),
        AccountMeta(MINT.pubkey(), False, False),
        AccountMeta(SYSTEM_PROGRAM, False, False),
        AccountMeta(TOKEN_PROGRAM, False, False),
    ]
    return Instruction(ASSOCIATED_TOKEN_PROGRAM, b"\1", metas)


@pytest.fixture
def genesis() -> Genesis:
    return Genesis(KEYS.operator().pubkey(), START_S, config={"campus": "test", "seed": "7"})


Opener = Callable[..., LiteSvmLedger]


@pytest.fixture
def opener(tmp_path: Path, genesis: Genesis) -> Iterator[Opener]:
    """Open the ledger of a folder below the test's own; what is open at the end is closed."""
    opened: list[LiteSvmLedger] = []

    def open_one(name: str = "ledger", **options: object) -> LiteSvmLedger:
        ledger = open_litesvm(tmp_path / name, genesis=genesis, **options)  # type: ignore[arg-type]  # options by name
        opened.append(ledger)
        return ledger

    yield open_one
    for ledger in opened:
        ledger.close()


@pytest.fixture
def economy(opener: Opener) -> Economy:
    made = Economy(opener())
    made.found()
    return made
