"""Clients that nobody here wrote drive the node over the wire; what they did is read from the ledger."""

import base64

from solders.pubkey import Pubkey
from solders.signature import Signature
from tests.clients.campus import OnNode
from tests.clients.script import SCRIPTS, node, python
from tests.clients.serving import Served

from gridtokenx.chain.addresses import associated_token_account
from gridtokenx.chain.token import balance_of
from gridtokenx.port.ledger import AccountState
from gridtokenx.port.node import StoredTransaction

SOL = 10**9
UNITS_PER_WH = 10**6


def lamports(campus: OnNode, address: str) -> int:
    account = campus.node.account(Pubkey.from_string(address))
    return 0 if account is None else account.lamports


def energy(campus: OnNode, wallet: str) -> int:
    """A wallet's energy [base units]."""
    mint = campus.site.addresses.energy_mint()
    account = campus.node.account(associated_token_account(Pubkey.from_string(wallet), mint))
    return 0 if account is None else balance_of(account.data)


def stored(campus: OnNode, signature: str) -> StoredTransaction:
    found = campus.node.look_up(lambda view: view.transaction(Signature.from_string(signature))).result()
    assert found is not None
    return found


def slot_of(campus: OnNode, signature: str) -> int:
    """The slot of a transaction that went well."""
    receipt = stored(campus, signature).receipt
    assert receipt.error is None
    return receipt.slot


def meters(campus: OnNode) -> list[AccountState]:
    registry = campus.site.programs.registry
    return list(campus.node.program_accounts(registry.id, discriminator=registry.discriminator("Meter")))


def test_web3_js(served: Served) -> None:
    did = node(SCRIPTS / "web3.mjs", given=served.told)
    assert lamports(served.campus, did["bob"]) == 2 * SOL
    assert slot_of(served.campus, did["sent"]) == did["slot"]
    assert did["genesis"] == str(served.campus.node.genesis_hash)


def test_web3_js_fees_and_failures(served: Served) -> None:
    did = node(SCRIPTS / "web3_fees.mjs", given=served.told)
    failed = stored(served.campus, did["failed"])
    assert (failed.receipt.custom_code, failed.fee) == (1, 5_000)
    assert did["again"] == did["once"]
    assert lamports(served.campus, did["alice"]) == did["balance"]


def test_kit(served: Served) -> None:
    did = node(SCRIPTS / "kit.mjs", given=served.told)
    campus = served.campus
    assert lamports(campus, did["bob"]) == 2 * SOL
    assert slot_of(campus, did["through"]) > slot_of(campus, did["sent"])
    assert sorted(did["meters"]) == sorted(str(meter.address) for meter in meters(campus))
    mine = [
        [str(meter.address), base64.b64encode(meter.data[8:40]).decode()]
        for meter in meters(campus)
        if campus.site.programs.registry.account("Meter", meter.data)["owner"] == campus.seller.wallet
    ]
    assert did["owned"] == mine != []


def test_spl_token(served: Served) -> None:
    did = node(SCRIPTS / "spl_token.mjs", given=served.told)
    assert energy(served.campus, did["alice"]) == 300 * UNITS_PER_WH
    mint = served.campus.node.account(Pubkey.from_string(did["mint"]))
    assert mint is not None
    assert int.from_bytes(mint.data[36:44], "little") == 710_000


def test_anchor(served: Served) -> None:
    did = node(SCRIPTS / "anchor.mjs", given=served.told)
    registry, at = served.campus.site.programs.registry, served.campus.site.addresses
    user = served.campus.node.account(at.user(Pubkey.from_string(did["wallet"])))
    assert user is not None
    assert registry.account("User", user.data)["role"] == 1
    assert did["refusal"] == "unauthorized"  # as Anchor's client spells the error's name
    assert did["config"]["intervalS"] == 900


def test_solana_py(served: Served) -> None:
    did = python("solana", SCRIPTS / "solana_async.py", given=served.told)
    campus = served.campus
    assert slot_of(campus, did["transfer"]["sent"]) == did["transfer"]["slot"]
    assert lamports(campus, did["transfer"]["bob"]) == SOL
    assert "insufficient" in did["refusal"] or "0x1" in did["refusal"]
    assert energy(campus, did["energy"]["wallet"]) == 7 * UNITS_PER_WH
    assert (did["energy"]["amount"], did["energy"]["ui"]) == ("7000000", "0.007")
    assert sorted(did["meters"]) == sorted(str(meter.address) for meter in meters(campus))
    assert did["genesis"] == str(campus.node.genesis_hash)


def test_solana_py_of_before(served: Served) -> None:
    did = python("anchorpy", SCRIPTS / "solana_sync.py", given=served.told)
    assert slot_of(served.campus, did["sent"]) == did["slot"]
    assert did["received"] == SOL
    assert did["tokens"] == {"hers": 600, "his": 400, "supply": 1_000}
    assert did["heard"] > 0


def test_anchorpy(served: Served) -> None:
    did = python("anchorpy", SCRIPTS / "anchorpy_calls.py", given=served.told)
    assert (did["role"], did["wallet"]) == (1, did["asked"])
    assert did["events"] == [["UserRegistered", did["asked"]]]
    assert sorted(did["meters"]) == sorted(str(meter.address) for meter in meters(served.campus))
    assert "6000" in did["refusal"]
