"""What may be subscribed to, read from parameters."""

import msgspec
import pytest
from solders.pubkey import Pubkey
from solders.signature import Signature

from gridtokenx.gateway.rpc.fault import RpcFault
from gridtokenx.gateway.rpc.subscription import (
    SUBSCRIBE,
    UNSUBSCRIBE,
    AccountWatch,
    LogsWatch,
    ProgramWatch,
    RootWatch,
    SignatureWatch,
    SlotWatch,
    Watch,
)

KEY, SIGNATURE = Pubkey.new_unique(), Signature.new_unique()


def read(method: str, *params: object) -> Watch:
    return SUBSCRIBE[method](msgspec.Raw(msgspec.json.encode(params)))


def test_each_method() -> None:
    assert read("accountSubscribe", str(KEY)) == AccountWatch(KEY, "binary", None)
    assert read("logsSubscribe", "all") == read("logsSubscribe", "allWithVotes") == LogsWatch(None)
    assert read("logsSubscribe", {"mentions": [str(KEY)]}, {"commitment": "finalized"}) == LogsWatch(KEY)
    assert read("signatureSubscribe", str(SIGNATURE)) == SignatureWatch(SIGNATURE, received=False)
    told = read("signatureSubscribe", str(SIGNATURE), {"enableReceivedNotification": True})
    assert told == SignatureWatch(SIGNATURE, received=True)
    assert read("slotSubscribe") == SlotWatch()
    assert read("rootSubscribe") == RootWatch()
    program = read("programSubscribe", str(KEY), {"encoding": "base64", "filters": [{"dataSize": 3}]})
    assert isinstance(program, ProgramWatch)
    assert program.matches(b"abc")
    assert not program.matches(b"ab")


def test_each_has_its_end_and_its_notification() -> None:
    assert "accountUnsubscribe" in UNSUBSCRIBE
    assert len(UNSUBSCRIBE) == len(SUBSCRIBE) == 6
    assert SlotWatch().method == "slotNotification"


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("accountSubscribe", (), "pubkey"),
        ("accountSubscribe", ("x",), "pubkey"),
        ("logsSubscribe", ("some",), "filter"),
        ("logsSubscribe", ({"mentions": []},), "Only 1 address supported"),
        ("logsSubscribe", ({"mentions": [str(KEY)] * 2},), "Only 1 address supported"),
        ("programSubscribe", (str(KEY), {"filters": [{}]}), "filters[0]"),
        ("slotSubscribe", (1,), "params"),
    ],
)
def test_what_cannot_be_watched_is_named(method: str, params: tuple[object, ...], words: str) -> None:
    with pytest.raises(RpcFault) as caught:
        read(method, *params)
    assert words in str(caught.value)
