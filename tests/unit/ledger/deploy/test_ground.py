from dataclasses import replace

import pytest
from solders.keypair import Keypair

from gridtokenx.chain.loader import close_buffer
from gridtokenx.ledger.deploy.ground import Ground, LoaderRefused


def test_a_failed_transaction_is_said_with_its_log(ground: Ground) -> None:
    nothing = close_buffer(Keypair().pubkey(), authority=ground.payer(), recipient=ground.payer())
    with pytest.raises(LoaderRefused, match=r"InstructionError\(0, .*BPFLoaderUpgradeab1e"):
        ground.run([nothing])


def test_who_is_unknown_has_nothing(ground: Ground) -> None:
    assert ground.balance() == 10**15
    assert replace(ground, authority=Keypair()).balance() == 0
