from pathlib import Path

import pytest

from gridtokenx.config import SettingRefused, engineering_port, load_settings, rpc_port


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (
        "API_PORT",
        "SIMULATION_INTERVAL",
        "NUM_METERS",
        "LOG_LEVEL",
        "SEED",
        "CAMPUS",
        "DATA_DIR",
        "ENGINEERING_PORT",
        "RPC_PORT",
        "SOLANA_RPC_URL",
        "OPERATOR_KEYPAIR",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults_are_the_utcc_campus_on_port_4040() -> None:
    settings = load_settings()
    assert (settings.campus, settings.port, settings.telemetry_s, settings.host) == (
        "utcc",
        4040,
        15,
        "127.0.0.1",
    )


def test_environment_is_read_and_the_command_line_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_PORT", "5050")
    monkeypatch.setenv("NUM_METERS", "40")
    assert load_settings().port == 5050
    assert load_settings(port=6060).port == 6060
    assert load_settings(port=None).meters == 40


def test_dot_env_file_is_read_below_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("API_PORT=7070\nSOMETHING_ELSE=1\n")
    assert load_settings().port == 7070
    monkeypatch.setenv("API_PORT", "7071")
    assert load_settings().port == 7071


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("API_PORT", "70000", "API_PORT"),
        ("NUM_METERS", "0", "NUM_METERS"),
        ("SIMULATION_INTERVAL", "7", "divide 900"),
        ("LOG_LEVEL", "LOUD", "LOUD"),
    ],
)
def test_a_refusal_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingRefused, match=says):
        load_settings()


def test_settings_are_frozen_and_keep_the_key_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGINEERING_API_KEY", "hunter2")
    settings = load_settings()
    assert "hunter2" not in repr(settings)
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1


def test_the_sources_port_is_served_beside_the_default_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert engineering_port(load_settings()) == (8899, False)
    assert engineering_port(load_settings(port=5050)) == (None, False)
    monkeypatch.setenv("ENGINEERING_PORT", "9999")
    assert engineering_port(load_settings(port=5050)) == (9999, True)


def test_json_rpc_is_beside_the_default_port_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rpc_port(load_settings()) == (8899, False)
    assert rpc_port(load_settings(port=5050)) == (None, False)
    monkeypatch.setenv("RPC_PORT", "0")
    assert rpc_port(load_settings()) == (None, True)
    monkeypatch.setenv("RPC_PORT", "7000")
    assert rpc_port(load_settings(port=5050)) == (7000, True)
    monkeypatch.setenv("RPC_PORT", "65535")
    with pytest.raises(SettingRefused, match="RPC_PORT"):
        load_settings()


def test_a_cluster_and_its_payer_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (load_settings().solana_rpc_url, load_settings().operator_keypair) == (None, None)
    monkeypatch.setenv("SOLANA_RPC_URL", "http://127.0.0.1:8899")
    monkeypatch.setenv("OPERATOR_KEYPAIR", "id.json")
    settings = load_settings()
    assert settings.solana_rpc_url == "http://127.0.0.1:8899"
    assert settings.operator_keypair == Path("id.json")


def test_the_sources_submission_cadence_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().submit_s == 300
    monkeypatch.setenv("BLOCKCHAIN_SUBMIT_INTERVAL", "60")
    assert load_settings().submit_s == 60
    monkeypatch.setenv("BLOCKCHAIN_SUBMIT_INTERVAL", "0")
    with pytest.raises(SettingRefused, match="BLOCKCHAIN_SUBMIT_INTERVAL"):
        load_settings()
