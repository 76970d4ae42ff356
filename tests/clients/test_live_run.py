"""A wallet trades in a campus that runs live: `gridtokenx run`, its JSON-RPC beside the page, examples."""

import base64
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from tests.clients.script import EXAMPLES, shown
from tests.clients.serving import numbers
from tests.clients.test_command import two_free_ports

from gridtokenx.campus import catalogue
from gridtokenx.chain.programs import load_programs
from gridtokenx.gateway.rpc.base58 import encode
from gridtokenx.ledger.keys import SeedKeys

CAMPUS, SEED = "university", 1
SPEED = 30
"""A quarter hour takes half a minute."""
GATE_S = 840
ROOM_S = 600
"""Twenty seconds of the wall's, for one client to start and send."""
PATIENCE_S = 90
KEYS = SeedKeys(SEED, CAMPUS)
BID = 0


@dataclass
class LiveRun:
    """A campus in a process of its own."""

    page: str
    rpc: str
    folder: Path

    def ask(self, method: str, *params: object) -> Any:  # noqa: ANN401  # JSON
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return httpx.post(self.rpc, json=body).json()["result"]

    def exists(self, address: Pubkey) -> bool:
        return self.ask("getAccountInfo", str(address), {"encoding": "base64"})["value"] is not None

    def interval(self) -> tuple[int, Pubkey]:
        """Start and address of the newest interval."""
        at, trading = load_programs().addresses(), load_programs().trading
        value = self.ask("getAccountInfo", str(at.zone()), {"encoding": "base64"})["value"]
        zone: Mapping[str, Any] = trading.account("Zone", base64.b64decode(value["data"][0]))
        return zone["last_opened"], at.interval(zone["last_opened"])

    def seconds_left(self) -> int:
        """Until the newest interval's gate closes, by the chain's clock."""
        now = self.ask("getBlockTime", self.ask("getSlot", {"commitment": "confirmed"}))
        return self.interval()[0] + 900 + GATE_S - int(now)

    def bids(self, interval: Pubkey) -> list[tuple[Pubkey, Mapping[str, Any]]]:
        """The open bids of an interval."""
        trading = load_programs().trading
        filters = [{"memcmp": {"offset": 0, "bytes": encode(trading.discriminator("Order"))}}]
        found = self.ask("getProgramAccounts", str(trading.id), {"encoding": "base64", "filters": filters})
        orders = [
            (
                Pubkey.from_string(item["pubkey"]),
                trading.account("Order", base64.b64decode(item["account"]["data"][0])),
            )
            for item in found
        ]
        return [
            (address, order)
            for address, order in orders
            if (order["interval"], order["side"], order["state"]) == (interval, BID, 0)
        ]

    def key_file(self, key: Keypair) -> str:
        path = self.folder / f"{key.pubkey()}.json"
        path.write_text(json.dumps(numbers(key)))
        return str(path)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveRun]:
    page, rpc = two_free_ports(), two_free_ports()
    command = [sys.executable, "-m", "gridtokenx", "run", "--campus", CAMPUS, "--seed", str(SEED)]
    command += ["--speed", str(SPEED), "--port", str(page), "--data", str(tmp_path / "data")]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | {"RPC_PORT": str(rpc)})
        try:
            run = LiveRun(f"http://127.0.0.1:{page}", f"http://127.0.0.1:{rpc}", tmp_path)
            _until(lambda: f"127.0.0.1:{page} " in (tmp_path / "log").read_text())
            yield run
        finally:
            process.terminate()
            process.wait(20)
    assert "ERROR" not in (tmp_path / "log").read_text()


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)


def owner_of(wallet: Pubkey) -> Keypair:
    meters = catalogue.load(CAMPUS).meters
    return next(key for meter in meters if (key := KEYS.owner(meter.meter_id)).pubkey() == wallet)


def fund(live: LiveRun) -> Pubkey:
    """Give a bidder's wallet lamports of its own; return the wallet."""
    _until(lambda: bool(live.bids(live.interval()[1])))
    owner: Pubkey = max(live.bids(live.interval()[1]), key=lambda bid: int(bid[1]["quantity_wh"]))[1]["owner"]
    payer, wallet = live.key_file(KEYS.operator()), live.key_file(owner_of(owner))
    gift = ("--to", str(owner), "--wh", "0", "--lamports", "100000000", "--payer", payer)
    shown(EXAMPLES / "send_energy.py", "--rpc", live.rpc, "--wallet", wallet, *gift)
    return owner


def outbid(live: LiveRun, owner: Pubkey) -> tuple[int, Pubkey]:
    """Replace an automatic bid by one that its owner's wallet pays for; return interval and order."""

    def mine() -> list[Pubkey]:
        return [address for address, order in live.bids(live.interval()[1]) if order["owner"] == owner]

    _until(lambda: live.seconds_left() > ROOM_S and bool(mine()))
    start, (automatic,) = live.interval()[0], mine()
    bid = ("--side", "bid", "--nonce", "1", "--limit", "500", "--wh", "100", "--replace", str(automatic))
    wallet = live.key_file(owner_of(owner))
    placed = shown(EXAMPLES / "place_order.mjs", "place", "--rpc", live.rpc, "--wallet", wallet, *bid)
    match = re.search(r"placed (\w+) in", placed)
    assert match
    return start, Pubkey.from_string(match[1])


@pytest.mark.slow
def test_a_wallets_order_is_cleared_settled_and_closed(live: LiveRun) -> None:
    start, order = outbid(live, fund(live))
    interval = load_programs().addresses().interval(start)
    _until(lambda: not live.exists(interval))
    assert not live.exists(order)
    told = datetime.fromtimestamp(start, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    result = httpx.get(f"{live.page}/api/market/intervals/{told}").json()
    (mine,) = [item for item in result["orders"] if item["address"] == str(order)]
    assert (mine["limit_price"], mine["quantity_kwh"], mine["filled_kwh"]) == (0.5, 0.1, 0.1)
    _until(lambda: live.interval()[0] > start)
