"""The oracle program among the real ones: governed, with registered meters, their keys and token accounts."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from solders.account import Account
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction
from solders.transaction_metadata import TransactionMetadata
from tests.integration.programs.governing import initialize_args, parameter_args
from tests.integration.programs.oracle_entry import entry, entry_of, precompile

from gridtokenx.base.ids import MeterId
from gridtokenx.base.interval import MarketInterval
from gridtokenx.chain.addresses import meter_id_bytes
from gridtokenx.chain.program import Event
from gridtokenx.chain.programs import Programs, load_binary, load_programs
from gridtokenx.chain.token import balance_of, create_token_account
from gridtokenx.ledger.litesvm.genesis import Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.machine import Machine
from gridtokenx.ledger.litesvm.outcome import encode, receipt
from gridtokenx.reading.block import QualityFlags
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signing import sign

__all__ = ["Metered", "Refused", "Stage", "entry", "key", "programs"]

INTERVAL_S: Final = 900
MAX_AGE_S: Final = 86_400
START: Final = 1_800_000_000 // INTERVAL_S * INTERVAL_S
"""The interval that most tests attest; the clock stands at its end."""
UNITS_PER_WH: Final = 10**6
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
PREFIX: Final = "ENG_"
RICH: Final = 10**15
NO_KEY: Final = Pubkey.default()
MODELS: Final = {"engineering": 0, "regulators": 1}


class Refused(Exception):
    """The programs refused a transaction: by an own error's name, else by what the machine says."""


@lru_cache(maxsize=1)
def programs() -> Programs:
    return load_programs()


@lru_cache(maxsize=8)
def binary(name: str) -> bytes:
    return load_binary(name)


@lru_cache(maxsize=1024)
def key(name: str) -> Keypair:
    return Keypair.from_seed(hashlib.sha256(name.encode()).digest())


@dataclass(frozen=True)
class Metered:
    """A meter on the chain, with what its instructions need."""

    meter_id: str
    owner: Pubkey
    signing: Keypair
    address: Pubkey
    feed: Pubkey
    energy: Pubkey

    def metas(self) -> list[AccountMeta]:
        return [
            AccountMeta(self.address, is_signer=False, is_writable=False),
            AccountMeta(self.feed, is_signer=False, is_writable=True),
            AccountMeta(self.energy, is_signer=False, is_writable=True),
        ]


