import pytest
from solders.keypair import Keypair
from solders.litesvm import LiteSVM
from solders.message import Message
from solders.pubkey import Pubkey
from solders.transaction import Transaction

from gridtokenx.chain.addresses import TOKEN_PROGRAM, associated_token_account
from gridtokenx.chain.token import ACCOUNT_BYTES, NoTokenAccount, balance_of, create_token_account

NATIVE_MINT = Pubkey.from_string("So11111111111111111111111111111111111111112")


def test_balance_is_the_amount_field() -> None:
    data = bytes(64) + (2_100_000_000).to_bytes(8, "little") + bytes(ACCOUNT_BYTES - 72)
    assert balance_of(data) == 2_100_000_000


def test_short_bytes_are_refused() -> None:
    with pytest.raises(NoTokenAccount, match="72"):
        balance_of(bytes(72))


def test_the_real_program_makes_the_account_and_accepts_it_twice() -> None:
    machine, payer = LiteSVM().with_default_programs(), Keypair()
    machine.airdrop(payer.pubkey(), 10**10)
    mint = mint_in(machine, payer)
    owner = Keypair().pubkey()
    instruction = create_token_account(payer.pubkey(), owner=owner, mint=mint)
    for _ in range(2):
        message = Message([instruction], payer.pubkey())
        outcome = machine.send_transaction(Transaction([payer], message, machine.latest_blockhash()))
        assert "Failed" not in type(outcome).__name__
        machine.expire_blockhash()
    account = machine.get_account(associated_token_account(owner, mint))
    assert account is not None
    assert account.owner == TOKEN_PROGRAM
    assert balance_of(bytes(account.data)) == 0


def mint_in(machine: LiteSVM, payer: Keypair) -> Pubkey:
    """A mint account in the token program's layout, initialised, no supply."""
    from solders.account import Account

    data = (1).to_bytes(4, "little") + bytes(payer.pubkey()) + bytes(8) + bytes([9, 1]) + bytes(36)
    lamports = machine.minimum_balance_for_rent_exemption(len(data))
    machine.set_account(NATIVE_MINT, Account(lamports, data, TOKEN_PROGRAM))
    return NATIVE_MINT
