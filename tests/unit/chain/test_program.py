import base64

import pytest
from solders.instruction import AccountMeta
from solders.pubkey import Pubkey

from gridtokenx.chain.program import AccountMismatch, AccountMissing, NameUnknown, Program

OWNER, PURSE = Pubkey(bytes([1] * 32)), Pubkey(bytes([2] * 32))
ARGS = {
    "start": 900,
    "label": b"AB12",
    "menu": [{"id": 7, "hot": True}],
    "note": None,
    "mood": {"Loud": {"level": 3}},
}


def test_fixed_and_derived_accounts_are_filled_in(shop: Program) -> None:
    extra = AccountMeta(OWNER, False, True)
    built = shop.instruction(
        "open_table", accounts={"owner": OWNER, "purse": PURSE}, args=ARGS, remaining=[extra]
    )
    home = Pubkey.find_program_address([b"shop"], shop.id)[0]
    table = Pubkey.find_program_address(
        [b"table", bytes(home), (900).to_bytes(8, "little"), b"AB12"], shop.id
    )[0]
    system = Pubkey.default()
    foreign = Pubkey.find_program_address([bytes(OWNER)], system)[0]
    assert [meta.pubkey for meta in built.accounts] == [
        OWNER,
        PURSE,
        home,
        table,
        foreign,
        shop.id,
        system,
        OWNER,
    ]
    assert [meta.is_signer for meta in built.accounts] == [True, True] + [False] * 6
    assert [meta.is_writable for meta in built.accounts] == [
        False,
        True,
        False,
        True,
        False,
        False,
        False,
        True,
    ]
    assert built.data == (
        bytes([1, 2, 3, 4, 5, 6, 7, 8])
        + (900).to_bytes(8, "little")
        + b"AB12"
        + b"\1\0\0\0\7\0\1"
        + b"\0"
        + b"\1\3"
    )


def test_a_given_account_wins_over_its_seeds(shop: Program) -> None:
    built = shop.instruction(
        "open_table", accounts={"owner": OWNER, "purse": PURSE, "table": PURSE}, args=ARGS
    )
    assert built.accounts[3].pubkey == PURSE


def test_what_is_missing_or_unknown_is_named(shop: Program) -> None:
    with pytest.raises(AccountMissing, match="'owner'"):
        shop.instruction("open_table", accounts={"purse": PURSE}, args=ARGS)
    with pytest.raises(NameUnknown, match="waiter"):
        shop.instruction("open_table", accounts={"waiter": PURSE}, args=ARGS)
    with pytest.raises(NameUnknown, match="no instruction 'dance'"):
        shop.instruction("dance", accounts={})
    with pytest.raises(NameUnknown, match="no account 'Chair'"):
        shop.account("Chair", b"")


def test_accounts_are_read_by_their_discriminator(shop: Program) -> None:
    empty = {"bump": 1, "start": 2, "owner": OWNER, "few": (0, 0, 0), "bids": [{"wh": 0, "tickets": 0}] * 600}
    data = shop.encode_account("Table", {**empty, "total": 5, "last": 6})
    assert shop.account("Table", data)["owner"] == OWNER
    with pytest.raises(AccountMismatch):
        shop.account("Table", b"\0" + data[1:])


def test_events_and_errors_are_named(shop: Program) -> None:
    raw = bytes([12] * 8) + bytes(OWNER) + (4).to_bytes(4, "little")
    logs = [f"Program {shop.id} invoke [1]", "Program data: " + base64.b64encode(raw).decode()]
    (event,) = shop.events(logs)
    assert (event.program, event.name, event.data) == ("shop", "Seated", {"guest": OWNER, "seat": 4})
    assert shop.error(6000) == ("Full", "no seat is left")
    assert shop.error(6001) is None
    assert shop.address(b"shop") == Pubkey.find_program_address([b"shop"], shop.id)[0]


def test_one_field_reads_as_the_whole_account_does(shop: Program) -> None:
    levels = [{"wh": n, "tickets": 2 * n} for n in range(600)]
    fields = {
        "bump": 3,
        "start": -7,
        "owner": OWNER,
        "few": (1, 2, 3),
        "bids": levels,
        "total": 2**63,
        "last": 9,
    }
    data = shop.encode_account("Table", fields)
    whole = shop.account("Table", data)
    for name in ("bump", "start", "owner", "few", "total", "last"):
        assert shop.reader("Table", name)(data) == whole[name]
    with pytest.raises(AccountMismatch):
        shop.reader("Table", "total")(bytes(len(data)))
    with pytest.raises(NameUnknown, match="tips"):
        shop.reader("Table", "tips")
