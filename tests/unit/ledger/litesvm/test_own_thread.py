import threading

import pytest

from gridtokenx.ledger.litesvm.own_thread import in_own_thread


def test_work_is_done_elsewhere_and_its_errors_come_back() -> None:
    assert in_own_thread(threading.get_ident) != threading.get_ident()
    with pytest.raises(ZeroDivisionError):
        in_own_thread(lambda: 1 // 0)
