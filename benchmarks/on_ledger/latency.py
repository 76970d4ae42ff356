"""How long a transaction takes from being sent until it is durable, at a steady rate of arrivals.

Arrivals keep to the clock whatever the ledger does, so a stall counts against all that it delays.
"""

import time
from concurrent.futures import Future
from functools import partial

import numpy as np

from gridtokenx.port.ledger import Receipt
from on_ledger.checks import check_supply, same
from on_ledger.founded import founded
from on_ledger.submissions import signed_readings, steps

METERS = 500


def measure(*, rate: int, seconds: int) -> dict[str, object]:
    """Send at a rate; latencies in ms from the moment a transaction was due."""
    number = rate * seconds
    with founded(min(METERS, number)) as ledger:
        run = ledger.run
        readings = signed_readings(run, number=number)
        site = run.exchange.site
        sender, connections, answers = site.sender, site.by_id(), list[Future[Receipt]]()
        took = [0.0] * number

        def note(_: Future[Receipt], *, at: int, due: float) -> None:
            took[at] = time.perf_counter() - due

        started = time.perf_counter()
        for at, reading in enumerate(readings):
            due = started + at / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            one = steps(site, connections, [reading])
            (transaction,) = sender.sign(one, sender.build(one, run.ledger.blockhash()))
            answer = ledger.node.submit(transaction)
            answer.add_done_callback(partial(note, at=at, due=due))
            answers.append(answer)
        same("the failures", [r for r in (answer.result() for answer in answers) if r.error], [])
        total = time.perf_counter() - started
        check_supply(site, minted_wh=sum(reading.surplus_wh for reading in readings))
        ms = {f"p{q}": round(float(np.percentile(took, q)) * 1e3, 2) for q in (50, 90, 99, 100)}
        return {"rate_per_s": round(number / total, 1), "transactions": number, "latency_ms": ms}
