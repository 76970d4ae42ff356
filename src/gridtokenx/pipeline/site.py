"""A campus on a ledger: where each meter's accounts are, and the means to act for it."""

from dataclasses import dataclass

from solders.keypair import Keypair
from solders.pubkey import Pubkey

from gridtokenx.base.ids import MeterId
from gridtokenx.campus.model import Campus, MeterSpec
from gridtokenx.chain.addresses import Addresses
from gridtokenx.chain.programs import Programs
from gridtokenx.chain.transaction import address_of
from gridtokenx.pipeline.sending import MAX_TRANSACTIONS_A_CALL, Sender
from gridtokenx.port.key_store import KeyStore
from gridtokenx.port.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Connection:
    """One meter with the addresses of its accounts and of its owner's."""

    spec: MeterSpec
    meter: Pubkey
    feed: Pubkey
    wallet: Pubkey
    user: Pubkey
    energy: Pubkey
    credit: Pubkey
    zone: int = 0
    """Market zone that it trades in; a campus is one zone."""


@dataclass(frozen=True, slots=True)
class Site:
    """What every stage works on. One thread uses it: the ledger's."""

    campus: Campus
    ledger: Ledger
    programs: Programs
    addresses: Addresses
    keys: KeyStore
    sender: Sender
    connections: tuple[Connection, ...]
    gate_s: int

    def operator(self) -> Keypair:
        """The key that signs for the campus authority and pays."""
        return self.keys.operator()

    def operator_address(self) -> Pubkey:
        """The address that pays."""
        return address_of(self.keys.operator())

    def public_key_of(self, meter_id: MeterId) -> bytes:
        """Return the registered signing key of a meter, 32 bytes."""
        return bytes(address_of(self.keys.meter(meter_id)))

    def by_id(self) -> dict[MeterId, Connection]:
        """Connections by meter id."""
        return {c.spec.meter_id: c for c in self.connections}


def connect(
    campus: Campus,
    *,
    ledger: Ledger,
    programs: Programs,
    keys: KeyStore,
    gate_s: int,
    most_a_call: int = MAX_TRANSACTIONS_A_CALL,
) -> Site:
    """Work out a campus's addresses on a ledger; sends nothing.

    Args:
        campus: The campus.
        ledger: Where it trades.
        programs: Clients of the five programs.
        keys: The operator's, the oracle's, the meters' and the simulated owners' keys.
        gate_s: How long orders are taken after delivery [s].
        most_a_call: Transactions that are signed with one blockhash.
    """
    addresses = programs.addresses()
    connections = tuple(
        _connection(spec, addresses, keys.owner_address(spec.meter_id)) for spec in campus.meters
    )
    sender = Sender(ledger, programs, keys.operator(), most_a_call)
    return Site(campus, ledger, programs, addresses, keys, sender, connections, gate_s)


def _connection(spec: MeterSpec, addresses: Addresses, wallet: Pubkey) -> Connection:
    meter = addresses.meter(spec.meter_id)
    return Connection(
        spec=spec,
        meter=meter,
        feed=addresses.feed(meter),
        wallet=wallet,
        user=addresses.user(wallet),
        energy=addresses.energy_account(wallet),
        credit=addresses.credit_account(wallet),
    )
