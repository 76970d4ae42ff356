import pytest
from solders.pubkey import Pubkey
from solders.token.associated import get_associated_token_address

from gridtokenx.chain.addresses import (
    UPGRADEABLE_LOADER,
    Addresses,
    MeterIdInvalid,
    associated_token_account,
    find_address,
    meter_id_bytes,
    program_data,
)
from gridtokenx.chain.idl import Pda
from gridtokenx.chain.programs import load_programs

A, B = Pubkey(bytes([1] * 32)), Pubkey(bytes([2] * 32))
HERE = Addresses(*(Pubkey(bytes([n] * 32)) for n in range(5)))


def test_associated_token_accounts_are_those_of_solders() -> None:
    assert associated_token_account(A, B) == get_associated_token_address(A, B)


def test_program_data_is_where_the_loader_keeps_it() -> None:
    assert program_data(A) == Pubkey.find_program_address([bytes(A)], UPGRADEABLE_LOADER)[0]


def test_numbers_in_seeds_are_little_endian() -> None:
    start = (900).to_bytes(8, "little")
    interval = find_address((b"interval", b"\3\0", start), HERE.trading)[0]
    assert HERE.interval(900, zone=3) == interval
    assert HERE.batch(900) == find_address((b"batch", start), HERE.oracle)[0]
    order = find_address((b"order", bytes(interval), bytes(A), b"\2\1"), HERE.trading)[0]
    assert HERE.order(interval, owner=A, nonce=258) == order
    promised = find_address((b"reservation", start, bytes(A), bytes(B), b"\2\1"), HERE.trading)[0]
    assert HERE.reservation(900, buyer_meter=A, seller_meter=B, nonce=258) == promised
    assert HERE.forward_book(900, zone=3) == find_address((b"forward", b"\3\0", start), HERE.trading)[0]
    assert HERE.market_data(3) == find_address((b"market_data", b"\3\0"), HERE.trading)[0]
    assert HERE.cover(A, start_s=900) == find_address((b"cover", bytes(A), start), HERE.trading)[0]


def test_agent_belongs_to_its_owner() -> None:
    assert HERE.agent(A, agent=B) == find_address((b"agent", bytes(A), bytes(B)), HERE.registry)[0]
    assert HERE.agent(A, agent=B) != HERE.agent(B, agent=A)


def test_certificates_belong_to_their_meter() -> None:
    home = HERE.energy_token
    assert HERE.certificate(A, serial=258) == find_address((b"certificate", bytes(A), b"\2\1\0\0"), home)[0]
    assert HERE.certification(A) == find_address((b"certification", bytes(A)), home)[0]
    day = (20_833).to_bytes(8, "little")
    assert HERE.certified_day(A, day=20_833) == find_address((b"certified_day", bytes(A), day), home)[0]


def test_meter_ids_are_checked() -> None:
    assert meter_id_bytes("M") == b"M" + bytes(31)
    for wrong in ("", "x" * 33, "ม"):
        with pytest.raises(MeterIdInvalid):
            meter_id_bytes(wrong)


def _constant_seeds() -> dict[tuple[str, str], bytes]:
    """Return, from the shipped IDL files, each account whose seeds are one constant."""
    found = {}
    for program in load_programs().all():
        for instruction in program.idl.instructions.values():
            for account in instruction.accounts:
                match account.pda:
                    case Pda(seeds=(seed,), program=None) if seed.kind == "const":
                        found[program.name, account.name] = seed.value
    return found


def test_constant_seeds_agree_with_the_interfaces() -> None:
    programs = load_programs()
    addresses = programs.addresses()
    for (program, account), seed in _constant_seeds().items():
        helper = getattr(addresses, account, None)
        if helper is not None:
            assert helper() == getattr(programs, program).address(seed), (program, account)
