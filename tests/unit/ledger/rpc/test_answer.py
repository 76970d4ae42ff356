import pytest
from solders.pubkey import Pubkey
from solders.signature import Signature

from gridtokenx.ledger.rpc.answer import (
    AccountAnswer,
    Meta,
    Status,
    TransactionAnswer,
    account_of,
    error_of,
    key_of,
    receipt_of,
    signature_of,
)
from gridtokenx.ledger.rpc.transport import LedgerAnswerInvalid

KEY = Pubkey(bytes([3] * 32))


@pytest.mark.parametrize(
    ("err", "words"),
    [
        (None, (None, None)),
        ("AlreadyProcessed", ("AlreadyProcessed", None)),
        ({"InstructionError": [2, {"Custom": 6003}]}, ("InstructionError(2, Custom(6003))", 6003)),
        ({"InstructionError": [0, "InvalidArgument"]}, ("InstructionError(0, InvalidArgument)", None)),
        ({"InstructionError": [1, {"BorshIoError": "Unknown"}]}, ("InstructionError(1, BorshIoError)", None)),
        ({"InsufficientFundsForRent": {"account_index": 4}}, ("InsufficientFundsForRent(4)", None)),
        ({"DuplicateInstruction": 3}, ("DuplicateInstruction", None)),
    ],
)
def test_errors_read_as_the_embedded_ledgers_do(err: object, words: tuple[str | None, int | None]) -> None:
    assert error_of(err) == words


@pytest.mark.parametrize("err", [7, [], {}, {"a": 1, "b": 2}, {"InstructionError": [0, 5]}])
def test_an_unknown_error_is_refused(err: object) -> None:
    with pytest.raises(LedgerAnswerInvalid, match="unknown form"):
        error_of(err)


def test_an_account_is_read_or_refused() -> None:
    good = AccountAnswer(5, str(KEY), ("AQID", "base64"), executable=True)
    account = account_of(KEY, good)
    assert (account.data, account.owner, account.lamports, account.executable) == (b"\1\2\3", KEY, 5, True)
    for data, words in ((("AQID", "base58"), "base58"), (("A", "base64"), "no Base64")):
        with pytest.raises(LedgerAnswerInvalid, match=words):
            account_of(KEY, AccountAnswer(5, str(KEY), data))
    with pytest.raises(LedgerAnswerInvalid, match="no u64"):
        account_of(KEY, AccountAnswer(2**64, str(KEY), ("", "base64")))
    with pytest.raises(LedgerAnswerInvalid, match="no address"):
        account_of(KEY, AccountAnswer(5, "0OIl", ("", "base64")))


@pytest.mark.parametrize("text", ["", "x", "0OIl", "1" * 300])
def test_bad_text_is_no_key_and_no_signature(text: str) -> None:
    with pytest.raises(LedgerAnswerInvalid):
        key_of(text)
    with pytest.raises(LedgerAnswerInvalid):
        signature_of(text)


def test_confirmed_is_what_was_voted_for() -> None:
    assert not Status(1, confirmations=3, confirmation_status="processed").confirmed
    assert Status(1, confirmations=3, confirmation_status="confirmed").confirmed
    assert Status(1).confirmed
    assert not Status(1, confirmations=0).confirmed


def test_a_receipt_takes_the_clusters_time_first() -> None:
    signature = Signature(bytes([5] * 64))
    found = TransactionAnswer(9, Meta({"InstructionError": [0, {"Custom": 1}]}, ["log"], 77), 1_000)
    receipt = receipt_of(signature, found, time_s=2_000)
    assert (receipt.slot, receipt.time_s, receipt.custom_code) == (9, 1_000, 1)
    assert (receipt.compute_units, receipt.logs) == (77, ("log",))
    assert receipt_of(signature, TransactionAnswer(9, None), time_s=2_000).time_s == 2_000
