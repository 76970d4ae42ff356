from dataclasses import replace
from pathlib import Path

import pytest
from solders.keypair import Keypair

from gridtokenx.chain.programs import load_programs
from gridtokenx.clock import ScaledClock
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.alone import Alone, last_time_s, open_alone
from gridtokenx.ledger.litesvm.genesis import GenesisMismatch
from gridtokenx.port.ledger import TransactionRefused

START_S = 1_900_000_000
PROGRAMS = load_programs()


def test_a_node_has_programs_lamports_and_time_that_passes(tmp_path: Path) -> None:
    assert last_time_s(tmp_path) is None
    keys = SeedKeys(1, "utcc")
    alone = Alone(tmp_path, keys, faucet=True)
    node = open_alone(alone, programs=PROGRAMS, clock=ScaledClock(start_s=START_S, speed=600))
    assert all(account is not None for account in node.accounts([p.id for p in PROGRAMS.all()]))
    receipt = node.airdrop(Keypair().pubkey(), 10**9).result()
    assert receipt.error is None
    node.advance_to(START_S + 60)
    node.close()
    assert START_S <= (last_time_s(tmp_path) or 0) < START_S + 600


def test_without_a_faucet_nothing_is_given_and_another_operator_is_refused(tmp_path: Path) -> None:
    alone = Alone(tmp_path, SeedKeys(1, "utcc"), faucet=False)
    clock = ScaledClock(start_s=START_S, speed=1)
    node = open_alone(alone, programs=PROGRAMS, clock=clock)
    with pytest.raises(TransactionRefused, match="faucet"):
        node.airdrop(Keypair().pubkey(), 1).result()
    node.close()
    with pytest.raises(GenesisMismatch, match="operator"):
        open_alone(replace(alone, keys=SeedKeys(1, "utcc", Keypair())), programs=PROGRAMS, clock=clock)
