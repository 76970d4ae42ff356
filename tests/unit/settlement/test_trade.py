from gridtokenx.base.ids import MeterId
from gridtokenx.market.clearing.uniform import Clearing
from gridtokenx.market.order import Order, Side
from gridtokenx.settlement.result import Trade
from gridtokenx.settlement.trade import trades

SUN, LAB = MeterId("SUN"), MeterId("LAB")
ORDERS = (Order(SUN, Side.ASK, 5, 150), Order(LAB, Side.BID, 7, 250))


def test_a_trade_names_seller_buyer_and_the_one_price() -> None:
    assert trades(Clearing(250, 5, Side.BID, ORDERS, (5, 5))) == (Trade(SUN, LAB, 5, 250),)


def test_without_a_price_there_is_no_trade() -> None:
    assert trades(Clearing(None, 0, None, ORDERS, (0, 0))) == ()
