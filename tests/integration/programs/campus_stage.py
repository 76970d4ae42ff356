"""The five programs in LiteSVM, deployed as a cluster has them: upgradeable, by the operator.

A PDA signs no transaction, so instructions for a PDA's signature (the oracle's attestor, the market's vault
authority) run on a stage that does not check signatures: what a program sees is the same.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from solders.account import Account
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.litesvm import LiteSVM
from solders.message import Message
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.transaction import Transaction
from solders.transaction_metadata import FailedTransactionMetadata, TransactionMetadata
from tests.integration.programs.governing import initialize_args

from gridtokenx.chain.addresses import SYSTEM_PROGRAM, UPGRADEABLE_LOADER, meter_id_bytes, program_data
from gridtokenx.chain.program import Event, Program
from gridtokenx.chain.programs import Programs, load_binary, load_programs
from gridtokenx.chain.token import balance_of, create_token_account

NOW: Final = 1_800_000_000
RICH: Final = 10**13
NOBODY: Final = SYSTEM_PROGRAM  # 32 zero bytes
NO_LABEL: Final = bytes(16)
ENGINEERING, REGULATORS = 0, 1
PAUSE_ATTEST, PAUSE_ORDERS, PAUSE_REGISTRATION = 1, 2, 4
UPDATE_AUTHORITY_AT: Final = 13


class Refused(Exception):
    """A refusal, by the program's own name for it or else by the machine's words."""


@lru_cache(maxsize=1)
def programs() -> Programs:
    return load_programs()


@lru_cache(maxsize=8)
def binary(name: str) -> bytes:
    return load_binary(name)


def key(name: str) -> Keypair:
    """A key that is the same in every run."""
    return Keypair.from_seed(hashlib.sha256(name.encode()).digest())


def label(text: str) -> bytes:
    return text.encode().ljust(16, b"\0")


def config_args(**changes: object) -> dict[str, object]:
    """A configuration, flat, with the sources' prices, 1 tick = 0.001 credit/kWh."""
    at = programs().addresses()
    return {
        "authority": key("operator").pubkey(),
        "oracle": key("oracle").pubkey(),
        "energy_mint": at.energy_mint(),
        "credit_mint": at.credit_mint(),
        "model": ENGINEERING,
        "paused": 0,
        "approver_count": 3,
        "threshold": 2,
        "approvers": (*(key(name).pubkey() for name in ("PEA", "MEA", "EGAT")), *[NOBODY] * 4),
        "approver_names": (label("PEA"), label("MEA"), label("EGAT"), *[NO_LABEL] * 4),
        "interval_s": 900,
        "gate_s": 300,
        "max_age_s": 86_400,
        "price_min": 150,
        "price_max": 400,
        "grid_price": 280,
        "feed_in_price": 120,
        "min_lot_wh": 10,
        "prefix_count": 2,
        "prefixes": (label("UTCC_"), label("ENG_"), NO_LABEL, NO_LABEL),
        "emission_g_per_kwh": 475,
        "request_life_s": 30 * 86_400,
        "certificate_life_s": 2 * 365 * 86_400,
        "meter_limit_wh": 0,
        "forward_horizon_s": 48 * 3_600,
        **changes,
    }


