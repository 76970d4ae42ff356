"""Accounts of well-known programs in words, real ones where the ledger has them."""

import struct

from solders.pubkey import Pubkey
from tests.unit.gateway.rpc.ledger_world import DECIMALS, World, make_table

from gridtokenx.chain.addresses import SYSTEM_PROGRAM, UPGRADEABLE_LOADER
from gridtokenx.gateway.rpc.account_parsing import CLOCK, parse_account
from gridtokenx.port.ledger import AccountState

KEY = Pubkey.new_unique()


def parse(account: AccountState | None) -> dict[str, object] | None:
    assert account is not None
    return parse_account(account, lambda _: DECIMALS)


def info(account: AccountState | None, program: str, kind: str) -> dict[str, object]:
    found = parse(account)
    assert found is not None
    assert found["program"] == program
    parsed = found["parsed"]
    assert isinstance(parsed, dict)
    assert parsed["type"] == kind
    body = parsed["info"]
    assert isinstance(body, dict)
    return body


def test_a_token_account_with_its_delegate(world: World) -> None:
    body = info(world.node.account(world.token), "spl-token", "account")
    assert (body["mint"], body["owner"]) == (str(world.mint.pubkey()), str(world.payer.pubkey()))
    assert (body["state"], body["isNative"], body["delegate"]) == ("initialized", False, str(world.delegate))
    amount = body["tokenAmount"]
    assert isinstance(amount, dict)
    assert amount["uiAmountString"] == "1.5"
    assert "closeAuthority" not in body


def test_a_mint(world: World) -> None:
    body = info(world.node.account(world.mint.pubkey()), "spl-token", "mint")
    assert body == {
        "mintAuthority": str(world.payer.pubkey()),
        "supply": "1500",
        "decimals": DECIMALS,
        "isInitialized": True,
        "freezeAuthority": None,
    }


def test_a_token_account_of_an_unknown_mint_is_not_parsed(world: World) -> None:
    account = world.node.account(world.token)
    assert account is not None
    assert parse_account(account, lambda _: None) is None


def test_a_lookup_table(world: World) -> None:
    table = make_table(world, [KEY])
    assert info(world.node.account(table), "address-lookup-table", "lookupTable")["addresses"] == [str(KEY)]


def test_the_clock() -> None:
    clock = AccountState(CLOCK, KEY, 1, struct.pack("<QqQQq", 9, -1, 2, 3, 1_700_000_000))
    assert info(clock, "sysvar", "clock") == {
        "slot": 9,
        "epoch": 2,
        "epochStartTimestamp": -1,
        "leaderScheduleEpoch": 3,
        "unixTimestamp": 1_700_000_000,
    }


def test_deployed_programs() -> None:
    def loader(data: bytes) -> AccountState:
        return AccountState(Pubkey.new_unique(), UPGRADEABLE_LOADER, 1, data)

    program = loader(struct.pack("<I32s", 2, bytes(KEY)))
    assert info(program, "bpf-upgradeable-loader", "program") == {"programData": str(KEY)}
    code = loader(struct.pack("<IQB32s", 3, 5, 1, bytes(KEY)) + b"ELF")
    assert info(code, "bpf-upgradeable-loader", "programData") == {
        "slot": 5,
        "authority": str(KEY),
        "data": ["RUxG", "base64"],
    }
    buffer = loader(struct.pack("<IB32s", 1, 0, bytes(32)) + b"ELF")
    assert info(buffer, "bpf-upgradeable-loader", "buffer")["authority"] is None
    assert parse(loader(b"\3\0\0\0")) is None
    assert parse(loader(b"")) is None


def test_a_nonce() -> None:
    data = struct.pack("<II32s32sQ", 1, 1, bytes(KEY), bytes(32), 5_000)
    body = info(AccountState(KEY, SYSTEM_PROGRAM, 1, data), "nonce", "initialized")
    assert body["authority"] == str(KEY)
    assert body["feeCalculator"] == {"lamportsPerSignature": "5000"}
    assert parse(AccountState(KEY, SYSTEM_PROGRAM, 1, bytes(80))) is None


def test_other_accounts_are_not_known() -> None:
    assert parse(AccountState(KEY, KEY, 1, bytes(82))) is None
    assert parse(AccountState(KEY, SYSTEM_PROGRAM, 1, b"")) is None
