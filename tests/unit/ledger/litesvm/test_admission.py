import pytest
from solders.hash import Hash
from solders.message import Message
from solders.transaction import Transaction
from tests.unit.ledger.conftest import KEYS, Economy, transfer

from gridtokenx.chain.transaction import sign
from gridtokenx.ledger.litesvm.admission import Admission
from gridtokenx.ledger.litesvm.blockhash import LIFETIME_SLOTS, blockhash_at
from gridtokenx.ledger.litesvm.slot_clock import FIRST_SLOT
from gridtokenx.port.ledger import TransactionRefused

OPERATOR = KEYS.operator()
GENESIS = b"genesis"


@pytest.fixture
def admission(economy: Economy) -> Admission:
    return Admission(economy.ledger._journal, GENESIS, FIRST_SLOT + 200)


def signed(blockhash: Hash) -> Transaction:
    return sign([transfer(OPERATOR.pubkey(), 1)], payer=OPERATOR, blockhash=blockhash)


def check(admission: Admission, transaction: Transaction) -> bytes:
    signature = bytes(transaction.signatures[0]) if transaction.signatures else b""
    admission.check(transaction, bytes(transaction), signature)
    return signature


@pytest.mark.parametrize(
    ("age", "lives"), [(0, True), (LIFETIME_SLOTS, True), (LIFETIME_SLOTS + 1, False), (-1, False)]
)
def test_a_blockhash_lives_150_slots(admission: Admission, age: int, lives: bool) -> None:
    blockhash = blockhash_at(GENESIS, FIRST_SLOT + 200 - age)
    assert admission.lives(blockhash) is lives
    if lives:
        check(admission, signed(blockhash))
    else:
        with pytest.raises(TransactionRefused, match="sign with a new one"):
            check(admission, signed(blockhash))


def test_nothing_enters_twice_while_its_blockhash_lives(admission: Admission) -> None:
    once = signed(admission.latest())
    admission.entered(check(admission, once), FIRST_SLOT + 200)
    for slot in range(FIRST_SLOT + 200, FIRST_SLOT + 200 + LIFETIME_SLOTS + 1, 50):
        admission.move_to(slot)
        with pytest.raises(TransactionRefused, match="processed already"):
            check(admission, once)
    admission.move_to(FIRST_SLOT + 200 + LIFETIME_SLOTS + 1)
    with pytest.raises(TransactionRefused, match="sign with a new one"):
        check(admission, once)
    assert not admission._recent


def test_one_without_signatures_is_refused(admission: Admission) -> None:
    bare = Transaction.populate(Message.new_with_blockhash([], OPERATOR.pubkey(), admission.latest()), [])
    with pytest.raises(TransactionRefused, match="no signature"):
        check(admission, bare)
