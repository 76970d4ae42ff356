import struct

import pytest
from solders.hash import Hash
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import UPGRADEABLE_LOADER
from gridtokenx.chain.loader import (
    NotOfTheLoader,
    buffer_address,
    close_buffer,
    create_buffer,
    deploy,
    extend,
    piece_bytes,
    read_buffer,
    read_program,
    read_program_data,
    upgrade,
    write,
)
from gridtokenx.chain.transaction import MAX_BYTES, sign

PAYER = Keypair.from_seed(bytes(32))
ME = PAYER.pubkey()
KEY = Pubkey(bytes([7] * 32))


def test_a_piece_fills_a_transaction_to_the_last_byte() -> None:
    size = piece_bytes(ME)
    whole = write(KEY, authority=ME, offset=0, piece=bytes(size))
    assert len(bytes(sign([whole], payer=PAYER, blockhash=Hash.default()))) == MAX_BYTES
    larger = write(KEY, authority=ME, offset=0, piece=bytes(size + 1))
    assert len(bytes(sign([larger], payer=PAYER, blockhash=Hash.default()))) == MAX_BYTES + 1


def test_instructions_have_the_loaders_tags_and_arguments() -> None:
    made, initialised = create_buffer(authority=ME, seed="name", lamports=5, size=11)
    assert (initialised.data, initialised.accounts[0].pubkey) == (bytes(4), buffer_address(ME, "name"))
    assert struct.pack("<Q", 37 + 11) in made.data
    written = write(KEY, authority=ME, offset=258, piece=b"abc")
    assert written.data == bytes.fromhex("01000000 02010000 0300000000000000") + b"abc"
    created, deployed = deploy(KEY, buffer=ME, authority=ME, lamports=9, room=300)
    assert deployed.data == bytes.fromhex("02000000 2c01000000000000")
    assert created.accounts[1].is_signer
    assert upgrade(KEY, buffer=ME, authority=ME, spill=ME).data == bytes.fromhex("03000000")
    assert close_buffer(KEY, authority=ME, recipient=ME).data == bytes.fromhex("05000000")
    assert extend(KEY, payer=ME, more=10_240).data == bytes.fromhex("06000000 00280000")
    assert {i.program_id for i in (initialised, written, deployed)} == {UPGRADEABLE_LOADER}


def test_accounts_are_read_back() -> None:
    assert read_program(bytes.fromhex("02000000") + bytes(KEY)) == KEY
    code = read_program_data(struct.pack("<IQB", 3, 77, 1) + bytes(KEY) + b"elf")
    assert (code.slot, code.authority, code.code) == (77, KEY, b"elf")
    assert read_program_data(struct.pack("<IQB", 3, 77, 0) + bytes(32) + b"elf").authority is None
    assert read_buffer(struct.pack("<IB", 1, 1) + bytes(KEY) + b"part") == (KEY, b"part")


@pytest.mark.parametrize("read", [read_program, read_program_data, read_buffer])
@pytest.mark.parametrize("data", [b"", bytes(100), struct.pack("<I", 9) + bytes(60)])
def test_other_accounts_are_refused(read: object, data: bytes) -> None:
    assert callable(read)
    with pytest.raises(NotOfTheLoader, match=str(len(data))):
        read(data)
