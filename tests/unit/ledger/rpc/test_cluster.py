from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from solders.pubkey import Pubkey
from solders.signature import Signature
from tests.unit.ledger.rpc.conftest import BLOCKHASH, PROGRAM, Town, account_json, pay

from gridtokenx.ledger.rpc.answer import error_of
from gridtokenx.ledger.rpc.cluster import Cluster
from gridtokenx.ledger.rpc.transport import LedgerAnswerInvalid
from gridtokenx.port.ledger import LedgerUnavailable

KEYS = [Pubkey(bytes([n] * 32)) for n in range(1, 5)]


def test_later_reads_are_at_least_as_new(town: Town, cluster: Cluster) -> None:
    wanted: list[int] = []

    def accounts(params: list[object]) -> object:
        config = params[1]
        assert isinstance(config, dict)
        wanted.append(config["minContextSlot"])
        return town.here([None])

    town.hooks["getMultipleAccounts"] = accounts
    cluster.accounts(KEYS[:1])
    assert cluster.latest_blockhash() == (BLOCKHASH, 250, 1_100)
    town.height += 5
    cluster.accounts(KEYS[:1])
    cluster.accounts(KEYS[:1])
    assert wanted == [0, 1_100, 1_105]


def test_accounts_come_in_order_and_empty_ones_are_none(town: Town, cluster: Cluster) -> None:
    town.accounts = {
        str(KEYS[0]): account_json(b"one"),
        str(KEYS[2]): account_json(b"", lamports=0),
    }
    first, second, third = cluster.accounts(KEYS[:3])
    assert first is not None
    assert first.data == b"one"
    assert (second, third) == (None, None)


def test_a_programs_accounts_are_checked_and_sorted(town: Town, cluster: Cluster) -> None:
    stranger = account_json(b"ab", owner=KEYS[3])
    town.accounts = {
        str(KEYS[2]): account_json(b"abc"),
        str(KEYS[0]): account_json(b"abd"),
        str(KEYS[1]): account_json(b"xyz"),
        str(KEYS[3]): stranger,
    }
    found = cluster.program_accounts(PROGRAM, discriminator=b"ab")
    assert [account.address for account in found] == [KEYS[0], KEYS[2]]


def test_too_many_or_too_few_answers_are_refused(town: Town, cluster: Cluster) -> None:
    town.hooks["getMultipleAccounts"] = lambda _: town.here([None, None])
    with pytest.raises(LedgerAnswerInvalid, match="2 values for 1"):
        cluster.accounts(KEYS[:1])
    town.hooks["getSignatureStatuses"] = lambda _: town.here([])
    with pytest.raises(LedgerAnswerInvalid, match="0 values for 1"):
        cluster.statuses([Signature.default()], search=False)


def test_a_bad_blockhash_is_refused(town: Town, cluster: Cluster) -> None:
    town.hooks["getGenesisHash"] = lambda _: "x" * 44
    with pytest.raises(LedgerAnswerInvalid, match="no blockhash"):
        cluster.genesis_hash()


def test_simple_questions_have_simple_answers(town: Town, cluster: Cluster) -> None:
    town.hooks["requestAirdrop"] = lambda params: f"{params[0]}{params[1]}"
    assert cluster.block_height() == 100
    assert cluster.slot() == 1_100
    assert cluster.block_time(3) == town.clock_s
    assert cluster.rent_exempt(0) == 890_880
    assert cluster.request_airdrop(KEYS[0], 5) == f"{KEYS[0]}5"
    town.hooks["getBlockTime"] = lambda _: None
    assert cluster.block_time(3) is None


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
CONTEXT = st.builds(lambda value: {"context": {"slot": 5}, "value": value}, ANY_JSON)
ASKED: dict[str, Callable[[Cluster], object]] = {
    "getGenesisHash": lambda c: c.genesis_hash(),
    "getLatestBlockhash": lambda c: c.latest_blockhash(),
    "isBlockhashValid": lambda c: c.blockhash_valid(BLOCKHASH),
    "getBlockHeight": lambda c: c.block_height(),
    "getBlockTime": lambda c: c.block_time(1),
    "getSignatureStatuses": lambda c: c.statuses([Signature.default()], search=True),
    "getTransaction": lambda c: c.transaction(Signature.default()),
    "getSignaturesForAddress": lambda c: c.signatures(KEYS[0]),
    "getMultipleAccounts": lambda c: c.accounts(KEYS[:1]),
    "getProgramAccounts": lambda c: c.program_accounts(PROGRAM),
    "simulateTransaction": lambda c: c.simulate(pay(1)),
    "sendTransaction": lambda c: c.send(pay(1)),
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(result=ANY_JSON | CONTEXT)
@pytest.mark.parametrize("method", ASKED)
def test_any_answer_at_all_is_taken_or_refused_in_words(
    town: Town, cluster: Cluster, method: str, result: object
) -> None:
    town.hooks[method] = lambda _: result
    with suppress(LedgerUnavailable):
        ASKED[method](cluster)
    assert town.calls[-1] == method


@given(err=ANY_JSON)
def test_any_error_at_all_is_read_or_refused(err: object) -> None:
    with suppress(LedgerAnswerInvalid):
        words, code = error_of(err)
        assert (words is None) == (err is None)
        assert code is None or isinstance(code, int)
