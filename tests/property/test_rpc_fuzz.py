"""Any bytes, any parameters: always a valid JSON-RPC answer, never a fault of ours.

`check_message` is a fuzz target: it takes bytes, as from a corpus or a coverage-guided fuzzer, and fails only
when the server breaks its promise. Hypothesis drives it here with what resembles calls.
"""

import asyncio
import base64
import contextlib
import os
import string
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from solders.hash import Hash
from solders.pubkey import Pubkey
from solders.signature import Signature

sys.path.insert(0, str(Path(__file__).parents[2]))  # test folders are no package on the path by themselves

from tests.unit.gateway.rpc.ledger_world import World, open_world

from gridtokenx.gateway.rpc.fault import Code, RpcFault
from gridtokenx.gateway.rpc.methods import METHODS, answer_message
from gridtokenx.gateway.rpc.node_access import NodeAccess
from gridtokenx.gateway.rpc.settings import RpcSettings
from gridtokenx.gateway.rpc.subscription import SUBSCRIBE

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "25"))
"""Tries of each method; a night's run sets more."""
KNOWN = {int(code) for code in Code}
Check = Callable[[bytes], None]


def check_message(access: NodeAccess, body: bytes) -> None:
    """Fail unless a message is answered as JSON-RPC has it, and without a fault of ours."""
    answered = asyncio.run(answer_message(access, body))
    if answered:
        found = msgspec.json.decode(answered)
        for item in found if isinstance(found, list) else [found]:
            assert item["jsonrpc"] == "2.0"
            assert "id" in item
            assert ("result" in item) != ("error" in item)
            if "error" in item:
                assert item["error"]["code"] in KNOWN - {Code.INTERNAL}, item
                assert isinstance(item["error"]["message"], str)
                assert len(item["error"]["message"]) < 5_000


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A ledger with something of everything."""
    made = open_world(tmp_path_factory.mktemp("fuzz"))
    yield made
    made.node.close()


@pytest.fixture(scope="module")
def check(world: World) -> Check:
    """The fuzz target, over that ledger."""
    access = NodeAccess(world.node, RpcSettings(airdrops=True, airdrop_lamports_max=10**9))
    return lambda body: check_message(access, body)


def encoded(value: object) -> bytes:
    return msgspec.json.encode(value)


numbers = st.one_of(
    st.integers(-5, 300),
    st.integers(435_888_000, 435_888_050),
    st.sampled_from([2**31, 2**53, 2**63 - 1, 2**63, 2**64 - 1, -(2**63)]),
    st.floats(allow_nan=False, allow_infinity=False),
)
keys = st.one_of(
    st.binary(min_size=32, max_size=32).map(lambda data: str(Pubkey(data))),
    st.sampled_from(
        [
            "11111111111111111111111111111111",
            "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
            "SysvarC1ock11111111111111111111111111111111",
            "SysvarRent111111111111111111111111111111111",
            "BPFLoaderUpgradeab1e11111111111111111111111",
        ]
    ),
    st.binary(min_size=64, max_size=64).map(lambda data: str(Signature(data))),
)
texts = st.one_of(
    st.text(max_size=40),
    st.text(string.ascii_letters + string.digits, max_size=90),
    st.binary(max_size=300).map(lambda data: base64.b64encode(data).decode()),
    keys,
    st.sampled_from(["base58", "base64", "base64+zstd", "jsonParsed", "json", "binary"]),
    st.sampled_from(["confirmed", "finalized", "all", "full", "none"]),
)
NAMES = [
    "encoding",
    "commitment",
    "minContextSlot",
    "dataSlice",
    "offset",
    "length",
    "filters",
    "memcmp",
    "bytes",
    "dataSize",
    "mint",
    "programId",
    "tokenAccountState",
    "limit",
    "before",
    "until",
    "maxSupportedTransactionVersion",
    "transactionDetails",
    "rewards",
    "accounts",
    "addresses",
    "sigVerify",
    "replaceRecentBlockhash",
    "skipPreflight",
    "maxRetries",
    "mentions",
    "withContext",
    "searchTransactionHistory",
    "preflightCommitment",
    "enableReceivedNotification",
]
names = st.sampled_from(NAMES)
plain = st.one_of(st.none(), st.booleans(), numbers, texts)
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(names, texts), inner, max_size=5)
    ),
    max_leaves=12,
)
configs = st.dictionaries(names, values, max_size=5)
ids = st.one_of(
    st.none(), st.integers(), st.text(max_size=8), st.floats(allow_nan=False, allow_infinity=False)
)
quick = settings(
    max_examples=4 * EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@quick
@given(st.binary(max_size=400))
def test_any_bytes(check: Check, body: bytes) -> None:
    check(body)


@quick
@given(values)
def test_any_json(check: Check, value: object) -> None:
    check(encoded(value))


@quick
@given(st.sampled_from([*METHODS, "getFoo", ""]), values, ids)
def test_any_parameters_of_any_method(check: Check, method: str, params: object, call_id: object) -> None:
    check(encoded({"jsonrpc": "2.0", "id": call_id, "method": method, "params": params}))


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(keys, numbers, texts, configs, st.lists(keys, max_size=4)), max_size=4))
def test_parameters_that_nearly_fit(check: Check, method: str, params: list[object]) -> None:
    check(encoded({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))


@pytest.mark.parametrize(
    "method",
    ["getAccountInfo", "getProgramAccounts", "getBalance", "getTokenSupply", "getSignaturesForAddress"],
)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys, configs)
def test_configurations_of_what_reads_addresses(check: Check, method: str, key: str, config: object) -> None:
    check(encoded({"jsonrpc": "2.0", "id": 1, "method": method, "params": [key, config]}))


@pytest.mark.parametrize("method", ["sendTransaction", "simulateTransaction", "getFeeForMessage"])
@settings(
    max_examples=4 * EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_bent_transactions(check: Check, world: World, method: str, data: st.DataObject) -> None:
    made = bytearray(bytes(world.signed(world.transfer(Pubkey.new_unique(), 10**9))))
    for _ in range(data.draw(st.integers(0, 4))):
        made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([len(made), len(made) - 1, 0, 1, 65]))
    body = bytes(made[:cut]) + data.draw(st.binary(max_size=4))
    config = data.draw(
        st.sampled_from([{"encoding": "base64"}, {"encoding": "base64", "skipPreflight": True}])
    )
    params = [base64.b64encode(body).decode(), config]
    check(encoded({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))


@quick
@given(st.lists(st.one_of(values, st.just({"jsonrpc": "2.0", "id": 1, "method": "getSlot"})), max_size=8))
def test_any_batch(check: Check, batch: list[object]) -> None:
    check(encoded(batch))


@quick
@given(st.sampled_from([*METHODS]), st.integers(0, 200), st.integers(0, 255))
def test_bent_calls(check: Check, method: str, place: int, value: int) -> None:
    body = bytearray(
        encoded({"jsonrpc": "2.0", "id": 1, "method": method, "params": [str(Hash.default()), {}]})
    )
    body[place % len(body)] = value
    check(bytes(body))


@pytest.mark.parametrize("method", SUBSCRIBE)
@settings(max_examples=EXAMPLES, deadline=None)
@given(values)
def test_any_parameters_of_subscriptions(method: str, params: object) -> None:
    with contextlib.suppress(RpcFault):
        watch = SUBSCRIBE[method](msgspec.Raw(encoded(params)))
        assert watch.method == method.replace("Subscribe", "Notification")
