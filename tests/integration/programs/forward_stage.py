"""The forward market on the stage of `market_stage`: meters with zones and powers, agents, reservations.

What the registry's and the oracle's own tests cover is written into their accounts here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from solders.account import Account
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.transaction_metadata import TransactionMetadata
from tests.integration.programs.market_stage import (
    INTERVAL_S,
    START,
    Stage,
    Trader,
    key,
    programs,
    zeroed,
)

from gridtokenx.chain.addresses import SYSTEM_PROGRAM, TOKEN_PROGRAM, find_address, meter_id_bytes

AHEAD: Final = START + INTERVAL_S
"""The interval that is traded ahead; the clock stands at START."""
AHEAD_END: Final = AHEAD + INTERVAL_S
GRID: Final = 280
HORIZON_S: Final = 4 * INTERVAL_S
MAX_AGE_S: Final = 86_400
BIDS, ASKS, FORWARD = 1, 2, 4
ACTIVE, REVOKED = 0, 1
RESERVED, DELIVERED, RELEASED, EXPIRED = 0, 1, 2, 3
UNITS_PER_WH: Final = 10**6
CAPACITY_W, LOAD_W = 8_000, 4_000
"""2,000 Wh of sources and 1,000 Wh of loads in an interval."""


@dataclass(frozen=True)
class Flow:
    """A reservation and what its instructions need."""

    address: Pubkey
    buyer: Trader
    seller: Trader
    buyer_meter: Pubkey
    seller_meter: Pubkey
    zone: int


class ForwardStage(Stage):
    """A market with a grid price and a horizon, and with other programs' accounts ahead of an interval."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.govern()

    # What the tests write in place of the other programs.

    def govern(self, **changes: object) -> None:
        prices = {"grid_price": GRID, "forward_horizon_s": HORIZON_S, "max_age_s": MAX_AGE_S}
        self.write_config(**prices | changes)

    def meter(self, owner: Pubkey, meter_id: str, **fields: object) -> Pubkey:
        """Write a registered meter."""
        registry, address = programs().registry, self.at.meter(meter_id)
        kept = {"meter_id": meter_id_bytes(meter_id), "owner": owner}
        powers = {"capacity_w": CAPACITY_W, "load_w": LOAD_W}
        self.write(address, registry.id, zeroed(registry, "Meter", **kept | powers | fields))
        return address

    def measure(self, meter: Pubkey, *, imported: int = 0, exported: int = 0, end: int = AHEAD_END) -> Pubkey:
        """Write a meter's newest reading."""
        oracle = programs().oracle
        last = {"last_end": end, "last_import_wh": imported, "last_export_wh": exported}
        return self.write(self.at.feed(meter), oracle.id, zeroed(oracle, "MeterFeed", meter=meter, **last))

    def agent(self, owner: Pubkey, name: str = "agent", /, **fields: object) -> Keypair:
        """Write an owner's authorisation of a key; without fields it may do anything until tomorrow."""
        registry, agent = programs().registry, key(name)
        address, bump = find_address((b"agent", bytes(owner), bytes(agent.pubkey())), registry.id)
        most = {"max_order_wh": 10**6, "max_bid": 600, "min_ask": 0, "sides": BIDS | ASKS | FORWARD}
        kept = {"owner": owner, "agent": agent.pubkey(), "expires_at": START + 86_400, "bump": bump}
        self.write(address, registry.id, zeroed(registry, "Agent", **kept | most | fields))
        return agent

    def record(self, owner: Pubkey, agent: Keypair) -> Pubkey:
        return self.at.agent(owner, agent=agent.pubkey())

    def approve(self, trader: Trader, account: Pubkey, units: int) -> None:
        """Let the market's vault authority move tokens of an account (SPL `Approve`)."""
        metas = [
            AccountMeta(account, is_signer=False, is_writable=True),
            AccountMeta(self.at.vault_authority(), is_signer=False, is_writable=False),
            AccountMeta(trader.wallet, is_signer=True, is_writable=False),
        ]
        data = bytes([4]) + units.to_bytes(8, "little")
        self.send(Instruction(TOKEN_PROGRAM, data, metas), trader.keypair)

    def close_account(self, address: Pubkey) -> None:
        """Empty a token account, as its owner can; what it holds is gone with it."""
        self.svm.set_account(address, Account(0, b"", SYSTEM_PROGRAM, executable=False))

    # What the tests read.

    def cover_of(self, meter: Pubkey, start: int = AHEAD) -> Pubkey:
        return self.at.cover(meter, start_s=start)

    def book_of(self, zone: int = 0, start: int = AHEAD) -> Pubkey:
        return self.at.forward_book(start, zone=zone)

    def reservation(self, flow: Flow) -> Mapping[str, Any]:
        return self.read("Reservation", flow.address)

    def cover(self, meter: Pubkey) -> Mapping[str, Any]:
        return self.read("Cover", self.cover_of(meter))

    def forward_book(self, zone: int = 0) -> Mapping[str, Any]:
        return self.read("ForwardBook", self.book_of(zone))

    # The instructions.

    def flow(
        self, buyer: Trader, seller: Trader, meters: tuple[Pubkey, Pubkey], *, nonce: int = 0, zone: int = 0
    ) -> Flow:
        address = self.at.reservation(AHEAD, buyer_meter=meters[0], seller_meter=meters[1], nonce=nonce)
        return Flow(address, buyer, seller, *meters, zone)

    def reserve_instruction(
        self,
        flow: Flow,
        wh: int,
        price: int,
        *,
        nonce: int = 0,
        start: int = AHEAD,
        changes: Mapping[str, Pubkey] | None = None,
    ) -> Instruction:
        accounts = {
            "buyer": flow.buyer.wallet,
            "seller": flow.seller.wallet,
            "payer": self.payer.pubkey(),
            "buyer_record": flow.buyer.wallet,
            "seller_record": flow.seller.wallet,
            "buyer_meter": flow.buyer_meter,
            "seller_meter": flow.seller_meter,
            "buyer_energy": flow.buyer.energy,
            "buyer_credit": flow.buyer.credit,
            "seller_energy": flow.seller.energy,
            "seller_credit": flow.seller.credit,
        }
        args = {"start": start, "zone": flow.zone, "nonce": nonce, "wh": wh, "price": price}
        return self.call("reserve_flow", accounts | dict(changes or {}), args=args)

    def reserve(self, flow: Flow, wh: int, price: int, *, nonce: int = 0) -> TransactionMetadata:
        instruction = self.reserve_instruction(flow, wh, price, nonce=nonce)
        return self.send(instruction, flow.buyer.keypair, flow.seller.keypair)

    def counts(self, flow: Flow) -> dict[str, Pubkey]:
        return {
            "reservation": flow.address,
            "forward_book": self.book_of(flow.zone),
            "buyer_cover": self.cover_of(flow.buyer_meter),
            "seller_cover": self.cover_of(flow.seller_meter),
            "buyer_credit": flow.buyer.credit,
            "seller_credit": flow.seller.credit,
        }

    def deliver_instruction(self, flow: Flow, **changes: Pubkey) -> Instruction:
        accounts = {
            "zone_account": self.zone_address(flow.zone),
            "batch": self.at.batch(AHEAD),
            "buyer_meter": flow.buyer_meter,
            "buyer_feed": self.at.feed(flow.buyer_meter),
            "seller_feed": self.at.feed(flow.seller_meter),
            "buyer_energy": flow.buyer.energy,
            "seller_energy": flow.seller.energy,
        }
        return self.call("deliver_flow", self.counts(flow) | accounts | changes)

    def deliver(self, flow: Flow) -> TransactionMetadata:
        return self.send(self.deliver_instruction(flow))

    def release_instruction(self, flow: Flow, **changes: Pubkey) -> Instruction:
        accounts = {
            "buyer": flow.buyer.wallet,
            "seller": flow.seller.wallet,
            "buyer_record": flow.buyer.wallet,
            "seller_record": flow.seller.wallet,
        }
        return self.call("release_flow", self.counts(flow) | accounts | changes)

    def release(self, flow: Flow) -> TransactionMetadata:
        return self.send(self.release_instruction(flow), flow.buyer.keypair, flow.seller.keypair)

    def expire_instruction(self, flow: Flow, **changes: Pubkey) -> Instruction:
        accounts = {"batch": self.at.batch(AHEAD), "seller_feed": self.at.feed(flow.seller_meter)}
        return self.call("expire_flow", self.counts(flow) | accounts | changes)

    def expire(self, flow: Flow) -> TransactionMetadata:
        return self.send(self.expire_instruction(flow))

    def collect(self, flow: Flow, **changes: Pubkey) -> TransactionMetadata:
        accounts = {
            "reservation": flow.address,
            "buyer_energy": flow.buyer.energy,
            "buyer_credit": flow.buyer.credit,
            "seller_credit": flow.seller.credit,
        }
        return self.send(self.call("collect_flow", accounts | changes))

    def redirect(self, flow: Flow, owner: Keypair, energy: Pubkey, credit: Pubkey) -> TransactionMetadata:
        accounts = {
            "owner": owner.pubkey(),
            "reservation": flow.address,
            "payout_energy": energy,
            "payout_credit": credit,
        }
        return self.send(self.call("redirect_flow", accounts), owner)

    def close_flow(self, flow: Flow, **changes: Pubkey) -> TransactionMetadata:
        accounts = {"reservation": flow.address, "payer": self.payer.pubkey()}
        return self.send(self.call("close_flow", accounts | changes))

    def close_cover(self, meter: Pubkey, *, zone: int = 0, **changes: Pubkey) -> TransactionMetadata:
        accounts = {
            "cover": self.cover_of(meter),
            "zone_account": self.zone_address(zone),
            "interval": self.at.interval(AHEAD, zone=zone),
            "payer": self.payer.pubkey(),
        }
        return self.send(self.call("close_cover", accounts | changes))

    def open_ahead(self, *, zone: int = 0) -> TransactionMetadata:
        """Open the spot market of the interval that was traded ahead."""
        return self.open(AHEAD, zone=zone)


