"""A cluster that fails on purpose: it loses, delays, refuses and lies as it is told. Good behaviour is tested
against real nodes, in the conformance suite."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from solders import system_program as system
from solders.hash import Hash
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

from gridtokenx.chain.transaction import sign
from gridtokenx.ledger.rpc.cluster import Cluster
from gridtokenx.ledger.rpc.delivery import Delivery
from gridtokenx.ledger.rpc.ledger import RpcLedger
from gridtokenx.ledger.rpc.transport import Transport
from gridtokenx.port.ledger import AnyTransaction

PAYER = Keypair.from_seed(bytes(32))
PROGRAM = Pubkey(bytes([9] * 32))
BLOCKHASH = Hash(bytes([1] * 32))
Json = Any
Hook = Callable[[list[Json]], Json]


class Refuse(Exception):
    """Answer with a JSON-RPC error."""

    def __init__(self, code: int, message: str, *, data: object = None) -> None:
        super().__init__(message)
        self.error = {"code": code, "message": message, "data": data}


@dataclass
class Town:
    """The fake cluster; `hooks` take a method over, `lose` drops the next transactions without a word."""

    height: int = 100
    last_height: int = 250
    lose: int = 0
    clock_s: int = 1_800_000_000
    now: float = 0.0
    hooks: dict[str, Hook] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    landed: dict[str, Json] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    accounts: dict[str, Json] = field(default_factory=dict)

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.height += round(seconds * 2.5)

    def answer(self, request: httpx.Request) -> httpx.Response:
        asked = json.loads(request.content)
        method, params = asked["method"], asked["params"]
        self.calls.append(method)
        try:
            hook = self.hooks.get(method) or getattr(self, method)
            result = hook(params)
        except Refuse as refusal:
            return httpx.Response(200, json={"jsonrpc": "2.0", "id": asked["id"], "error": refusal.error})
        if isinstance(result, httpx.Response):
            return result
        return httpx.Response(200, json={"jsonrpc": "2.0", "id": asked["id"], "result": result})

    def here(self, value: Json) -> Json:
        return {"context": {"slot": self.height + 1_000}, "value": value}

    def getLatestBlockhash(self, _: list[Json]) -> Json:  # noqa: N802 # Solana's name
        return self.here({"blockhash": str(BLOCKHASH), "lastValidBlockHeight": self.last_height})

    def getGenesisHash(self, _: list[Json]) -> Json:  # noqa: N802 # Solana's name
        return str(BLOCKHASH)

    def isBlockhashValid(self, params: list[Json]) -> Json:  # noqa: N802 # Solana's name
        return self.here(params[0] == str(BLOCKHASH) and self.height <= self.last_height)

    def getBlockHeight(self, _: list[Json]) -> Json:  # noqa: N802 # Solana's name
        return self.height

    def getSlot(self, _: list[Json]) -> Json:  # noqa: N802 # Solana's name
        return self.height + 1_000

    def getBlockTime(self, _: list[Json]) -> Json:  # noqa: N802 # Solana's name
        return self.clock_s

    def sendTransaction(self, params: list[Json]) -> Json:  # noqa: N802 # Solana's name
        transaction = VersionedTransaction.from_bytes(b64decode(params[0]))
        signature = str(transaction.signatures[0])
        self.sent.append(signature)
        if self.lose:
            self.lose -= 1
        else:
            status = {"slot": self.height + 1_000, "err": None, "confirmationStatus": "confirmed"}
            self.landed.setdefault(signature, status)
        return signature

    def simulateTransaction(self, _: list[Json]) -> Json:  # noqa: N802 # Solana's name
        return self.here({"err": None, "logs": []})

    def getSignatureStatuses(self, params: list[Json]) -> Json:  # noqa: N802 # Solana's name
        return self.here([self.landed.get(signature) for signature in params[0]])

    def getTransaction(self, params: list[Json]) -> Json:  # noqa: N802 # Solana's name
        status = self.landed.get(params[0])
        if status is None:
            return None
        meta = {"err": status["err"], "logMessages": ["Program log: hi"], "computeUnitsConsumed": 450}
        return {
            "slot": status["slot"],
            "blockTime": self.clock_s,
            "meta": meta,
            "transaction": ["", "base64"],
        }

    def getSignaturesForAddress(self, params: list[Json]) -> Json:  # noqa: N802 # Solana's name
        lines = [{"signature": s, "slot": v["slot"], "err": v["err"]} for s, v in self.landed.items()][::-1]
        names = [line["signature"] for line in lines]
        config = params[1]
        first = names.index(config["before"]) + 1 if "before" in config else 0
        last = names.index(config["until"]) if config.get("until") in names else len(names)
        return lines[first:last][: config["limit"]]

    def getMultipleAccounts(self, params: list[Json]) -> Json:  # noqa: N802 # Solana's name
        return self.here([self.accounts.get(address) for address in params[0]])

    def getProgramAccounts(self, _: list[Json]) -> Json:  # noqa: N802 # Solana's name
        return [{"pubkey": address, "account": account} for address, account in self.accounts.items()]

    def getMinimumBalanceForRentExemption(self, params: list[Json]) -> Json:  # noqa: N802 # Solana's name
        return 6_960 * (128 + params[0])


def account_json(data: bytes, *, owner: Pubkey = PROGRAM, lamports: int = 1) -> Json:
    return {
        "lamports": lamports,
        "owner": str(owner),
        "data": [b64encode(data).decode(), "base64"],
        "executable": False,
        "rentEpoch": 2**64 - 1,
    }


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def transport(town: Town) -> Transport:
    client = httpx.Client(transport=httpx.MockTransport(town.answer))
    return Transport(
        "http://cluster.test/k3y",
        client=client,
        sleep=town.sleep,
        monotonic=lambda: town.now,
        bytes_max=1_000_000,
    )


@pytest.fixture
def cluster(transport: Transport) -> Cluster:
    return Cluster(transport)


@pytest.fixture
def delivery(town: Town, cluster: Cluster) -> Delivery:
    pool = ThreadPoolExecutor(max_workers=2)
    return Delivery(cluster, pool, sleep=town.sleep, monotonic=lambda: town.now)


@pytest.fixture
def ledger(town: Town, cluster: Cluster) -> RpcLedger:
    return RpcLedger(cluster, BLOCKHASH, [PROGRAM], sleep=town.sleep, monotonic=lambda: town.now)


def pay(to: int, *, amount: int = 1, payer: Keypair = PAYER, blockhash: Hash = BLOCKHASH) -> AnyTransaction:
    """A transfer to wallet number `to`; two to different wallets share their payer alone."""
    params = system.TransferParams(
        from_pubkey=payer.pubkey(), to_pubkey=Pubkey(to.to_bytes(32, "big")), lamports=amount
    )
    return sign([system.transfer(params)], payer=payer, blockhash=blockhash)
