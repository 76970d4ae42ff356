"""`gridtokenx ledger serve` as a user starts it, and a client that is told nothing but its address."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from tests.clients.script import SCRIPTS, node


def two_free_ports() -> int:
    """The first of two free ports, for calls and for subscriptions."""
    for _ in range(50):
        with socket.create_server(("127.0.0.1", 0)) as first:
            port = int(first.getsockname()[1])
            try:
                socket.create_server(("127.0.0.1", port + 1)).close()
            except OSError:
                continue
            return port
    raise AssertionError("no two neighbouring ports are free")


@pytest.fixture
def url() -> Iterator[str]:
    command = [sys.executable, "-m", "gridtokenx", "ledger", "serve", "--airdrop"]
    command += ["--port", str(two_free_ports())]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        greeting = process.stdout.readline()
        assert "http://" in greeting, greeting
        yield next(word.strip(",") for word in greeting.split() if word.startswith("http://"))
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        assert process.returncode == 0
    finally:
        process.kill()
        process.communicate()


def test_web3_js_finds_the_socket_by_itself(url: str) -> None:
    did = node(SCRIPTS / "web3_fees.mjs", given={"rpc": url})
    assert did["again"] == did["once"]
