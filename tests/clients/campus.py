"""A small campus on the embedded node in wall time: founded, one interval attested, its market open."""

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from solders.keypair import Keypair
from solders.pubkey import Pubkey

from gridtokenx.base.interval import MarketInterval
from gridtokenx.campus import catalogue
from gridtokenx.chain.programs import load_binary, load_programs
from gridtokenx.clock import SystemClock
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.genesis import Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.node import LiteSvmNode, open_node
from gridtokenx.pipeline.attest import attest
from gridtokenx.pipeline.found import found
from gridtokenx.pipeline.site import Connection, Site, connect
from gridtokenx.pipeline.trade import open_interval
from gridtokenx.reading.record import IntervalReading
from gridtokenx.reading.signing import sign

CAMPUS: Final = "university"
SEED: Final = 7
GATE_S: Final = 86_400
"""Orders are taken for a day after delivery, so that a test has time."""
SURPLUS_WH: Final = 3_000
DEFICIT_WH: Final = 2_000
CREDIT: Final = 10**9
RICH: Final = 10**14


def key(name: str) -> Keypair:
    """A key that is the same in every run."""
    return Keypair.from_seed(hashlib.sha256(name.encode()).digest())


FAUCET: Final = key("faucet")


@dataclass(frozen=True)
class OnNode:
    """A campus, and the node that it lives on."""

    node: LiteSvmNode
    site: Site
    interval: MarketInterval

    @property
    def seller(self) -> Connection:
        """Whoever the interval left with a surplus."""
        return self.site.connections[0]

    @property
    def buyer(self) -> Connection:
        """Whoever the interval left with a deficit, and has credit."""
        return self.site.connections[1]

    def key(self, connection: Connection) -> Keypair:
        """The wallet key of a meter's owner."""
        return self.site.keys.owner(connection.spec.meter_id)


def open_campus(folder: Path) -> OnNode:
    """Found the campus and open its market."""
    programs, keys, campus = load_programs(), SeedKeys(SEED, CAMPUS), catalogue.load(CAMPUS)
    interval = _last_interval()
    wallets = [keys.owner_address(meter.meter_id) for meter in campus.meters]
    genesis = Genesis(
        operator=keys.operator().pubkey(),
        time_s=interval.start_s,
        programs=tuple(ProgramBinary(p.name, p.id, load_binary(p.name)) for p in programs.all()),
        funding=((FAUCET.pubkey(), RICH), *((wallet, 10**10) for wallet in dict.fromkeys(wallets))),
        nonce=folder.name.encode(),
    )
    node = open_node(folder, genesis=genesis, clock=SystemClock(), faucet=FAUCET)
    site = connect(campus, ledger=node, programs=programs, keys=keys, gate_s=GATE_S)
    found(site)
    attest(site, [_reading(site, c, interval) for c in site.connections], interval=interval)
    open_interval(site, interval)
    opened = OnNode(node, site, interval)
    _pay_in(site, opened.buyer.credit)
    return opened


def _last_interval() -> MarketInterval:
    """The newest interval that has ended."""
    return MarketInterval.containing(int(time.time()) - 900)


def _reading(site: Site, connection: Connection, interval: MarketInterval) -> IntervalReading:
    place = site.connections.index(connection)
    export, used = (SURPLUS_WH, 0) if place == 0 else (0, DEFICIT_WH)
    reading = IntervalReading(
        meter_id=connection.spec.meter_id,
        interval=interval,
        generated_wh=export,
        consumed_wh=used,
        charged_wh=0,
        discharged_wh=0,
        import_wh=used,
        export_wh=export,
    )
    meter = site.keys.meter(connection.spec.meter_id)
    return sign(reading, signer=lambda message: bytes(meter.sign_message(message)))


def _pay_in(site: Site, account: Pubkey) -> None:
    accounts = {"authority": site.operator().pubkey(), "destination": account}
    args = {"amount": CREDIT, "reference": hashlib.sha256(b"paid in").digest()}
    site.sender.send_packed(
        [site.programs.energy_token.instruction("issue_credit", accounts=accounts, args=args)]
    )
