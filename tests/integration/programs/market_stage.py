"""A market on the real programs in LiteSVM: deployed, funded wallets, attested deficits, every instruction.

What other programs' own tests cover is written into their accounts here: configuration, meters, readings.
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
from solders.transaction import Transaction
from solders.transaction_metadata import FailedTransactionMetadata, TransactionMetadata

from gridtokenx.chain.addresses import TOKEN_PROGRAM, find_address, meter_id_bytes
from gridtokenx.chain.program import Event, Program
from gridtokenx.chain.programs import Programs, load_binary, load_programs

BID, ASK = 0, 1
NO_PRICE = 65_535
INTERVAL_S = 900
GATE_S = 300
START: Final = 1_800_000_000 // INTERVAL_S * INTERVAL_S
GATE: Final = START + INTERVAL_S + GATE_S
PRICE_MIN, PRICE_MAX, FEED_IN = 150, 350, 120
LOT = 10
RICH = 10**12


MACHINE: Final = {
    0: "AlreadyInUse",
    1: "InsufficientFunds",
    3: "MintMismatch",
    4: "OwnerMismatch",
    2007: "ConstraintExecutable",
    2012: "ConstraintAddress",
    2040: "DuplicateMutableAccount",
}
"""Errors of the system and token programs and of Anchor's checks."""


class Refused(Exception):
    """The programs refused a transaction: by an own error's name, else by what the machine says."""


@lru_cache(maxsize=1)
def programs() -> Programs:
    return load_programs()


@lru_cache(maxsize=8)
def binary(name: str) -> bytes:
    return load_binary(name)


def key(name: str) -> Keypair:
    return Keypair.from_seed(hashlib.sha256(name.encode()).digest())


def zeroed(program: Program, name: str, **fields: object) -> bytes:
    """Bytes of an account whose other fields are zero."""
    blank = program.account(name, program.discriminator(name) + bytes(20_000))
    return program.encode_account(name, {**blank, **fields})


@dataclass(frozen=True)
class Trader:
    keypair: Keypair
    energy: Pubkey
    credit: Pubkey

    @property
    def wallet(self) -> Pubkey:
        return self.keypair.pubkey()


@dataclass(frozen=True)
class Placed:
    address: Pubkey
    trader: Trader
    nonce: int
    head: Pubkey
    side: int


