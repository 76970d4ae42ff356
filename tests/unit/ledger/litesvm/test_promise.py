from concurrent.futures import Future

import pytest

from gridtokenx.ledger.litesvm.promise import fulfil


def test_results_and_faults_reach_who_waits_and_what_is_cancelled_is_not_done() -> None:
    done: list[Future[int]] = [Future(), Future(), Future(), Future()]
    done[3].cancel()
    did: list[int] = []

    def interrupt() -> int:
        raise KeyboardInterrupt

    def note() -> int:
        did.append(1)
        return 1

    for future, work in zip(done, (lambda: 5, lambda: 1 // 0, interrupt, note), strict=True):
        fulfil(future, work)
    assert done[0].result(timeout=0) == 5
    with pytest.raises(ZeroDivisionError):
        done[1].result(timeout=0)
    with pytest.raises(KeyboardInterrupt):
        done[2].result(timeout=0)
    assert did == []