@dataclass
class Pair:
    """Bea buys of Sam: her meter lacked 800 Wh, his had 1,500 Wh over and their tokens."""

    stage: ForwardStage
    flow: Flow
    other: Flow

    @property
    def bea(self) -> Trader:
        return self.flow.buyer

    @property
    def sam(self) -> Trader:
        return self.flow.seller

    def attest(self, *, imported: int = 800, exported: int = 1_500, now: int = AHEAD_END) -> None:
        """The interval is over, attested and sealed; Sam's tokens may be moved."""
        self.stage.set_time(now)
        self.stage.measure(self.flow.buyer_meter, imported=imported)
        self.stage.measure(self.flow.seller_meter, exported=exported)
        self.stage.seal(AHEAD)

    def held(self) -> tuple[int, int, int, int]:
        """Energy [Wh] and credit of Bea, then of Sam."""
        accounts = (self.bea.energy, self.bea.credit, self.sam.energy, self.sam.credit)
        bea_wh, bea, sam_wh, sam = (self.stage.balance(account) for account in accounts)
        return bea_wh // UNITS_PER_WH, bea, sam_wh // UNITS_PER_WH, sam


BEA_CREDIT, SAM_CREDIT, SAM_WH = 1_000_000, 900_000, 2_000


def pair() -> Pair:
    stage = ForwardStage()
    bea = stage.trader("bea", credit=BEA_CREDIT)
    sam = stage.trader("sam", energy_wh=SAM_WH, credit=SAM_CREDIT)
    meters = (stage.meter(bea.wallet, "BEA"), stage.meter(sam.wallet, "SAM"))
    stage.approve(sam, sam.energy, SAM_WH * UNITS_PER_WH)
    flow = stage.flow(bea, sam, meters)
    return Pair(stage, flow, stage.flow(bea, sam, meters, nonce=1))
