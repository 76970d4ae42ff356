"""`redirect_order`: the owner's way out of a payout account that was closed or given away."""

import pytest
from solders.pubkey import Pubkey
from tests.integration.programs.market_stage import ASK, Placed, Refused, Stage, key

from gridtokenx.chain.addresses import SYSTEM_PROGRAM


@pytest.fixture
def ask(market: Stage) -> Placed:
    return market.place(market.trader("seller", energy_wh=500), ASK, 200, 500)


def redirect(market: Stage, ask: Placed, **changes: Pubkey) -> None:
    accounts = {
        "owner": ask.trader.wallet,
        "order": ask.address,
        "payout_energy": ask.trader.energy,
        "payout_credit": ask.trader.credit,
    }
    signer = ask.trader.keypair if "owner" not in changes else key("stranger")
    market.send(market.call("redirect_order", accounts | changes), signer)


def test_a_held_order_gets_out(market: Stage, ask: Placed) -> None:
    market.close_gate()
    market.clear()
    market.write(ask.trader.energy, SYSTEM_PROGRAM, b"")
    (event,) = market.events(market.settle(ask))
    assert event.name == "OrderHeld"
    fresh = market.token_account("fresh", market.at.energy_mint(), ask.trader.wallet)
    redirect(market, ask, payout_energy=fresh)
    assert (market.order(ask)["payout_energy"], market.order(ask)["payout_credit"]) == (
        fresh,
        ask.trader.credit,
    )
    market.send(market.settle_instruction(ask, energy=fresh))
    assert market.balance(fresh) == 500 * 10**6
    assert market.vaults() == (0, 0)


def test_a_pause_does_not_stop_it(market: Stage, ask: Placed) -> None:
    market.write_config(paused=7)
    redirect(market, ask)


def test_only_the_owner_redirects(market: Stage, ask: Placed) -> None:
    with pytest.raises(Refused, match="WrongOwner"):
        redirect(market, ask, owner=key("stranger").pubkey())


def test_the_owner_must_sign(market: Stage, ask: Placed) -> None:
    accounts = {
        "owner": ask.trader.wallet,
        "order": ask.address,
        "payout_energy": ask.trader.energy,
        "payout_credit": ask.trader.credit,
    }
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        market.send(market.unsigned(market.call("redirect_order", accounts), ask.trader.wallet))


def test_the_new_accounts_are_the_owners_and_of_the_right_mint(market: Stage, ask: Placed) -> None:
    other = market.trader("other")
    for changes in (
        {"payout_energy": other.energy},
        {"payout_credit": other.credit},
        {"payout_energy": ask.trader.credit},
        {"payout_credit": ask.trader.energy},
    ):
        with pytest.raises(Refused, match="WrongPayout"):
            redirect(market, ask, **changes)


def test_a_settled_or_cancelled_order_stays_as_it_is(market: Stage, ask: Placed) -> None:
    market.cancel(ask)
    with pytest.raises(Refused, match="OrderNotOpen"):
        redirect(market, ask)


def test_an_order_of_another_program_does_not_count(market: Stage, ask: Placed) -> None:
    account = market.svm.get_account(ask.address)
    assert account is not None
    market.write(ask.address, market.at.registry, account.data)
    with pytest.raises(Refused, match="IllegalOwner"):
        redirect(market, ask)
