"""What the linker writes is loaded and run by the real machine: an ELF written by hand would prove little."""

import hashlib

import pytest
from solders.account import Account
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.litesvm import LiteSVM
from solders.message import Message
from solders.pubkey import Pubkey
from solders.transaction import Transaction
from solders.transaction_metadata import FailedTransactionMetadata, TransactionMetadata
from tests.integration.toolchain.object_file import (
    CALL,
    EXIT,
    SHF_ALLOC,
    Part,
    load_constant,
    move,
    object_file,
)
from toolchain.linker.elf import ObjectFile
from toolchain.linker.image import Strings, write_image
from toolchain.linker.layout import R_BPF_64_32, R_BPF_64_64, place

LOADER = Pubkey.from_string("BPFLoader2111111111111111111111111111111111")
PAYER = Keypair.from_seed(hashlib.sha256(b"payer").digest())
PROGRAM = Pubkey(bytes([7] * 32))
RETURNS_ZERO = move(0, 0) + EXIT


def run(image: bytes) -> TransactionMetadata | FailedTransactionMetadata:
    machine = LiteSVM()
    machine.airdrop(PAYER.pubkey(), 10**9)
    machine.set_account(PROGRAM, Account(10**9, image, LOADER, executable=True))
    message = Message([Instruction(PROGRAM, b"", [])], PAYER.pubkey())
    return machine.send_transaction(Transaction([PAYER], message, machine.latest_blockhash()))


def linked(*parts: Part, symbols: list[tuple[str, int, int]]) -> bytes:
    return write_image(place(ObjectFile(object_file(parts, symbols)), "entrypoint"))


def logs(image: bytes) -> list[str]:
    done = run(image)
    assert isinstance(done, TransactionMetadata), done
    return [line.removeprefix("Program log: ") for line in done.logs() if line.startswith("Program log: ")]


def test_smallest_program_runs() -> None:
    assert isinstance(
        run(linked(Part(".text", RETURNS_ZERO), symbols=[("entrypoint", 1, 0)])), TransactionMetadata
    )


def test_result_is_the_programs() -> None:
    failed = run(linked(Part(".text", move(0, 42) + EXIT), symbols=[("entrypoint", 1, 0)]))
    assert isinstance(failed, FailedTransactionMetadata)
    assert "Custom(42)" in str(failed.err())


def test_machine_starts_at_the_entry_point() -> None:
    text = Part(".text", move(0, 42) + EXIT + RETURNS_ZERO)
    assert isinstance(run(linked(text, symbols=[("entrypoint", 1, 16)])), TransactionMetadata)


@pytest.mark.parametrize("before", [b"", b"other constants "])
def test_constants_and_system_calls_are_found(before: bytes) -> None:
    said = b"said by the chain"
    text = Part(
        ".text",
        load_constant(1, 0) + move(2, len(said)) + CALL + RETURNS_ZERO,
        relocations=[(0, R_BPF_64_64, "said"), (24, R_BPF_64_32, "sol_log_")],
    )
    constants = Part(".rodata", before + said, flags=SHF_ALLOC)
    symbols = [("entrypoint", 1, 0), ("said", 2, len(before)), ("sol_log_", 0, 0)]
    assert logs(linked(text, constants, symbols=symbols)) == [said.decode()]


def test_functions_call_one_another() -> None:
    caller = Part(".text", CALL + RETURNS_ZERO, relocations=[(0, R_BPF_64_32, "callee")])
    said = load_constant(1, 0) + move(2, 2) + CALL + EXIT
    callee = Part(
        ".text.callee", said, relocations=[(0, R_BPF_64_64, "words"), (24, R_BPF_64_32, "sol_log_")]
    )
    words = Part(".rodata", b"hi", flags=SHF_ALLOC)
    symbols = [("entrypoint", 1, 0), ("callee", 2, 0), ("words", 3, 0), ("sol_log_", 0, 0)]
    assert logs(linked(caller, callee, words, symbols=symbols)) == ["hi"]


def test_each_call_of_a_system_call_is_found() -> None:
    log = load_constant(1, 0) + move(2, 3) + CALL
    text = Part(
        ".text",
        log + log + RETURNS_ZERO,
        relocations=[
            (0, R_BPF_64_64, "words"),
            (24, R_BPF_64_32, "sol_log_"),
            (32, R_BPF_64_64, "words"),
            (56, R_BPF_64_32, "sol_log_"),
        ],
    )
    words = Part(".rodata", b"yes", flags=SHF_ALLOC)
    symbols = [("entrypoint", 1, 0), ("words", 2, 0), ("sol_log_", 0, 0)]
    assert logs(linked(text, words, symbols=symbols)) == ["yes", "yes"]


def test_unknown_system_call_is_not_loaded() -> None:
    text = Part(".text", CALL + RETURNS_ZERO, relocations=[(0, R_BPF_64_32, "no_such_call")])
    done = run(linked(text, symbols=[("entrypoint", 1, 0), ("no_such_call", 0, 0)]))
    assert isinstance(done, FailedTransactionMetadata)


def test_strings_are_kept_once() -> None:
    strings = Strings()
    assert [strings.add(text) for text in ("", "abort", "sol_log_", "abort")] == [0, 1, 7, 1]
    assert bytes(strings.data) == b"\0abort\0sol_log_\0"
