import pytest
from solders.hash import Hash
from solders.pubkey import Pubkey
from tests.unit.ledger.conftest import KEYS

from gridtokenx.ledger.litesvm.faucet import Faucet
from gridtokenx.port.ledger import TransactionRefused


def test_two_equal_gifts_are_two_transactions() -> None:
    faucet = Faucet(KEYS.operator())
    gifts = [faucet.gift(Pubkey.default(), 5, blockhash=Hash.default()) for _ in range(3)]
    assert len({gift.signatures[0] for gift in gifts}) == 3
    for gift in gifts:
        gift.verify()


def test_a_ledger_without_a_faucet_says_so() -> None:
    with pytest.raises(TransactionRefused, match="open it with a faucet"):
        Faucet.refused().result(timeout=0)
