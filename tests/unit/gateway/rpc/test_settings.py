"""The limits are those that the documentation promises."""

from gridtokenx.chain.transaction import MAX_BYTES
from gridtokenx.gateway.rpc.settings import RpcSettings


def test_a_body_takes_many_transactions_and_no_more_than_agave_takes() -> None:
    limit = RpcSettings().body_bytes_max
    assert 20 * MAX_BYTES < limit <= 50 * 1024


def test_airdrops_and_foreign_pages_are_off() -> None:
    settings = RpcSettings()
    assert not settings.airdrops
    assert settings.allowed_origins == ()
