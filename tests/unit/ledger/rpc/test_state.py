from solders.pubkey import Pubkey

from gridtokenx.ledger.rpc.state import state_hash
from gridtokenx.port.ledger import AccountState


def account(number: int, data: bytes = b"", lamports: int = 1) -> AccountState:
    return AccountState(Pubkey(bytes([number] * 32)), Pubkey(bytes(32)), lamports, data)


def test_the_order_does_not_matter_and_everything_else_does() -> None:
    first, second = account(1), account(2)
    assert state_hash([first, second]) == state_hash([second, first])
    others = [[first], [first, account(2, b"x")], [first, account(2, lamports=2)], []]
    assert len({state_hash(each) for each in [[first, second], *others]}) == 5