class Stage:
    """One campus on a machine of its own."""

    def __init__(self, *, model: str = "engineering", prefixes: Sequence[str] = (PREFIX,)) -> None:
        self.at = programs().addresses()
        self.oracle_program = programs().oracle
        self.operator, self.oracle, self.stranger = key("operator"), key("oracle"), key("stranger")
        deployed = tuple(ProgramBinary(p.name, p.id, binary(p.name)) for p in programs().all())
        purses = tuple((k.pubkey(), RICH) for k in (self.oracle, self.stranger))
        self.machine = Machine(Genesis(self.operator.pubkey(), START, deployed, purses))
        self.set_time(START + INTERVAL_S)
        self._govern(MODELS[model], prefixes)
        self.send(programs().energy_token.instruction("initialize", accounts=self.both()))

    def both(self) -> dict[str, Pubkey]:
        return {"authority": self.operator.pubkey(), "payer": self.operator.pubkey()}

    def _govern(self, model: int, prefixes: Sequence[str]) -> None:
        padded = [p.encode().ljust(16, b"\0") for p in (*prefixes, *[""] * (4 - len(prefixes)))]
        approvers = [key(f"approver {i}").pubkey() for i in range(3)]
        args = {
            "authority": self.operator.pubkey(),
            "oracle": self.oracle.pubkey(),
            "energy_mint": self.at.energy_mint(),
            "credit_mint": self.at.credit_mint(),
            "model": model,
            "paused": 0,
            "approver_count": 3,
            "threshold": 2,
            "approvers": [*approvers, *[NO_KEY] * 4],
            "approver_names": [f"approver {i}".encode().ljust(16, b"\0") for i in range(3)] + [bytes(16)] * 4,
            "interval_s": INTERVAL_S,
            "gate_s": 300,
            "max_age_s": MAX_AGE_S,
            "price_min": 0,
            "price_max": 599,
            "grid_price": 420,
            "feed_in_price": 220,
            "min_lot_wh": 1,
            "prefix_count": len(prefixes),
            "prefixes": padded,
            "emission_g_per_kwh": 475,
            "request_life_s": 30 * 86_400,
            "certificate_life_s": 2 * 365 * 86_400,
            "meter_limit_wh": 0,
            "forward_horizon_s": 48 * 3_600,
        }
        accounts = {"payer": self.operator.pubkey(), "upgrade_authority": self.operator.pubkey()}
        given = initialize_args(programs(), args)
        self.send(programs().governance.instruction("initialize", accounts=accounts, args=given))
        self._config = args

    def set_parameters(self, **changes: object) -> None:
        accounts = {"authority": self.operator.pubkey()}
        args = parameter_args(programs(), {**self._config, **changes})
        self.send(programs().governance.instruction("set_parameters", accounts=accounts, args=args))

    def pause(self, mask: int) -> None:
        accounts = {"authority": self.operator.pubkey()}
        self.send(programs().governance.instruction("pause", accounts=accounts, args={"mask": mask}))

    def set_time(self, now: int) -> None:
        self.now = now
        self.machine.set_clock(slot=1, time_s=now)

    # Sending and reading.

    def send(
        self, instructions: Instruction | Sequence[Instruction], *signers: Keypair
    ) -> TransactionMetadata:
        """Execute one transaction; what it sends twice is executed twice.

        Raises:
            Refused: A program or the machine refused.
        """
        batch = [instructions] if isinstance(instructions, Instruction) else list(instructions)
        unique = {s.pubkey(): s for s in (self.operator, *signers)}
        message = Message(batch, self.operator.pubkey())
        transaction = VersionedTransaction(message, list(unique.values()))
        answer = self.machine.execute(transaction)
        if isinstance(answer, TransactionMetadata):
            return answer
        told = receipt(bytes(transaction), encode(answer), slot=1, time_s=self.now)
        raise Refused(self._reason(told.error, told.custom_code, told.logs))

    def _reason(self, error: str | None, code: int | None, logs: Sequence[str]) -> str:
        known = self.oracle_program.error(code) if code is not None else None
        return known[0] if known else f"{error} {code} {logs[-2:]}"

    def read(self, name: str, address: Pubkey) -> Mapping[str, Any]:
        account = self.machine.account(address)
        assert account is not None, f"no {name} at {address}"
        assert account.owner == self.oracle_program.id
        return self.oracle_program.account(name, account.data)

    def batch(self, start: int = START) -> Mapping[str, Any]:
        return self.read("Batch", self.at.batch(start))

    def feed(self, meter: Metered) -> Mapping[str, Any]:
        return self.read("MeterFeed", meter.feed)

    def events(self, result: TransactionMetadata) -> list[Event]:
        return self.oracle_program.events(result.logs())

    def balance(self, token_account: Pubkey) -> int:
        account = self.machine.account(token_account)
        assert account is not None
        return balance_of(account.data)

    def supply(self) -> int:
        """Energy in circulation [base units], as the token program has it."""
        account = self.machine.account(self.at.energy_mint())
        assert account is not None
        return int.from_bytes(account.data[36:44], "little")

    def minted_wh(self) -> int:
        account = self.machine.account(self.at.token_state())
        assert account is not None
        state: Mapping[str, Any] = programs().energy_token.account("TokenState", account.data)
        return int(state["minted_wh"])

    def overwrite(self, address: Pubkey, *, owner: Pubkey | None = None, data: bytes | None = None) -> None:
        """Replace an account's owner or bytes, as no program would."""
        found = self.machine.account(address)
        assert found is not None
        account = Account(found.lamports, data or found.data, owner or found.owner, executable=False)
        self.machine._svm.set_account(address, account)

    def copy(self, address: Pubkey, *, owner: Pubkey | None = None) -> Pubkey:
        """Put an account's bytes at another address, if wanted under another owner."""
        found = self.machine.account(address)
        assert found is not None
        twin = Keypair().pubkey()
        account = Account(found.lamports, found.data, owner or found.owner, executable=False)
        self.machine._svm.set_account(twin, account)
        return twin

    def unsigned(self, instruction: Instruction, wallet: Pubkey) -> Instruction:
        """The same instruction without a wallet's signature."""
        metas = [
            AccountMeta(meta.pubkey, meta.is_signer and meta.pubkey != wallet, meta.is_writable)
            for meta in instruction.accounts
        ]
        return Instruction(instruction.program_id, instruction.data, metas)

    # Meters.

    def meter(
        self,
        meter_id: str = "ENG_001",
        *,
        owner: str = "alice",
        capacity_w: int = 10_000,
        load_w: int = 4_000,
        sources: int = 1,
        with_feed: bool = True,
    ) -> Metered:
        """Register a meter and its owner, and open token account and feed."""
        wallet, me = key(owner).pubkey(), self.operator.pubkey()
        address = self.at.meter(meter_id)
        meter = Metered(
            meter_id,
            wallet,
            key(f"meter {meter_id}"),
            address,
            self.at.feed(address),
            self.at.energy_account(wallet),
        )
        steps = []
        if self.machine.account(self.at.user(wallet)) is None:
            accounts = {**self.both(), "wallet": wallet}
            steps.append(
                programs().registry.instruction("register_user", accounts=accounts, args={"role": 0})
            )
            steps.append(create_token_account(me, owner=wallet, mint=self.at.energy_mint()))
        args = {
            "meter_id": meter_id_bytes(meter_id),
            "signing_key": meter.signing.pubkey(),
            "kind": 1,
            "capacity_w": capacity_w,
            "load_w": load_w,
            "sources": sources if capacity_w else 0,
            "permit_hash": bytes(32),
            "zone": 0,
        }
        accounts = {**self.both(), "owner_user": self.at.user(wallet)}
        steps.append(programs().registry.instruction("register_meter", accounts=accounts, args=args))
        if with_feed:
            steps.append(self.open_feed_instruction(address))
        self.send(steps)
        return meter

    def suspend(self, meter: Metered) -> None:
        accounts = {"authority": self.operator.pubkey(), "meter": meter.address}
        self.send(
            programs().registry.instruction("update_meter_status", accounts=accounts, args={"status": 1})
        )

    def retire(self, meter: Metered) -> None:
        accounts = {"signer": self.operator.pubkey(), "meter": meter.address}
        self.send(programs().registry.instruction("retire_meter", accounts=accounts))

    def assign(self, meter: Metered, owner: str) -> Metered:
        """Give a meter to another registered user."""
        wallet = key(owner).pubkey()
        accounts = {
            "authority": self.operator.pubkey(),
            "user": self.at.user(wallet),
            "meter": meter.address,
        }
        self.send(programs().registry.instruction("assign_meter", accounts=accounts))
        return replace(meter, owner=wallet, energy=self.at.energy_account(wallet))

    # The instructions.

    def open_feed_instruction(self, meter: Pubkey, **changes: Pubkey) -> Instruction:
        accounts = {"payer": self.operator.pubkey(), "meter": meter} | changes
        return self.oracle_program.instruction("open_feed", accounts=accounts)

    def open_batch(
        self,
        count: int,
        *,
        start: int = START,
        root: bytes = b"\x11" * 32,
        signer: Keypair | None = None,
        **changes: Pubkey,
    ) -> TransactionMetadata:
        oracle = signer or self.oracle
        accounts = {"oracle": oracle.pubkey(), "payer": self.operator.pubkey()} | changes
        args = {"interval_start": start, "root": root, "count": count}
        instruction = self.oracle_program.instruction("open_batch", accounts=accounts, args=args)
        return self.send(instruction, oracle)

    def submit_instruction(
        self,
        lines: Sequence[tuple[Metered, Mapping[str, int]]],
        *,
        start: int = START,
        oracle: Pubkey | None = None,
        remaining: Sequence[AccountMeta] | None = None,
        **changes: Pubkey,
    ) -> Instruction:
        accounts = {"oracle": oracle or self.oracle.pubkey(), "batch": self.at.batch(start)} | changes
        metas = [meta for meter, _ in lines for meta in meter.metas()] if remaining is None else remaining
        args = {"entries": [line for _, line in lines]}
        return self.oracle_program.instruction("submit_batch", accounts=accounts, args=args, remaining=metas)

    def submit(
        self, *lines: tuple[Metered, Mapping[str, int]], start: int = START, **changes: Pubkey
    ) -> TransactionMetadata:
        return self.send(self.submit_instruction(lines, start=start, remaining=None, **changes), self.oracle)

    def reading(
        self,
        meter: Metered,
        line: Mapping[str, int],
        *,
        start: int = START,
        charged: int = 0,
        discharged: int = 0,
        length_s: int = INTERVAL_S,
    ) -> IntervalReading:
        """A reading, signed by its meter."""
        reading = IntervalReading(
            meter_id=MeterId(meter.meter_id),
            interval=MarketInterval(start, length_s),
            generated_wh=line["generated_wh"],
            consumed_wh=line["consumed_wh"],
            charged_wh=charged,
            discharged_wh=discharged,
            import_wh=line["import_wh"],
            export_wh=line["export_wh"],
            quality=QualityFlags.GOOD,
        )
        return sign(reading, signer=lambda message: bytes(meter.signing.sign_message(message)))

    def single_instruction(
        self, meter: Metered, reading: IntervalReading, *, oracle: Pubkey | None = None, **changes: Pubkey
    ) -> Instruction:
        accounts = {
            "oracle": oracle or self.oracle.pubkey(),
            "payer": self.operator.pubkey(),
            "meter": meter.address,
            "energy_account": meter.energy,
        }
        args = {
            "interval_start": reading.interval.start_s,
            "entry": entry_of(reading),
            "charged_wh": reading.charged_wh,
            "discharged_wh": reading.discharged_wh,
            "quality": int(reading.quality),
        }
        return self.oracle_program.instruction("submit_meter_reading", accounts=accounts | changes, args=args)

    def submit_single(
        self, meter: Metered, reading: IntervalReading, **changes: Pubkey
    ) -> TransactionMetadata:
        steps = [
            precompile(meter.signing.pubkey(), reading),
            self.single_instruction(meter, reading, **changes),
        ]
        return self.send(steps, self.oracle)
