"""Instruction data and the calls inside a transaction, as the audit reads them."""

import struct

from solders.hash import Hash
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.transaction import Transaction
from tests.fuzz.targets.account import programs

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.chain.scalar import DataTooShort
from gridtokenx.ledger.invariant.call import Call
from gridtokenx.ledger.invariant.seen import Reader
from gridtokenx.ledger.invariant.token_move import token_moves
from gridtokenx.ledger.litesvm.outcome import Outcome

PAYER = Keypair.from_seed(bytes(32))
MOST = 1_000
"""Bytes of data that a transaction has room for."""
KEYS = tuple(Pubkey(bytes([n]) * 32) for n in range(1, 6))


def seeds() -> list[bytes]:
    every = [spec.discriminator + bytes(64) for p in programs().all() for spec in p.idl.instructions.values()]
    transfer = struct.pack("<BQ", 3, 7)
    return [*every, transfer, bytes([255, 3, len(transfer)]) + transfer]


def one_input(data: bytes) -> None:
    data = data[:MOST]
    for move in token_moves([Call(TOKEN_PROGRAM, KEYS, data)]):
        assert 0 <= move.amount < 2**64
    for program in programs().all():
        body = bytes(
            Transaction([PAYER], Message([Instruction(program.id, data, [])], PAYER.pubkey()), Hash.default())
        )
        seen = Reader(programs()).see(body, Outcome(None, None, 0, [], 0, [], None), time_s=0)
        for named in seen.named:
            try:
                named.args()
            except DataTooShort:
                continue
