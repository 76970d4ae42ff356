import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.gateway.test_ports import free_pair

from gridtokenx.chain.programs import load_programs
from gridtokenx.ledger.opening import open_cluster

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    assert isinstance(port, int)
    return port


def launch(folder: Path, port: int, *, rpc_port: int = 0) -> "subprocess.Popen[str]":
    options = ["--campus", "university", "--data", str(folder), "--port", str(port), "--speed", "60"]
    return subprocess.Popen(
        [sys.executable, "-m", "gridtokenx", "run", "--start", "2026-03-02T12:00+07:00", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"RPC_PORT": str(rpc_port)},
    )


def health(port: int) -> dict[str, object]:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                body = json.load(answer)
            assert isinstance(body, dict)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return body


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    port = free_port()
    process = launch(tmp_path, port)
    yield process, port
    process.kill()
    process.communicate()


def test_it_serves_until_ctrl_c_and_ends_well(served: tuple["subprocess.Popen[str]", int]) -> None:
    process, port = served
    assert health(port)["status"] == "healthy"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert f"http://127.0.0.1:{port}" in out
    assert "Traceback" not in err


def test_wallets_find_the_ledger_of_a_run(tmp_path: Path) -> None:
    port, rpc_port = free_port(), free_pair()
    process = launch(tmp_path, port, rpc_port=rpc_port)
    try:
        health(port)
        ledger = open_cluster(f"http://127.0.0.1:{rpc_port}", load_programs())
        assert ledger.transaction_count() > 0
        assert ledger.history(limit=1)[0].error is None
        ledger.close()
    finally:
        process.kill()
        process.communicate()


def test_a_port_in_use_is_one_sentence(served: tuple["subprocess.Popen[str]", int], tmp_path: Path) -> None:
    _, port = served
    health(port)
    second = launch(tmp_path / "other", port)
    _, err = second.communicate(timeout=60)
    assert second.returncode == 1
    assert str(port) in err.splitlines()[-1]
    assert "Traceback" not in err


def test_a_folder_in_use_is_one_sentence(served: tuple["subprocess.Popen[str]", int], tmp_path: Path) -> None:
    health(served[1])
    second = launch(tmp_path, free_port())
    _, err = second.communicate(timeout=60)
    assert second.returncode == 1
    assert "Traceback" not in err
