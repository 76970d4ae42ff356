import msgspec
import pytest
from solders.pubkey import Pubkey
from tests.unit.ledger.conftest import START_S, Economy, mint_to, transfer

from gridtokenx.ledger.litesvm.outcome import decode, receipt


def test_success_failure_and_codes_are_told_apart(economy: Economy) -> None:
    poor = Pubkey(bytes([3] * 32))
    ok, too_much, no_rent = economy.ledger.send(
        [
            economy.pay(10**9),
            economy.signed(transfer(poor, 10**17)),
            economy.signed(transfer(poor, 5)),
        ]
    )
    assert (ok.error, ok.custom_code, ok.time_s) == (None, None, START_S)
    assert (too_much.error, too_much.custom_code) == ("InstructionError(0, Custom(1))", 1)
    assert (no_rent.error, no_rent.custom_code) == ("InsufficientFundsForRent(1)", None)
    assert ok.compute_units > 0
    assert ok.logs[-1].endswith("success")


def test_a_runtime_error_is_named(economy: Economy) -> None:
    instruction = mint_to("nobody", 1)
    (failed,) = economy.ledger.send([economy.signed(instruction)])
    assert failed.error == "InstructionError(0, InvalidAccountData)"


def test_a_receipt_comes_back_from_the_journal(economy: Economy) -> None:
    transaction = economy.pay(10**9)
    (sent,) = economy.ledger.send([transaction])
    entry = economy.ledger._journal.last
    assert entry is not None
    assert receipt(entry.body, entry.result, slot=entry.slot, time_s=entry.time_s) == sent


def test_a_result_with_a_damaged_text_says_so() -> None:
    with pytest.raises(msgspec.MsgspecError, match="UTF-8"):
        decode(b"\x97\xc0\xc0\x00\x91\xa1\x80\x00\x90\xc0")
