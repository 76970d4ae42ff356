"""Submit-and-mint transactions a second, kept up: built, signed, checked, run and made durable."""

import time
from collections import deque
from concurrent.futures import Future

from gridtokenx.port.ledger import Receipt
from on_ledger.checks import check_supply, same
from on_ledger.founded import founded
from on_ledger.submissions import signed_readings, steps
from on_ledger.timing import Watch

METERS = 500
AT_ONCE = 128
"""Transactions that a client signs with one blockhash."""
MOST_WAITING = 2_048


def measure(*, number: int) -> dict[str, object]:
    """Have transactions carried as fast as they go."""
    with founded(min(METERS, number)) as ledger:
        run, watch = ledger.run, Watch()
        readings = signed_readings(run, number=number)
        site = run.exchange.site
        sender, connections, waiting = site.sender, site.by_id(), deque[Future[Receipt]]()
        failed = list[Receipt]()

        def answered(most: int) -> None:
            while len(waiting) > most:
                receipt = waiting.popleft().result()
                failed.extend([receipt] if receipt.error else [])

        started = time.perf_counter()
        for first in range(0, number, AT_ONCE):
            with watch("building"):
                some = steps(site, connections, readings[first : first + AT_ONCE])
                messages = sender.build(some, run.ledger.blockhash())
            with watch("signing"):
                signed = sender.sign(some, messages)
            with watch("handing over"):
                waiting.extend(ledger.node.submit(transaction) for transaction in signed)
            with watch("waiting"):
                answered(MOST_WAITING)
        with watch("waiting"):
            answered(0)
        total = time.perf_counter() - started
        same("the failures", failed, [])
        check_supply(site, minted_wh=sum(reading.surplus_wh for reading in readings))
        return {
            "transactions": number,
            "total_s": round(total, 2),
            "transactions_per_s": round(number / total),
            "parts_of_the_client_s": watch.report(),
            "setup_s": round(ledger.setup_s, 2),
        }