@dataclass
class CampusStage:
    """A virtual machine with the programs, and what a test does to it."""

    check_signatures: bool = True
    svm: LiteSVM = field(default_factory=LiteSVM)

    def __post_init__(self) -> None:
        if not self.check_signatures:
            self.svm = self.svm.with_sigverify(False)
        self.at = programs().addresses()
        self.operator, self.payer = key("operator"), key("payer")
        for keypair in (self.operator, self.payer):
            self.svm.airdrop(keypair.pubkey(), RICH)
        for program in programs().all():
            self.deploy(program, self.operator.pubkey())
        self.set_time(NOW)

    def deploy(self, program: Program, authority: Pubkey | None) -> None:
        """Put a program and its ProgramData account in place, as `solana program deploy` leaves them."""
        home, code = program_data(program.id), binary(program.name)
        kept = b"\0" + bytes(32) if authority is None else b"\1" + bytes(authority)
        header = (3).to_bytes(4, "little") + bytes(8) + kept
        self.svm.set_account(home, Account(10**10, header + code, UPGRADEABLE_LOADER, False, 0))
        pointer = (2).to_bytes(4, "little") + bytes(home)
        self.svm.set_account(program.id, Account(10**9, pointer, UPGRADEABLE_LOADER, True, 0))

    def set_time(self, unix_s: int) -> None:
        clock = self.svm.get_clock()
        clock.unix_timestamp = unix_s
        self.svm.set_clock(clock)

    def send(self, *instructions: Instruction, signers: Sequence[Keypair] = ()) -> list[Event]:
        """Run a transaction; return the programs' events.

        Raises:
            Refused: It failed.
        """
        return programs().events(tuple(self.run(*instructions, signers=signers).logs()))

    def run(self, *instructions: Instruction, signers: Sequence[Keypair] = ()) -> TransactionMetadata:
        self.svm.expire_blockhash()
        message = Message.new_with_blockhash(
            list(instructions), self.payer.pubkey(), self.svm.latest_blockhash()
        )
        if self.check_signatures:
            everyone = list({k.pubkey(): k for k in (self.payer, *signers)}.values())
            transaction = Transaction(everyone, message, self.svm.latest_blockhash())
        else:
            count = message.header.num_required_signatures
            self._count = getattr(self, "_count", 0) + 1
            signatures = [Signature(self._count.to_bytes(64, "little")) for _ in range(count)]
            transaction = Transaction.populate(message, signatures)
        done = self.svm.send_transaction(transaction)
        if isinstance(done, FailedTransactionMetadata):
            raise Refused(_reason(done))
        return done

    def exists(self, address: Pubkey) -> bool:
        return self.svm.get_account(address) is not None

    def read(self, program: Program, kind: str, address: Pubkey) -> Mapping[str, Any]:
        """Decode an account through the IDL, and check who owns it."""
        account = self.svm.get_account(address)
        assert account is not None
        assert account.owner == program.id
        return program.account(kind, account.data)

    def overwrite(self, address: Pubkey, data: bytes, owner: Pubkey) -> None:
        """Put an account in place that somebody might try to pass for another."""
        self.svm.set_account(address, Account(10**9, data, owner, False, 0))

    def balance(self, token_account: Pubkey) -> int:
        account = self.svm.get_account(token_account)
        assert account is not None
        return balance_of(bytes(account.data))

    def supply(self, mint: Pubkey) -> int:
        account = self.svm.get_account(mint)
        assert account is not None
        return int.from_bytes(bytes(account.data)[36:44], "little")

    def token_account(self, owner: Pubkey, mint: Pubkey) -> Pubkey:
        """Make an owner's token account; the associated address."""
        instruction = create_token_account(self.payer.pubkey(), owner=owner, mint=mint)
        self.run(instruction)
        return instruction.accounts[1].pubkey

    def config(self) -> Mapping[str, Any]:
        return self.read(programs().governance, "Config", self.at.config())

    def token_state(self) -> Mapping[str, Any]:
        return self.read(programs().energy_token, "TokenState", self.at.token_state())

    def initialize_governance(self, **changes: object) -> list[Event]:
        accounts = {"payer": self.payer.pubkey(), "upgrade_authority": self.operator.pubkey()}
        args = initialize_args(programs(), config_args(**changes))
        instruction = programs().governance.instruction("initialize", accounts=accounts, args=args)
        return self.send(instruction, signers=[self.operator])

    def initialize_tokens(self) -> list[Event]:
        accounts = {"authority": self.operator.pubkey(), "payer": self.payer.pubkey()}
        instruction = programs().energy_token.instruction("initialize", accounts=accounts)
        return self.send(instruction, signers=[self.operator])

    def register_user(self, wallet: Pubkey, role: int = 0) -> list[Event]:
        accounts = {"authority": self.operator.pubkey(), "payer": self.payer.pubkey(), "wallet": wallet}
        instruction = programs().registry.instruction("register_user", accounts=accounts, args={"role": role})
        return self.send(instruction, signers=[self.operator])

    def register_meter(self, meter_id: str, owner: Pubkey, /, **changes: object) -> list[Event]:
        accounts = {
            "authority": self.operator.pubkey(),
            "payer": self.payer.pubkey(),
            "owner_user": self.at.user(owner),
        }
        args = {**meter_args(meter_id), **changes}
        instruction = programs().registry.instruction("register_meter", accounts=accounts, args=args)
        return self.send(instruction, signers=[self.operator])

    def mint_energy(self, destination: Pubkey, wh: int) -> list[Event]:
        """Mint as the oracle's attestor; only where signatures are not checked."""
        accounts = {"destination": destination}
        return self.send(
            programs().energy_token.instruction("mint_energy", accounts=accounts, args={"wh": wh})
        )


def meter_args(meter_id: str) -> dict[str, object]:
    return {
        "meter_id": meter_id_bytes(meter_id),
        "signing_key": key(f"meter {meter_id}").pubkey(),
        "kind": 1,
        "capacity_w": 150_000,
        "load_w": 100_000,
        "sources": 0b101,
        "permit_hash": hashlib.sha256(meter_id.encode()).digest(),
        "zone": 0,
    }


def only(events: Sequence[Event], name: str) -> Mapping[str, Any]:
    """The data of the one event of a transaction."""
    assert [event.name for event in events] == [name]
    return events[0].data


def swap(instruction: Instruction, old: Pubkey, new: AccountMeta) -> Instruction:
    """The instruction with another account in a place, which a builder would not let through."""
    metas = [new if meta.pubkey == old else meta for meta in instruction.accounts]
    assert metas != list(instruction.accounts)
    return Instruction(instruction.program_id, bytes(instruction.data), metas)


def _reason(done: FailedTransactionMetadata) -> str:
    error = str(done.err())
    logs = done.meta().logs()
    failing = next((line.split(" ")[1] for line in logs if " failed: " in line), "")
    program = programs().by_id(failing)
    number = error.partition("InstructionErrorCustom(")[2].rstrip(")")
    known = program.error(int(number)) if program and number.isdigit() else None
    return known[0] if known else f"{error} {logs[-1] if logs else ''}"
