"""oracle: trigger_clearing, by which the sources' integrations clear an interval; it adds no power."""

import pytest
from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey
from solders.transaction_metadata import TransactionMetadata
from tests.integration.programs.campus_stage import key, programs, swap
from tests.integration.programs.market_stage import ASK, BID, GATE, Refused, Stage

ORACLE, TRADING = programs().oracle, programs().trading


def call(market: Stage, **changes: Pubkey) -> Instruction:
    accounts = {"interval": market.interval, "zone_account": market.zone_address(0)}
    return ORACLE.instruction("trigger_clearing", accounts={**accounts, **changes})


def trigger(market: Stage, **changes: Pubkey) -> TransactionMetadata:
    return market.send(call(market, **changes))


def fill(market: Stage) -> None:
    buyer = market.trader("buyer", credit=10**9)
    market.place(buyer, BID, 280, 500, pairs=market.attest(buyer.wallet, "buyer", 500))
    market.place(market.trader("seller", energy_wh=500), ASK, 200, 500)


def test_the_interval_clears_as_it_does_without_the_oracle(market: Stage) -> None:
    fill(market)
    market.close_gate()
    twin = Stage()
    twin.seal(twin.start)
    twin.open()
    fill(twin)
    twin.close_gate()
    twin.clear()

    logs = trigger(market).logs()

    cleared, triggered = programs().events(tuple(logs))
    assert (cleared.name, triggered.name) == ("IntervalCleared", "ClearingTriggered")
    assert triggered.data == {"interval": market.interval}
    for name in ("state", "price", "cleared_wh", "marginal_side", "marginal_left", "rank_tickets"):
        assert market.book()[name] == twin.book()[name]
    assert market.book()["cleared_wh"] == 500
    assert market.zone() == twin.zone()


def test_nobodys_signature_is_needed(market: Stage) -> None:
    assert not any(meta.is_signer for meta in call(market).accounts)


def test_the_gate_holds_here_too(market: Stage) -> None:
    market.set_time(GATE - 1)
    with pytest.raises(Refused, match="GateOpen"):
        trigger(market)
    market.set_time(GATE)
    trigger(market)


def test_it_clears_once_whoever_asks(market: Stage) -> None:
    market.close_gate()
    trigger(market)
    with pytest.raises(Refused, match="AlreadyCleared"):
        trigger(market)
    with pytest.raises(Refused, match="AlreadyCleared"):
        market.clear()
    assert market.zone()["intervals"] == 1


def test_a_pause_does_not_stop_it(market: Stage) -> None:
    market.close_gate()
    market.write_config(paused=7)
    trigger(market)
    assert market.book()["state"] == 1


def test_the_zone_is_the_intervals(market: Stage) -> None:
    market.open_zone(1)
    market.close_gate()
    with pytest.raises(Refused, match="WrongZone"):
        trigger(market, zone_account=market.zone_address(1))


@pytest.mark.parametrize("name", ["interval", "zone_account"])
def test_accounts_of_other_programs_do_not_count(market: Stage, name: str) -> None:
    market.close_gate()
    address = {"interval": market.interval, "zone_account": market.zone_address(0)}[name]
    account = market.svm.get_account(address)
    assert account is not None
    market.write(address, market.at.registry, account.data)
    with pytest.raises(Refused, match="IllegalOwner"):
        trigger(market)


def test_no_other_program_is_called(market: Stage) -> None:
    market.close_gate()
    for program in (programs().registry.id, key("a program").pubkey()):
        forged = swap(call(market), TRADING.id, AccountMeta(program, False, False))
        with pytest.raises(Refused, match="ConstraintAddress"):
            market.send(forged)
    assert market.book()["state"] == 0
