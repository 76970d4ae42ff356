"""A program is deployed and upgraded by the loader's own transactions; only its upgrade authority can."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from solders.keypair import Keypair
from tests.clients.campus import key
from tests.clients.script import SCRIPTS, Answer, node
from tests.clients.serving import listening, numbers
from tests.integration.programs.campus_stage import config_args
from tests.integration.programs.governing import initialize_args

from gridtokenx.chain.addresses import program_data
from gridtokenx.chain.errors import fault_of
from gridtokenx.chain.programs import load_binary, load_programs
from gridtokenx.chain.transaction import sign
from gridtokenx.clock import SystemClock
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.node import LiteSvmNode, open_node
from gridtokenx.port.ledger import Receipt

PAYER, AUTHORITY, STRANGER = key("operator"), key("upgrade authority"), key("stranger")
PROGRAM: Final = Keypair.from_seed(hashlib.sha256(b"gridtokenx program governance").digest())
"""The address that governance's code names as its own."""

REFUSALS: Final = (
    "Incorrect upgrade authority provided",
    "Upgrade authority did not sign",
    "Buffer and upgrade authority don't match",
)
"""The loader's words to a stranger, to nobody, and about a stranger's code."""


@dataclass
class Empty:
    """A ledger without programs, as a cluster has it before us."""

    node: LiteSvmNode
    rpc: str
    ws: str

    def load(self, step: str, code: bytes, *, room: int) -> Answer:
        keys = {"operator": PAYER, "authority": AUTHORITY, "stranger": STRANGER, "program": PROGRAM}
        given = {
            "rpc": self.rpc,
            "ws": self.ws,
            "step": step,
            "code": base64.b64encode(code).decode(),
            "room": room,
            "keys": {name: numbers(key) for name, key in keys.items()},
        }
        return node(SCRIPTS / "loader.mjs", given=given)

    def initialize(self, who: Keypair) -> Receipt:
        """Found governance as somebody."""
        programs = load_programs()
        accounts = {"payer": PAYER.pubkey(), "upgrade_authority": who.pubkey()}
        args = initialize_args(programs, config_args(authority=AUTHORITY.pubkey()))
        instruction = programs.governance.instruction("initialize", accounts=accounts, args=args)
        (receipt,) = self.node.send(
            [sign([instruction], payer=PAYER, signers=[who], blockhash=self.node.blockhash())]
        )
        return receipt


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Empty]:
    genesis = Genesis(PAYER.pubkey(), 1_700_000_000, nonce=tmp_path.name.encode())
    opened = open_node(tmp_path, genesis=genesis, clock=SystemClock())
    with listening(opened) as (rpc, ws):
        yield Empty(opened, rpc, ws)
    opened.close()


def test_a_program_is_deployed_and_upgraded_by_its_authority_only(empty: Empty) -> None:
    wrong, right = load_binary("registry"), load_binary("governance")
    room = max(len(wrong), len(right))
    deployed = empty.load("deploy", wrong, room=room)
    assert deployed["executable"]
    assert deployed["parsed"]["authority"] == str(AUTHORITY.pubkey())
    assert empty.initialize(AUTHORITY).error is not None

    upgraded = empty.load("upgrade", right, room=room)
    for words, refusal in zip(REFUSALS, upgraded["refusals"], strict=True):
        assert words in refusal
    held = empty.node.account(program_data(PROGRAM.pubkey()))
    assert held is not None
    assert held.data[45 : 45 + len(right)] == right

    fault = fault_of(empty.initialize(STRANGER), load_programs())
    assert fault is not None
    assert fault.name == "NotUpgradeAuthority"
    assert empty.initialize(AUTHORITY).error is None