@dataclass
class Stage:
    """One market with one zone; `interval` is what is open."""

    svm: LiteSVM = field(default_factory=LiteSVM)
    start: int = START
    with_market: bool = True

    def __post_init__(self) -> None:
        self.at = programs().addresses()
        self.trading = programs().trading
        self.operator, self.payer = key("operator"), key("payer")
        for program in programs().all():
            self.svm.add_program(program.id, binary(program.name))
        for keypair in (self.operator, self.payer):
            self.svm.airdrop(keypair.pubkey(), RICH)
        self.set_time(START)
        self.write_config()
        self.send(programs().energy_token.instruction("initialize", accounts=self.authority()), self.operator)
        if self.with_market:
            self.initialize()
            self.open_zone(0)

    # What the tests read.

    @property
    def interval(self) -> Pubkey:
        return self.at.interval(self.start)

    def authority(self) -> dict[str, Pubkey]:
        return {"authority": self.operator.pubkey(), "payer": self.payer.pubkey()}

    def read(self, name: str, address: Pubkey) -> Mapping[str, Any]:
        account = self.svm.get_account(address)
        assert account is not None, f"no {name} at {address}"
        assert account.owner == self.trading.id
        return self.trading.account(name, account.data)

    def book(self) -> Mapping[str, Any]:
        return self.read("MarketInterval", self.interval)

    def order(self, placed: Placed) -> Mapping[str, Any]:
        return self.read("Order", placed.address)

    def zone(self) -> Mapping[str, Any]:
        return self.read("Zone", self.zone_address(0))

    def zone_address(self, zone: int) -> Pubkey:
        return self.trading.address(b"zone", zone.to_bytes(2, "little"))

    def balance(self, address: Pubkey) -> int:
        account = self.svm.get_account(address)
        assert account is not None
        return int.from_bytes(account.data[64:72], "little")

    def supply(self, mint: Pubkey) -> int:
        account = self.svm.get_account(mint)
        assert account is not None
        return int.from_bytes(account.data[36:44], "little")

    def vaults(self) -> tuple[int, int]:
        """Energy and credit in the vaults [base units]."""
        return self.balance(self.at.energy_vault()), self.balance(self.at.credit_vault())

    # What the tests write in place of the other programs.

    def set_time(self, now: int) -> None:
        clock = self.svm.get_clock()
        clock.unix_timestamp = now
        self.svm.set_clock(clock)

    def close_gate(self) -> None:
        self.set_time(self.start + INTERVAL_S + GATE_S)

    def write(self, address: Pubkey, owner: Pubkey, data: bytes) -> Pubkey:
        self.svm.set_account(address, Account(10**9, data, owner, executable=False))
        return address

    def write_config(self, **changes: object) -> None:
        config = {
            "authority": self.operator.pubkey(),
            "energy_mint": self.at.energy_mint(),
            "credit_mint": self.at.credit_mint(),
            "interval_s": INTERVAL_S,
            "gate_s": GATE_S,
            "price_min": PRICE_MIN,
            "price_max": PRICE_MAX,
            "feed_in_price": FEED_IN,
            "min_lot_wh": LOT,
        }
        governance = programs().governance
        self.write(self.at.config(), governance.id, zeroed(governance, "Config", **config | changes))

    def seal(self, start: int, *, sealed: int = 1) -> None:
        oracle = programs().oracle
        seeds = (b"batch", start.to_bytes(8, "little", signed=True))
        address, bump = find_address(seeds, oracle.id)
        fields = {"interval_start": start, "length_s": INTERVAL_S, "sealed": sealed, "bump": bump}
        self.write(address, oracle.id, zeroed(oracle, "Batch", **fields))

    def token_account(self, name: str, mint: Pubkey, owner: Pubkey, units: int = 0) -> Pubkey:
        """Write a token account; what it holds is added to the mint's supply."""
        address = key(name).pubkey()
        data = bytes(mint) + bytes(owner) + units.to_bytes(8, "little") + bytes(36) + b"\1" + bytes(56)
        self.write(address, TOKEN_PROGRAM, data)
        issuer = self.svm.get_account(mint)
        assert issuer is not None
        total = (self.supply(mint) + units).to_bytes(8, "little")
        self.write(mint, TOKEN_PROGRAM, issuer.data[:36] + total + issuer.data[44:])
        return address

    def trader(self, name: str, *, energy_wh: int = 0, credit: int = 0) -> Trader:
        wallet = key(name).pubkey()
        energy = self.token_account(f"{name} energy", self.at.energy_mint(), wallet, energy_wh * 10**6)
        return Trader(
            key(name), energy, self.token_account(f"{name} credit", self.at.credit_mint(), wallet, credit)
        )

    def attest(
        self, owner: Pubkey, meter_id: str, import_wh: int, *, export_wh: int = 0, end: int | None = None
    ) -> list[AccountMeta]:
        """Write a meter and its feed; return them as a pair of remaining accounts."""
        registry, oracle, meter = programs().registry, programs().oracle, self.at.meter(meter_id)
        data = zeroed(registry, "Meter", meter_id=meter_id_bytes(meter_id), owner=owner)
        self.write(meter, registry.id, data)
        last_end = self.start + INTERVAL_S if end is None else end
        data = zeroed(
            oracle,
            "MeterFeed",
            meter=meter,
            last_end=last_end,
            last_import_wh=import_wh,
            last_export_wh=export_wh,
        )
        self.write(self.at.feed(meter), oracle.id, data)
        return [AccountMeta(address, False, False) for address in (meter, self.at.feed(meter))]

    # The instructions.

    def call(
        self,
        name: str,
        accounts: Mapping[str, Pubkey],
        *,
        args: Mapping[str, object] | None = None,
        remaining: Sequence[AccountMeta] = (),
    ) -> Instruction:
        return self.trading.instruction(name, accounts=accounts, args=args, remaining=remaining)

    def send(
        self, instruction: Instruction | Sequence[Instruction], *signers: Keypair
    ) -> TransactionMetadata:
        self.svm.expire_blockhash()
        batch = [instruction] if isinstance(instruction, Instruction) else list(instruction)
        unique = {s.pubkey(): s for s in (self.payer, *signers)}
        message = Message(batch, self.payer.pubkey())
        result = self.svm.send_transaction(
            Transaction(list(unique.values()), message, self.svm.latest_blockhash())
        )
        if isinstance(result, FailedTransactionMetadata):
            raise Refused(self._reason(result))
        return result

    def _reason(self, failed: FailedTransactionMetadata) -> str:
        code = getattr(getattr(failed.err(), "err", None), "code", None)
        raw = f"{failed.err()}: {failed.meta().logs()[-2:]}"
        if not isinstance(code, int):
            return raw
        known = self.trading.error(code)
        return known[0] if known else MACHINE.get(code, raw)

    def events(self, result: TransactionMetadata) -> list[Event]:
        return self.trading.events(result.logs())

    def unsigned(self, instruction: Instruction, wallet: Pubkey) -> Instruction:
        """The same instruction without a wallet's signature."""
        metas = [
            AccountMeta(meta.pubkey, meta.is_signer and meta.pubkey != wallet, meta.is_writable)
            for meta in instruction.accounts
        ]
        return Instruction(instruction.program_id, instruction.data, metas)

    def initialize_instruction(self, **changes: Pubkey) -> Instruction:
        return self.call("initialize", self.authority() | changes)

    def initialize(self, *signers: Keypair, **changes: Pubkey) -> TransactionMetadata:
        return self.send(self.initialize_instruction(**changes), *(signers or (self.operator,)))

    def open_zone(self, zone: int, *signers: Keypair, **changes: Pubkey) -> TransactionMetadata:
        instruction = self.call("open_zone", self.authority() | changes, args={"zone": zone})
        return self.send(instruction, *(signers or (self.operator,)))

    def open(self, start: int = START, *, zone: int = 0) -> TransactionMetadata:
        self.start = start
        args = {"start": start, "zone": zone}
        return self.send(self.call("open_interval", {"payer": self.payer.pubkey()}, args=args))

    def place_instruction(
        self,
        trader: Trader,
        side: int,
        limit: int,
        quantity_wh: int,
        *,
        nonce: int = 0,
        flags: int = 0,
        pairs: Sequence[AccountMeta] = (),
        changes: Mapping[str, Pubkey] | None = None,
    ) -> Instruction:
        accounts = {
            "owner": trader.wallet,
            "payer": self.payer.pubkey(),
            "interval": self.interval,
            "head": self.at.order(self.interval, owner=trader.wallet),
            "source": trader.credit if side == BID else trader.energy,
            "vault": self.at.credit_vault() if side == BID else self.at.energy_vault(),
            "payout_energy": trader.energy,
            "payout_credit": trader.credit,
        }
        args = {"side": side, "nonce": nonce, "limit": limit, "quantity_wh": quantity_wh, "flags": flags}
        return self.call("place_order", accounts | dict(changes or {}), args=args, remaining=pairs)

    def placed(self, trader: Trader, side: int, nonce: int = 0) -> Placed:
        head = self.at.order(self.interval, owner=trader.wallet)
        return Placed(
            self.at.order(self.interval, owner=trader.wallet, nonce=nonce), trader, nonce, head, side
        )

    def place(
        self,
        trader: Trader,
        side: int,
        limit: int,
        quantity_wh: int,
        *,
        nonce: int = 0,
        flags: int = 0,
        pairs: Sequence[AccountMeta] = (),
    ) -> Placed:
        instruction = self.place_instruction(
            trader, side, limit, quantity_wh, nonce=nonce, flags=flags, pairs=pairs
        )
        self.send(instruction, trader.keypair)
        return self.placed(trader, side, nonce)

    def cancel_instruction(self, placed: Placed, **changes: Pubkey) -> Instruction:
        accounts = {
            "owner": placed.trader.wallet,
            "interval": self.interval,
            "order": placed.address,
            "head": placed.head,
            "vault": self.at.credit_vault() if placed.side == BID else self.at.energy_vault(),
            "destination": placed.trader.credit if placed.side == BID else placed.trader.energy,
        }
        return self.call("cancel_order", accounts | changes)

    def cancel(self, placed: Placed) -> TransactionMetadata:
        return self.send(self.cancel_instruction(placed), placed.trader.keypair)

    def clear(self) -> TransactionMetadata:
        accounts = {"interval": self.interval, "zone_account": self.zone_address(0)}
        return self.send(self.call("clear_interval", accounts))

    def rank(self, *orders: Placed) -> TransactionMetadata:
        metas = [AccountMeta(placed.address, False, True) for placed in orders]
        return self.send(self.call("rank_orders", {"interval": self.interval}, remaining=metas))

    def settle_instruction(
        self, *orders: Placed, energy: Pubkey | None = None, **changes: Pubkey
    ) -> Instruction:
        metas = [
            AccountMeta(address, is_signer=False, is_writable=True)
            for placed in orders
            for address in (placed.address, energy or placed.trader.energy, placed.trader.credit)
        ]
        return self.call("settle_order", {"interval": self.interval} | changes, remaining=metas)

    def settle(self, *orders: Placed) -> TransactionMetadata:
        return self.send(self.settle_instruction(*orders))

    def close_order(self, placed: Placed) -> TransactionMetadata:
        accounts = {"interval": self.interval, "order": placed.address, "payer": self.payer.pubkey()}
        return self.send(self.call("close_order", accounts))

    def close_interval(self) -> TransactionMetadata:
        accounts = {"interval": self.interval, "payer": self.payer.pubkey()}
        return self.send(self.call("close_interval", accounts))
