"""A real ledger with something of everything that methods show, for the tests of this folder."""

import asyncio
import base64
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from solders.address_lookup_table_account import AddressLookupTableAccount, derive_lookup_table_address
from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import MessageV0
from solders.pubkey import Pubkey
from solders.system_program import (
    CreateAccountParams,
    CreateLookupTableParams,
    ExtendLookupTableParams,
    TransferParams,
    create_account,
    create_lookup_table,
    extend_lookup_table,
    transfer,
)
from solders.transaction import VersionedTransaction

from gridtokenx.chain.addresses import TOKEN_PROGRAM, associated_token_account
from gridtokenx.chain.token import create_token_account
from gridtokenx.chain.transaction import sign
from gridtokenx.gateway.rpc.methods import answer_message
from gridtokenx.gateway.rpc.node_access import NodeAccess
from gridtokenx.gateway.rpc.settings import RpcSettings
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.node import LiteSvmNode, open_node
from gridtokenx.port.ledger import AnyTransaction, Receipt

Json = dict[str, "object"]
TIME_S = 1_700_000_000
DECIMALS = 3
SUPPLY = 1_500


@dataclass(frozen=True)
class World:
    """A ledger with a mint, two token accounts, a delegate, and a lookup table."""

    node: LiteSvmNode
    payer: Keypair
    faucet: Keypair
    mint: Keypair = field(default_factory=Keypair)
    other: Keypair = field(default_factory=Keypair)
    delegate: Pubkey = field(default_factory=Pubkey.new_unique)

    @property
    def token(self) -> Pubkey:
        """The payer's token account."""
        return associated_token_account(self.payer.pubkey(), self.mint.pubkey())

    @property
    def other_token(self) -> Pubkey:
        """The other's, which is empty."""
        return associated_token_account(self.other.pubkey(), self.mint.pubkey())

    def send(self, *instructions: Instruction, signers: Sequence[Keypair] = ()) -> Receipt:
        """Execute instructions; they must not be refused."""
        return self.node.send([self.signed(*instructions, signers=signers)])[0]

    def signed(self, *instructions: Instruction, signers: Sequence[Keypair] = ()) -> AnyTransaction:
        """Return a signed transaction of the payer's."""
        return sign(instructions, payer=self.payer, signers=signers, blockhash=self.node.blockhash())

    def transfer(self, to: Pubkey, lamports: int) -> Instruction:
        """Return a transfer from the payer."""
        return transfer(TransferParams(from_pubkey=self.payer.pubkey(), to_pubkey=to, lamports=lamports))

    def token_instruction(self, data: bytes, *accounts: tuple[Pubkey, bool, bool]) -> Instruction:
        """Return an instruction of the token program: addresses that sign, and that are written."""
        return Instruction(TOKEN_PROGRAM, data, [AccountMeta(*account) for account in accounts])

    def with_table(self, table: Pubkey, addresses: Sequence[Pubkey], *instructions: Instruction) -> Receipt:
        """Execute instructions in a version 0 transaction that uses a lookup table."""
        message = MessageV0.try_compile(
            self.payer.pubkey(),
            list(instructions),
            [AddressLookupTableAccount(table, list(addresses))],
            self.node.blockhash(),
        )
        return self.node.send([VersionedTransaction(message, [self.payer])])[0]


def open_world(folder: Path) -> World:
    """Found a ledger and put something of everything into it."""
    payer, faucet = Keypair(), Keypair()
    funding = ((faucet.pubkey(), 10**15),)
    node = open_node(folder, genesis=Genesis(payer.pubkey(), TIME_S, funding=funding), faucet=faucet)
    world = World(node, payer, faucet)
    _make_tokens(world)
    return world


def _make_tokens(world: World) -> None:
    payer, mint = world.payer.pubkey(), world.mint.pubkey()
    space = 82
    made = create_account(
        CreateAccountParams(
            from_pubkey=payer, to_pubkey=mint, lamports=1_461_600, space=space, owner=TOKEN_PROGRAM
        )
    )
    initialised = world.token_instruction(bytes([20, DECIMALS]) + bytes(payer) + b"\0", (mint, False, True))
    world.send(made, initialised, signers=[world.mint])
    accounts = [
        create_token_account(payer, owner=owner.pubkey(), mint=mint) for owner in (world.payer, world.other)
    ]
    minted = world.token_instruction(
        struct.pack("<BQ", 7, SUPPLY), (mint, False, True), (world.token, False, True), (payer, True, False)
    )
    approved = world.token_instruction(
        struct.pack("<BQ", 4, 5),
        (world.token, False, True),
        (world.delegate, False, False),
        (payer, True, False),
    )
    assert world.send(*accounts, minted, approved).error is None


def make_table(world: World, addresses: Sequence[Pubkey]) -> Pubkey:
    """Make a lookup table of some addresses, ready for use."""
    payer = world.payer.pubkey()
    world.send(world.transfer(payer, 1))
    slot = world.node.read(lambda view: view.slot()).result() - 1
    create, table = (
        create_lookup_table(
            CreateLookupTableParams(recent_slot=slot, authority_address=payer, payer_address=payer)
        ),
        derive_lookup_table_address(payer, slot)[0],
    )
    assert world.send(create[0] if isinstance(create, tuple) else create).error is None
    extended = extend_lookup_table(
        ExtendLookupTableParams(
            lookup_table_address=table,
            authority_address=payer,
            payer_address=payer,
            new_addresses=list(addresses),
        )
    )
    assert world.send(extended).error is None
    world.send(world.transfer(payer, 2))
    return table


class Asker:
    """Asks a node by messages, as a client would, without a socket."""

    def __init__(self, node: LiteSvmNode, settings: RpcSettings | None = None) -> None:
        self.access = NodeAccess(node, settings or RpcSettings())

    def raw(self, body: bytes) -> bytes:
        """Return the answer to a message."""
        return asyncio.run(answer_message(self.access, body))

    def answer(self, method: str, *params: object) -> Json:
        """Return the whole answer to a call."""
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        found: Json = msgspec.json.decode(self.raw(msgspec.json.encode(body)))
        return found

    def __call__(self, method: str, *params: object) -> object:
        """Return a call's result."""
        answer = self.answer(method, *params)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def value(self, method: str, *params: object) -> object:
        """Return the value of a result that has a context."""
        result = self(method, *params)
        assert isinstance(result, dict)
        assert result["context"]["slot"] >= 435_888_000
        return result["value"]

    def error(self, method: str, *params: object) -> tuple[int, str]:
        """Return the code and the words of a refusal."""
        fault = self.answer(method, *params)["error"]
        assert isinstance(fault, dict)
        return fault["code"], fault["message"]


def text_of(transaction: AnyTransaction) -> str:
    """Return a transaction in base64."""
    return base64.b64encode(bytes(transaction)).decode()


DEAD_BLOCKHASH = Hash.new_unique()
