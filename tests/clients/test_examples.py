"""The examples that the documentation shows run as they stand, and do what they say."""

import json
import re
from pathlib import Path

import pytest
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from tests.clients.campus import FAUCET
from tests.clients.script import EXAMPLES, ScriptFailed, shown, watching
from tests.clients.serving import Served, numbers

from gridtokenx.chain.addresses import associated_token_account
from gridtokenx.chain.token import balance_of

OPEN, CANCELLED = 0, 1
UNITS_PER_WH = 10**6


@pytest.fixture
def wallet(tmp_path: Path) -> Path:
    """A new wallet's key file, which the campus has never seen."""
    path = tmp_path / "key.json"
    path.write_text(json.dumps(numbers(Keypair())))
    return path


def address_of(wallet: Path) -> Pubkey:
    return Keypair.from_bytes(bytes(json.loads(wallet.read_text()))).pubkey()


def key_file(folder: Path, key: Keypair) -> Path:
    path = folder / f"{key.pubkey()}.json"
    path.write_text(json.dumps(numbers(key)))
    return path


def at(served: Served) -> tuple[str, ...]:
    return ("--rpc", served.rpc, "--ws", served.ws)


def found(text: str, pattern: str) -> str:
    match = re.search(pattern, text)
    assert match, text
    return match[1]


def held(served: Served, wallet: Pubkey) -> int:
    """A wallet's energy [Wh]."""
    mint = served.campus.site.addresses.energy_mint()
    account = served.campus.node.account(associated_token_account(wallet, mint))
    return 0 if account is None else balance_of(account.data) // UNITS_PER_WH


def order(served: Served, address: str) -> dict[str, object]:
    trading = served.campus.site.programs.trading
    account = served.campus.node.account(Pubkey.from_string(address))
    assert account is not None
    return dict(trading.account("Order", account.data))


def test_a_stranger_offers_energy_and_takes_it_back(served: Served, wallet: Path, tmp_path: Path) -> None:
    stranger, seller = address_of(wallet), served.campus.key(served.campus.seller)
    sender, payer = key_file(tmp_path, seller), key_file(tmp_path, served.campus.site.operator())
    given = ("--rpc", served.rpc, "--wallet", str(sender), "--to", str(stranger), "--wh", "250")
    shown(EXAMPLES / "send_energy.py", *given, "--payer", str(payer), "--lamports", "100000000")
    assert held(served, stranger) == 250

    mine = ("--wallet", str(wallet), *at(served))
    placed = shown(EXAMPLES / "place_order.mjs", "place", *mine, "--limit", "200", "--wh", "100")
    address = found(placed, r"placed (\w+) in")
    kept = order(served, address)
    assert (kept["owner"], kept["side"], kept["limit"]) == (stranger, 1, 200)
    assert (kept["quantity_wh"], kept["state"]) == (100, OPEN)
    assert held(served, stranger) == 150

    shown(EXAMPLES / "place_order.mjs", "cancel", *mine, "--order", address)
    assert order(served, address)["state"] == CANCELLED
    assert held(served, stranger) == 250


def test_an_owner_bids_for_what_its_meter_lacked(served: Served, tmp_path: Path) -> None:
    buyer = served.campus.buyer
    mine = ("--wallet", str(key_file(tmp_path, served.campus.key(buyer))), *at(served))
    bid = ("--side", "bid", "--limit", "250", "--meter", str(buyer.meter))
    with pytest.raises(ScriptFailed, match="OverDeficit"):
        shown(EXAMPLES / "place_order.mjs", "place", *mine, *bid, "--wh", "1000000")
    with watching(EXAMPLES / "watch_market.mjs", *at(served), "--count", "1") as lines:
        assert "watching" in lines.readline()
        placed = shown(EXAMPLES / "place_order.mjs", "place", *mine, *bid, "--wh", "700")
        event = lines.readline()
    assert f" orderPlaced order={found(placed, r'placed (.+) in')} " in event
    assert f"owner={buyer.wallet} side=0 limit=250 quantityWh=700" in event
    kept = order(served, found(placed, r"placed (\w+) in"))
    assert (kept["owner"], kept["side"], kept["quantity_wh"]) == (buyer.wallet, 0, 700)


def test_the_faucets_own_wallet_is_no_trader(served: Served, tmp_path: Path) -> None:
    """Nobody offers energy that it does not have."""
    mine = ("--wallet", str(key_file(tmp_path, FAUCET)), *at(served))
    with pytest.raises(ScriptFailed, match="insufficient funds"):
        shown(EXAMPLES / "place_order.mjs", "place", *mine, "--limit", "200", "--wh", "100")


def test_an_agent_trades_within_its_limits_until_it_is_revoked(served: Served, tmp_path: Path) -> None:
    seller = served.campus.seller
    before = held(served, seller.wallet)
    bot = Keypair()
    served.campus.node.airdrop(bot.pubkey(), 10**9).result()
    owners = ("--wallet", str(key_file(tmp_path, served.campus.key(seller))), *at(served))
    agents = ("--wallet", str(key_file(tmp_path, bot)), *at(served))
    ask = ("--owner", str(seller.wallet), "--side", "ask")

    with pytest.raises(ScriptFailed, match="requires an initialized account"):
        shown(EXAMPLES / "agent.mjs", "place", *agents, *ask, "--wh", "100")
    shown(
        EXAMPLES / "agent.mjs",
        "authorise",
        *owners,
        "--agent",
        str(bot.pubkey()),
        "--wh",
        "300",
        "--limit",
        "180",
    )
    with pytest.raises(ScriptFailed, match="AgentOverQuantity"):
        shown(EXAMPLES / "agent.mjs", "place", *agents, *ask, "--wh", "301")
    with pytest.raises(ScriptFailed, match="AgentOverPrice"):
        shown(EXAMPLES / "agent.mjs", "place", *agents, *ask, "--wh", "100", "--limit", "179")

    placed = shown(EXAMPLES / "agent.mjs", "place", *agents, *ask, "--wh", "200", "--limit", "190")
    address = found(placed, r"placed (\w+) in")
    kept = order(served, address)
    assert (kept["owner"], kept["quantity_wh"], kept["state"]) == (seller.wallet, 200, OPEN)
    assert held(served, seller.wallet) == before - 200

    shown(EXAMPLES / "agent.mjs", "cancel", *agents, "--order", address)
    assert order(served, address)["state"] == CANCELLED
    assert held(served, seller.wallet) == before
    shown(EXAMPLES / "agent.mjs", "revoke", *owners, "--agent", str(bot.pubkey()))
    with pytest.raises(ScriptFailed, match="AgentRevoked"):
        shown(EXAMPLES / "agent.mjs", "place", *agents, *ask, "--wh", "50", "--nonce", "1")
