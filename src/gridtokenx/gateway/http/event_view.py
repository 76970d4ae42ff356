"""What a stream says of an event: the same body that the event's path would answer with.

The pipeline publishes its own nouns; here each becomes what callers know from REST, so that a page reads a
`power` event like /api/campus/live, `interval` like a row of /api/market/intervals, `book` like
/api/market/book and `transaction` like a row of /api/ledger/transactions.
"""

import msgspec

from gridtokenx.campus.model import Campus
from gridtokenx.gateway.http.ledger import transaction_view
from gridtokenx.gateway.http.live_view import live_view
from gridtokenx.gateway.http.market import interval_view, order_book
from gridtokenx.port.campus_service import BookView, StreamEvent
from gridtokenx.reading.block import FleetBlock
from gridtokenx.settlement.result import IntervalResult


def event_body(event: StreamEvent, *, campus: Campus) -> msgspec.Struct:
    """Return what an event carries as callers see it."""
    match event.data:
        case FleetBlock() as block:
            return live_view(block, campus)
        case IntervalResult() as result:
            return interval_view(result)
        case BookView() as book:
            return order_book(book)
        case receipt:
            return transaction_view(receipt, number=None)
