import pytest
from solders.hash import Hash
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.transaction import Transaction
from tests.unit.ledger.conftest import KEYS, START_S, Economy, token_account, transfer

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.chain.transaction import sign
from gridtokenx.ledger.litesvm.slot_clock import FIRST_SLOT
from gridtokenx.ledger.litesvm.state import LedgerState
from gridtokenx.port.ledger import TransactionRefused

OPERATOR = KEYS.operator()
TARGET = Pubkey(bytes([66] * 32))


@pytest.fixture
def state(economy: Economy) -> LedgerState:
    return LedgerState(economy.ledger)


def test_slot_height_and_time_belong_together(state: LedgerState, economy: Economy) -> None:
    assert state.slot() - FIRST_SLOT == state.block_height() == 1
    assert (state.time_s(), state.transaction_count()) == (START_S, 2)
    blockhash, last = state.latest_blockhash()
    assert (blockhash, last) == (economy.ledger.blockhash(), state.block_height() + 150)
    assert state.blockhash_valid(blockhash)
    assert not state.blockhash_valid(Hash.default())


def test_accounts_are_the_ledgers(state: LedgerState, economy: Economy) -> None:
    account = state.account(token_account("A"))
    assert account == economy.ledger.account(token_account("A"))
    assert account is not None
    assert account in list(state.program_accounts(TOKEN_PROGRAM))
    assert state.account(TARGET) is None
    assert state.rent_exempt(165) == account.lamports


def test_a_message_has_its_fee_while_its_blockhash_lives(state: LedgerState, economy: Economy) -> None:
    alive = Message.new_with_blockhash([], OPERATOR.pubkey(), economy.ledger.blockhash())
    assert state.fee(bytes(alive)) == 5_000
    assert state.fee(bytes(Message([], OPERATOR.pubkey()))) is None
    with pytest.raises(ValueError, match=r"."):
        state.fee(b"no message")


def test_a_simulation_shows_what_would_be_and_changes_nothing(state: LedgerState, economy: Economy) -> None:
    ledger, sent = economy.ledger, economy.signed(transfer(TARGET, 10**9))
    before = (ledger.state_hash(), ledger.head(), ledger.account(OPERATOR.pubkey()), ledger.account(TARGET))
    asked = [TARGET, token_account("A"), Pubkey(bytes([67] * 32))]
    shown = state.simulate(sent, check_signatures=True, replace_blockhash=False, addresses=asked)
    assert (shown.error, shown.compute_units > 0, len(shown.logs) > 0) == (None, True, True)
    assert shown.accounts[0] is not None
    assert shown.accounts[0].lamports == 10**9
    assert shown.accounts[1:] == (ledger.account(token_account("A")), None)
    assert before == (ledger.state_hash(), ledger.head(), ledger.account(OPERATOR.pubkey()), None)
    assert ledger.send([sent])[0].error is None


def test_signatures_and_blockhashes_count_when_asked(state: LedgerState, economy: Economy) -> None:
    message = Message.new_with_blockhash(
        [transfer(TARGET, 10**9)], OPERATOR.pubkey(), economy.ledger.blockhash()
    )
    unsigned = Transaction.new_unsigned(message)
    checked = state.simulate(unsigned, check_signatures=True, replace_blockhash=False)
    assert checked.error == "SignatureFailure"
    assert state.simulate(unsigned, check_signatures=False, replace_blockhash=False).error is None
    with pytest.raises(TransactionRefused, match="SignatureFailure"):
        economy.ledger.send([unsigned])
    old = sign([transfer(TARGET, 10**9)], payer=OPERATOR, blockhash=Hash.default())
    assert state.simulate(old, check_signatures=True, replace_blockhash=False).error == "BlockhashNotFound"
    assert state.simulate(old, check_signatures=False, replace_blockhash=True).error is None


def test_a_failing_simulation_has_its_words(state: LedgerState, economy: Economy) -> None:
    shown = state.simulate(
        economy.signed(transfer(TARGET, 10**18)),
        check_signatures=True,
        replace_blockhash=False,
        addresses=[TARGET],
    )
    assert (shown.error, shown.custom_code) == ("InstructionError(0, Custom(1))", 1)
    assert any("insufficient lamports" in line for line in shown.logs)
    assert shown.accounts == (None,)
    stranger = Keypair.from_seed(bytes([99] * 32))
    broke = sign([], payer=stranger, blockhash=economy.ledger.blockhash())
    assert state.simulate(broke, check_signatures=True, replace_blockhash=False).error == "AccountNotFound"
