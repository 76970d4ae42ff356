"""The defaults are safe: no key, no foreign origins, limits on everything; a key does not show itself."""

from pydantic import SecretStr

from gridtokenx.gateway.http.settings import GatewaySettings


def test_without_settings_nothing_may_be_submitted_and_no_origin_is_foreign() -> None:
    settings = GatewaySettings()
    assert settings.engineering_key is None
    assert settings.allowed_origins == ()
    assert 0 < settings.body_bytes_max <= 10_000_000


def test_a_key_does_not_show_itself() -> None:
    assert "hush" not in repr(GatewaySettings(engineering_key=SecretStr("hush")))
