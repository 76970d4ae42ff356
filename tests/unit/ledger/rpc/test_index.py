from concurrent.futures import ThreadPoolExecutor

import pytest
from solders.pubkey import Pubkey
from solders.signature import Signature
from tests.unit.ledger.rpc.conftest import PROGRAM, Town

from gridtokenx.ledger.rpc.cluster import Cluster
from gridtokenx.ledger.rpc.index import PAGES_MAX, SignatureIndex

OTHER = Pubkey(bytes([8] * 32))


def name(number: int) -> str:
    return str(Signature(number.to_bytes(64, "big")))


def land(town: Town, *slots: int) -> None:
    for slot in slots:
        town.landed[name(slot)] = {"slot": slot, "err": None}


@pytest.fixture
def index(cluster: Cluster) -> SignatureIndex:
    return SignatureIndex(cluster, ThreadPoolExecutor(max_workers=2), [PROGRAM])


def test_numbers_count_from_the_oldest_and_stay(town: Town, index: SignatureIndex) -> None:
    land(town, 1, 2, 3)
    assert index.update() == 3
    land(town, 4)
    assert index.update() == 4
    assert [line.slot for line in index.between(limit=2, before=5)] == [4, 3]
    assert [line.slot for line in index.between(limit=9, before=3)] == [2, 1]
    assert index.between(limit=5, before=1) == []
    assert len(index.between(limit=9, before=99)) == 4


def test_many_pages_are_read_once(town: Town, index: SignatureIndex) -> None:
    land(town, *range(1, 2_501))
    assert index.update() == 2_500
    assert town.calls.count("getSignaturesForAddress") == 3
    assert index.update() == 2_500
    assert town.calls.count("getSignaturesForAddress") == 4


def test_a_transaction_of_two_programs_counts_once_in_the_order_of_slots(
    town: Town, cluster: Cluster
) -> None:
    lists = {str(PROGRAM): [5, 3, 1], str(OTHER): [4, 3, 2]}

    def lines(params: list[object]) -> object:
        if "until" in params[1]:  # type: ignore[operator] # a dict
            return []
        return [{"signature": name(n), "slot": n, "err": None} for n in lists[str(params[0])]]

    town.hooks["getSignaturesForAddress"] = lines
    index = SignatureIndex(cluster, ThreadPoolExecutor(max_workers=2), [PROGRAM, OTHER])
    assert index.update() == 5
    assert [line.slot for line in index.between(limit=9, before=6)] == [5, 4, 3, 2, 1]
    assert index.update() == 5


def test_what_is_old_is_let_go_and_numbers_stay(town: Town, cluster: Cluster) -> None:
    index = SignatureIndex(cluster, ThreadPoolExecutor(max_workers=2), [PROGRAM], kept=3)
    land(town, 1, 2, 3, 4)
    assert index.update() == 4
    land(town, 5)
    assert index.update() == 5
    assert [line.slot for line in index.between(limit=9, before=6)] == [5, 4, 3]
    assert [line.slot for line in index.between(limit=1, before=5)] == [4]
    assert index.between(limit=9, before=3) == []


def test_the_first_look_goes_back_a_bounded_way(town: Town, cluster: Cluster) -> None:
    asked = []

    def endless(params: list[object]) -> object:
        asked.append(params)
        start = 10**6 - 1_000 * len(asked)
        return [{"signature": name(n), "slot": n, "err": None} for n in range(start + 999, start - 1, -1)]

    town.hooks["getSignaturesForAddress"] = endless
    index = SignatureIndex(cluster, ThreadPoolExecutor(max_workers=2), [PROGRAM])
    assert index.update() == 1_000 * PAGES_MAX
    assert len(asked) == PAGES_MAX
