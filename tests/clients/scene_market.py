"""Readings attested both ways, and a market interval in which every kind of thing happens to an order."""

from tests.clients.witness import Witness
from tests.integration.programs import market_stage, oracle_stage
from tests.integration.programs.market_stage import ASK, BID, INTERVAL_S, START

from gridtokenx.chain.addresses import SYSTEM_PROGRAM
from gridtokenx.chain.programs import load_programs

REDEEM = 1


def attest() -> Witness:
    """A batch of two readings, a third that its meter signed itself, and a batch that none came for."""
    stage = oracle_stage.Stage()
    witness = Witness(svm=stage.machine._svm)
    stage.machine._svm = witness  # type: ignore[assignment]  # answers as LiteSVM does
    alice, bob = stage.meter("ENG_001"), stage.meter("ENG_002", owner="bob")
    stage.open_batch(2)
    exported = oracle_stage.entry(generated=800, consumed=200, exported=600)
    stage.submit((alice, exported), (bob, oracle_stage.entry(consumed=900, imported=900)))
    late = stage.meter("ENG_003", owner="carol")
    stage.submit_single(late, stage.reading(late, exported))
    stage.set_time(stage.now + INTERVAL_S)
    stage.open_batch(2, start=START + INTERVAL_S)
    batch = {"oracle": stage.oracle.pubkey(), "batch": stage.at.batch(START + INTERVAL_S)}
    stage.send(stage.oracle_program.instruction("seal_batch", accounts=batch), stage.oracle)
    return witness


def trade() -> Witness:
    """Orders that are cancelled, filled, redeemed, held up and redirected."""
    witness = Witness()
    market = market_stage.Stage(svm=witness)  # type: ignore[arg-type]  # answers as LiteSVM does
    market.seal(START)
    market.open()
    buyer = market.trader("buyer", credit=10**9)
    seller, other = (market.trader(name, energy_wh=2_000) for name in ("seller", "other"))
    pairs = market.attest(buyer.wallet, "M1", 500)
    bid = market.place(buyer, BID, 250, 300, pairs=pairs)
    ask = market.place(seller, ASK, 200, 500, flags=REDEEM)
    held = market.place(other, ASK, 300, 100)
    market.cancel(market.place(seller, ASK, 210, 60, nonce=1))
    market.close_gate()
    market.clear()
    market.write(other.energy, SYSTEM_PROGRAM, b"")
    if market.book()["marginal_left"]:
        market.rank(ask if market.book()["marginal_side"] == ASK else bid)
    market.settle(bid, ask, held)
    fresh = market.token_account("fresh", market.at.energy_mint(), other.wallet)
    accounts = {
        "owner": other.wallet,
        "order": held.address,
        "payout_energy": fresh,
        "payout_credit": other.credit,
    }
    market.send(market.call("redirect_order", accounts), other.keypair)
    return witness


def trigger() -> Witness:
    """An interval that nobody ordered in, cleared through the oracle."""
    witness = Witness()
    market = market_stage.Stage(svm=witness)  # type: ignore[arg-type]  # answers as LiteSVM does
    market.seal(START)
    market.open()
    market.close_gate()
    accounts = {"interval": market.interval, "zone_account": market.zone_address(0)}
    market.send(load_programs().oracle.instruction("trigger_clearing", accounts=accounts))
    return witness
