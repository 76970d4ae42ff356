import struct
from dataclasses import replace
from pathlib import Path

import pytest
from solders.account import Account
from solders.instruction import AccountMeta, Instruction
from solders.message import Message
from solders.pubkey import Pubkey
from solders.transaction import Transaction
from tests.unit.ledger.conftest import KEYS, Economy, transfer

from gridtokenx.chain.addresses import TOKEN_PROGRAM, UPGRADEABLE_LOADER, program_data
from gridtokenx.chain.programs import load_binary
from gridtokenx.ledger.litesvm.genesis import Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.machine import Machine
from gridtokenx.ledger.litesvm.outcome import encode, refusal
from gridtokenx.ledger.litesvm.slot_clock import FIRST_SLOT

LOOKUP_TABLE_PROGRAM = Pubkey.from_string("AddressLookupTab1e1111111111111111111111111")
SHOP = Pubkey(bytes([5] * 32))


def test_programs_are_upgradeable_and_name_the_operator(genesis: Genesis) -> None:
    machine = Machine(replace(genesis, programs=(ProgramBinary("shop", SHOP, load_binary("registry")),)))
    program, data = machine.account(SHOP), machine.account(program_data(SHOP))
    assert program is not None
    assert data is not None
    assert program.owner == data.owner == UPGRADEABLE_LOADER
    assert program.data[4:36] == bytes(program_data(SHOP))
    assert data.data[13:45] == bytes(genesis.operator)


def test_accounts_that_are_loaded_are_the_state_and_nothing_else_is(
    economy: Economy, genesis: Genesis
) -> None:
    original, other = economy.ledger._machine, genesis
    economy.ledger.send([economy.mint(5), economy.pay(10**9)])
    copy = Machine(replace(other, funding=((SHOP, 5),)))
    accounts = {address: original.raw_account(address) for address in original.book.known()}
    copy.load({address: account for address, account in accounts.items() if account is not None})
    assert copy.account(TOKEN_PROGRAM) is not None
    assert copy.account(SHOP) is None
    assert copy.mark() == original.mark()
    assert copy.state_hash() == original.state_hash() != Machine(genesis).state_hash()


def test_signatures_are_checked(genesis: Genesis) -> None:
    machine = Machine(genesis)
    machine.set_clock(slot=FIRST_SLOT, time_s=1)
    unsigned = Transaction.new_unsigned(Message([transfer(SHOP, 10**9)], KEYS.operator().pubkey()))
    assert refusal(machine.execute(unsigned)) == "SignatureFailure"
    assert b"SignatureFailure" in encode(machine.execute(unsigned))


def test_the_state_hash_ignores_fees_and_wallets(economy: Economy, tmp_path: Path) -> None:
    before = economy.ledger.state_hash()
    economy.ledger.send([economy.pay(10**9)])
    assert economy.ledger.state_hash() == before
    economy.ledger.send([economy.mint(1)])
    assert economy.ledger.state_hash() != before


def test_lookup_tables_can_be_made(economy: Economy) -> None:
    operator, slot = KEYS.operator().pubkey(), economy.ledger.slot()
    table, bump = Pubkey.find_program_address(
        [bytes(operator), slot.to_bytes(8, "little")], LOOKUP_TABLE_PROGRAM
    )
    metas = [
        AccountMeta(table, False, True),
        AccountMeta(operator, True, False),
        AccountMeta(operator, True, True),
        AccountMeta(Pubkey.default(), False, False),
    ]
    create = Instruction(LOOKUP_TABLE_PROGRAM, struct.pack("<IQB", 0, slot, bump), metas)
    (receipt,) = economy.ledger.send([economy.signed(create)])
    assert receipt.error is None
    made = economy.ledger.account(table)
    assert made is not None
    assert made.owner == LOOKUP_TABLE_PROGRAM


def call(program: Pubkey) -> Transaction:
    message = Message([Instruction(program, b"", [])], KEYS.operator().pubkey())
    return Transaction([KEYS.operator()], message, message.recent_blockhash)


def test_what_costs_nothing_never_enters(genesis: Genesis) -> None:
    machine = Machine(genesis)
    before = machine.mark()
    ran = machine.run(call(SHOP))
    assert ran.refused == "InvalidProgramForExecution"
    price = Instruction(Pubkey.from_string("ComputeBudget111111111111111111111111111111"), b"\xff", [])
    message = Message([price], KEYS.operator().pubkey())
    ran = machine.run(Transaction([KEYS.operator()], message, message.recent_blockhash))
    assert ran.refused == "InstructionError(0, InvalidInstructionData)"
    assert machine.mark() == before


def test_what_the_machine_cannot_run_is_refused_and_it_goes_on(
    genesis: Genesis, capfd: pytest.CaptureFixture[str]
) -> None:
    machine = Machine(replace(genesis, programs=(ProgramBinary("shop", SHOP, load_binary("registry")),)))
    machine._svm.set_account(SHOP, Account(0, b"", SHOP))
    ran = machine.run(call(SHOP))
    assert ran.refused is not None
    assert "cannot run it" in ran.refused
    assert "panicked" in capfd.readouterr().err
    paid = Message([transfer(SHOP, 10**9)], KEYS.operator().pubkey())
    assert machine.run(Transaction([KEYS.operator()], paid, paid.recent_blockhash)).refused is None
