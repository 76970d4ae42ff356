import pytest
from solders.address_lookup_table_account import AddressLookupTableAccount
from solders.instruction import Instruction
from solders.message import MessageV0
from solders.pubkey import Pubkey
from solders.transaction import Transaction, VersionedTransaction
from tests.unit.ledger.conftest import (
    KEYS,
    MINT,
    Economy,
    Opener,
    mint_to,
    open_account,
    token_account,
    transfer,
)

from gridtokenx.base.ids import MeterId
from gridtokenx.chain.lookup_table import create_table, extend_table, table_address
from gridtokenx.ledger.litesvm.history import History
from gridtokenx.ledger.litesvm.stored import stored_transaction
from gridtokenx.port.ledger import AnyTransaction, TransactionRefused
from gridtokenx.port.node import StoredTransaction, TokenBalance

OPERATOR = KEYS.operator().pubkey()


def run(economy: Economy, transaction: AnyTransaction) -> StoredTransaction:
    (receipt,) = economy.ledger.send([transaction])
    entry = economy.ledger._journal.last
    assert entry is not None
    stored = stored_transaction(entry)
    assert stored.receipt == receipt
    assert stored.body == bytes(transaction)
    return stored


def keys_of(transaction: Transaction) -> list[Pubkey]:
    return transaction.message.account_keys


def test_lamports_before_and_after(economy: Economy) -> None:
    sent = economy.pay(10**9)
    stored, keys = run(economy, sent), keys_of(sent)
    moved = {
        key: after - before
        for key, before, after in zip(keys, stored.pre_balances, stored.post_balances, strict=True)
        if after != before
    }
    assert moved == {OPERATOR: -(10**9) - 5_000, KEYS.owner(MeterId("A")).pubkey(): 10**9}
    assert (stored.fee, stored.inner, stored.return_data) == (5_000, (), None)
    assert stored.pre_token_balances == stored.post_token_balances == ()


def test_tokens_before_and_after(economy: Economy) -> None:
    economy.ledger.send([economy.mint(5)])
    sent = economy.mint(7)
    stored = run(economy, sent)
    place, owner = keys_of(sent).index(token_account("A")), KEYS.owner(MeterId("A")).pubkey()
    assert stored.pre_token_balances == (TokenBalance(place, MINT.pubkey(), owner, 5, 9),)
    assert stored.post_token_balances == (TokenBalance(place, MINT.pubkey(), owner, 12, 9),)


def test_a_token_account_that_is_made_is_there_only_afterwards(economy: Economy) -> None:
    sent = economy.signed(open_account("B"))
    stored = run(economy, sent)
    place = keys_of(sent).index(token_account("B"))
    assert stored.pre_token_balances == ()
    assert [(balance.account_index, balance.amount) for balance in stored.post_token_balances] == [(place, 0)]
    assert stored.pre_balances[place] == 0 < stored.post_balances[place]
    assert {called.outer for called in stored.inner} == {0}
    assert {called.stack_height for called in stored.inner} == {2}
    assert len(stored.inner) >= 3


def test_a_failed_one_costs_its_fee_and_moves_nothing(economy: Economy) -> None:
    sent = economy.signed(mint_to("A", 5), transfer(Pubkey(bytes([3] * 32)), 10**18))
    stored = run(economy, sent)
    assert stored.receipt.error is not None
    assert stored.pre_balances[0] - stored.post_balances[0] == stored.fee == 5_000
    assert stored.pre_balances[1:] == stored.post_balances[1:]
    assert stored.pre_token_balances == stored.post_token_balances
    assert len(stored.post_token_balances) == 1


def test_what_a_program_returns_is_kept(economy: Economy) -> None:
    size = Instruction(mint_to("A", 1).program_id, bytes([21]), mint_to("A", 1).accounts[:1])
    stored = run(economy, economy.signed(size))
    assert stored.return_data == (size.program_id, (165).to_bytes(8, "little"))


def looked_up(
    economy: Economy, table: Pubkey, keys: list[Pubkey], *instructions: Instruction
) -> VersionedTransaction:
    tables = [AddressLookupTableAccount(table, keys)]
    message = MessageV0.try_compile(OPERATOR, list(instructions), tables, economy.ledger.blockhash())
    assert message.address_table_lookups
    return VersionedTransaction(message, [KEYS.operator()])


def test_accounts_behind_a_lookup_table(economy: Economy) -> None:
    ledger, slot = economy.ledger, economy.ledger.slot()
    table, target = table_address(OPERATOR, slot=slot), Pubkey(bytes([77] * 32))
    keys = [MINT.pubkey(), token_account("A"), target]
    assert ledger.send([economy.signed(create_table(OPERATOR, slot=slot))])[0].error is None
    extend = economy.signed(extend_table(table, authority=OPERATOR, keys=keys))
    assert ledger.send([extend])[0].error is None
    sent = looked_up(economy, table, keys, mint_to("A", 5), transfer(target, 10**9))
    stored = run(economy, sent)
    assert stored.receipt.error is None
    assert set(stored.loaded_writable) == set(keys)
    assert stored.loaded_readonly == ()
    static = len(sent.message.account_keys)
    assert len(stored.pre_balances) == len(stored.post_balances) == static + 3
    place = static + stored.loaded_writable.index(target)
    assert (stored.pre_balances[place], stored.post_balances[place]) == (0, 10**9)
    assert [balance.amount for balance in stored.post_token_balances] == [5]
    history = History(ledger.folder)
    assert [one.signature for one in history.signatures(target, limit=9)] == [stored.receipt.signature]
    history.close()


def test_a_table_serves_after_a_restart_and_only_what_it_holds(economy: Economy, opener: Opener) -> None:
    ledger, slot = economy.ledger, economy.ledger.slot()
    table, keys = table_address(OPERATOR, slot=slot), [Pubkey(bytes([n] * 32)) for n in (77, 78)]
    ledger.send([economy.signed(create_table(OPERATOR, slot=slot))])
    ledger.send([economy.signed(extend_table(table, authority=OPERATOR, keys=keys[:1]))])
    ledger.close()
    again = Economy(opener())
    beyond = looked_up(again, table, keys, transfer(keys[1], 10**9))
    with pytest.raises(TransactionRefused, match="InvalidAddressLookupTableIndex"):
        again.ledger.send([beyond])
    assert run(again, looked_up(again, table, keys, transfer(keys[0], 10**9))).loaded_writable == (keys[0],)
