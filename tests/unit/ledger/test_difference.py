import struct
from dataclasses import dataclass

from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import TOKEN_PROGRAM, UPGRADEABLE_LOADER
from gridtokenx.chain.programs import load_programs
from gridtokenx.ledger.difference import describe, same

PROGRAMS = load_programs()
PLACE, OWNER = Pubkey(bytes([1]) * 32), Pubkey(bytes([2]) * 32)


@dataclass(frozen=True)
class Account:
    owner: Pubkey
    data: bytes
    lamports: int = 1
    executable: bool = False


def token(amount: int) -> Account:
    data = struct.pack("<32s32sQ", bytes(PLACE), bytes(OWNER), amount) + bytes(36) + b"\1" + bytes(56)
    return Account(TOKEN_PROGRAM, data)


def config(grid_price: int) -> Account:
    program = PROGRAMS.governance
    blank = program.account("Config", program.discriminator("Config") + bytes(2_000))
    return Account(program.id, program.encode_account("Config", {**blank, "grid_price": grid_price}))


def test_token_accounts_are_told_by_their_amounts() -> None:
    told = describe(PLACE, token(500), token(200), programs=None)
    assert told.startswith(f"token account {PLACE}: amount is recorded as 500, run again it is 200")


def test_our_accounts_are_told_by_their_fields() -> None:
    told = describe(PLACE, config(280), config(300), programs=PROGRAMS)
    assert told.startswith(f"Config {PLACE}: grid_price is recorded as 280, run again it is 300")


def test_code_and_unknown_accounts_are_told_by_their_hash() -> None:
    told = describe(
        PLACE, Account(UPGRADEABLE_LOADER, b"a"), Account(UPGRADEABLE_LOADER, b"b"), programs=None
    )
    assert told.startswith(f"program code {PLACE}: content is recorded as SHA-256 ca978112")
    told = describe(PLACE, Account(OWNER, b"a", 1), Account(OWNER, b"a", 2), programs=PROGRAMS)
    assert told == f"account {PLACE}: lamports is recorded as 1, run again it is 2"


def test_an_account_that_one_side_lacks_is_named() -> None:
    assert describe(PLACE, None, token(1), programs=None).endswith("is there run again and not recorded")
    assert describe(PLACE, token(1), None, programs=None).endswith("is there recorded and not run again")


def test_many_fields_are_cut() -> None:
    program = PROGRAMS.governance
    full = program.account("Config", program.discriminator("Config") + bytes([1]) * 2_000)
    told = describe(
        PLACE, config(0), Account(program.id, program.encode_account("Config", full)), programs=PROGRAMS
    )
    assert told.endswith("more fields")


def test_accounts_are_compared_by_content() -> None:
    assert same(None, None)
    assert same(token(1), token(1))
    assert not same(token(1), None)
    assert not same(token(1), token(2))
    assert not same(Account(OWNER, b""), Account(OWNER, b"", executable=True))
