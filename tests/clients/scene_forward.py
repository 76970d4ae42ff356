"""What is traded ahead of an interval or beside its auction: reservations, agents, trades between two."""

from solders.pubkey import Pubkey
from tests.clients.witness import Witness
from tests.integration.programs.forward_stage import AHEAD, ForwardStage, pair
from tests.integration.programs.market_stage import ASK, START, Trader

WH, PRICE, CAME_WH = 1_000, 250, 700


def reserve() -> Witness:
    """Two reservations: one is released, one is delivered in part and paid when an account is open again."""
    ahead = pair()
    stage, flow = ahead.stage, ahead.flow
    witness = _watched(stage)
    stage.reserve(flow, WH, PRICE)
    stage.reserve(ahead.other, 100, PRICE, nonce=1)
    stage.release(ahead.other)
    ahead.attest(imported=400, exported=CAME_WH)
    stage.close_account(ahead.bea.credit)
    stage.deliver(flow)
    fresh = stage.token_account("fresh", stage.at.credit_mint(), ahead.bea.wallet)
    stage.redirect(flow, ahead.bea.keypair, ahead.bea.energy, fresh)
    stage.collect(flow, buyer_credit=fresh)
    copied = {"zone": 0, "start": AHEAD}
    stage.send(stage.call("update_market_data", {"payer": stage.payer.pubkey()}, args=copied))
    return witness


def deal() -> Witness:
    """A trade between two wallets, and an agent's order."""
    stage = ForwardStage()
    witness = _watched(stage)
    bea = stage.trader("bea", credit=10**6)
    sam = stage.trader("sam", energy_wh=1_000)
    trade = stage.call("execute_trade", _parties(bea, sam), args={"wh": 400, "price": 300})
    stage.send(trade, bea.keypair, sam.keypair)
    agent = stage.agent(sam.wallet)
    stage.approve(sam, sam.energy, 10**9)
    stage.seal(START)
    stage.open()
    accounts = {
        "agent": agent.pubkey(),
        "payer": stage.payer.pubkey(),
        "owner": sam.wallet,
        "interval": stage.interval,
        "head": stage.at.order(stage.interval, owner=sam.wallet),
        "source": sam.energy,
        "vault": stage.at.energy_vault(),
        "payout_energy": sam.energy,
        "payout_credit": sam.credit,
    }
    args = {"side": ASK, "nonce": 0, "limit": 200, "quantity_wh": 100, "flags": 0}
    stage.send(stage.call("place_agent_order", accounts, args=args), agent)
    return witness


def _watched(stage: ForwardStage) -> Witness:
    witness = Witness(svm=stage.svm)
    stage.svm = witness  # type: ignore[assignment]  # answers as LiteSVM does
    return witness


def _parties(buyer: Trader, seller: Trader) -> dict[str, Pubkey]:
    """Both sign for themselves."""
    return {
        "buyer": buyer.wallet,
        "seller": seller.wallet,
        "buyer_owner": buyer.wallet,
        "seller_owner": seller.wallet,
        "buyer_record": buyer.wallet,
        "seller_record": seller.wallet,
        "buyer_energy": buyer.energy,
        "buyer_credit": buyer.credit,
        "seller_energy": seller.energy,
        "seller_credit": seller.credit,
    }
