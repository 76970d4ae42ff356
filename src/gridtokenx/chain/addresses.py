"""Addresses by what they hold: program-derived addresses and associated token accounts.

A search for a bump costs 10-50 us, so results are kept. The seeds are those of docs/reference/programs.md;
a test holds them against the IDL files.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from solders.pubkey import Pubkey

from gridtokenx.base.errors import GridTokenXError

TOKEN_PROGRAM: Final = Pubkey.from_string("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA")
ASSOCIATED_TOKEN_PROGRAM: Final = Pubkey.from_string("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL")
SYSTEM_PROGRAM: Final = Pubkey.from_string("11111111111111111111111111111111")
UPGRADEABLE_LOADER: Final = Pubkey.from_string("BPFLoaderUpgradeab1e11111111111111111111111")
METER_ID_BYTES = 32
CACHED_ADDRESSES = 262_144


class MeterIdInvalid(GridTokenXError):
    """A meter id that the programs cannot keep."""


@lru_cache(maxsize=CACHED_ADDRESSES)
def find_address(seeds: tuple[bytes, ...], program: Pubkey) -> tuple[Pubkey, int]:
    """Return a program-derived address and its bump."""
    return Pubkey.find_program_address(seeds, program)


def meter_id_bytes(meter_id: str) -> bytes:
    """Return a meter id as the programs keep it: ASCII, padded with zeros to 32 bytes.

    Raises:
        MeterIdInvalid: The id does not fit.

    >>> len(meter_id_bytes("UTCC_ENG_001"))
    32
    """
    if not meter_id.isascii() or not 0 < len(meter_id) <= METER_ID_BYTES:
        raise MeterIdInvalid(f"meter id {meter_id!r} must be 1 to {METER_ID_BYTES} ASCII characters")
    raw = meter_id.encode("ascii")
    return raw.ljust(METER_ID_BYTES, b"\0")


def associated_token_account(owner: Pubkey, mint: Pubkey) -> Pubkey:
    """Return the token account of an owner that wallets look for."""
    return find_address((bytes(owner), bytes(TOKEN_PROGRAM), bytes(mint)), ASSOCIATED_TOKEN_PROGRAM)[0]


def program_data(program: Pubkey) -> Pubkey:
    """Return the account that holds an upgradeable program's code and upgrade authority."""
    return find_address((bytes(program),), UPGRADEABLE_LOADER)[0]


@dataclass(frozen=True, slots=True)
class Addresses:
    """The accounts of one deployment, from its five program ids."""

    governance: Pubkey
    registry: Pubkey
    energy_token: Pubkey
    trading: Pubkey
    oracle: Pubkey

    def config(self) -> Pubkey:
        """Governance's parameters."""
        return find_address((b"config",), self.governance)[0]

    def upgrade_authority(self) -> Pubkey:
        """Governance's own signer over the five programs' code, once they are handed to it."""
        return find_address((b"upgrade_authority",), self.governance)[0]

    def user(self, wallet: Pubkey) -> Pubkey:
        """A wallet's entry in the registry."""
        return find_address((b"user", bytes(wallet)), self.registry)[0]

    def meter(self, meter_id: str) -> Pubkey:
        """A meter's entry in the registry."""
        return find_address((b"meter", meter_id_bytes(meter_id)), self.registry)[0]

    def agent(self, owner: Pubkey, *, agent: Pubkey) -> Pubkey:
        """What an owner lets another key trade for it."""
        return find_address((b"agent", bytes(owner), bytes(agent)), self.registry)[0]

    def feed(self, meter: Pubkey) -> Pubkey:
        """The readings' totals of a meter, by its registry entry."""
        return find_address((b"feed", bytes(meter)), self.oracle)[0]

    def batch(self, start_s: int) -> Pubkey:
        """The attested readings of the interval that starts then [epoch s]."""
        return find_address((b"batch", start_s.to_bytes(8, "little", signed=True)), self.oracle)[0]

    def attestor(self) -> Pubkey:
        """The oracle program's own signer."""
        return find_address((b"attestor",), self.oracle)[0]

    def token_state(self) -> Pubkey:
        """The counters of minted and burned energy and of credit."""
        return find_address((b"token_state",), self.energy_token)[0]

    def energy_mint(self) -> Pubkey:
        """The energy token, 9 decimals."""
        return find_address((b"energy_mint",), self.energy_token)[0]

    def credit_mint(self) -> Pubkey:
        """The campus credit, 6 decimals."""
        return find_address((b"credit_mint",), self.energy_token)[0]

    def mint_authority(self) -> Pubkey:
        """The energy-token program's signer over both mints."""
        return find_address((b"mint_authority",), self.energy_token)[0]

    def certificate(self, meter: Pubkey, *, serial: int) -> Pubkey:
        """A renewable certificate, by its meter's registry entry and its number among the meter's."""
        seeds = (b"certificate", bytes(meter), serial.to_bytes(4, "little"))
        return find_address(seeds, self.energy_token)[0]

    def certification(self, meter: Pubkey) -> Pubkey:
        """A meter's certificates together."""
        return find_address((b"certification", bytes(meter)), self.energy_token)[0]

    def certified_day(self, meter: Pubkey, *, day: int) -> Pubkey:
        """The certified quarter hours of a meter's UTC day, counted from the epoch."""
        seeds = (b"certified_day", bytes(meter), day.to_bytes(8, "little", signed=True))
        return find_address(seeds, self.energy_token)[0]

    def market(self) -> Pubkey:
        """The market's counters."""
        return find_address((b"market",), self.trading)[0]

    def zone(self, zone: int = 0) -> Pubkey:
        """A zone's counters and its newest interval."""
        return find_address((b"zone", zone.to_bytes(2, "little")), self.trading)[0]

    def energy_vault(self) -> Pubkey:
        """Token account that holds the energy of open asks."""
        return find_address((b"energy_vault",), self.trading)[0]

    def credit_vault(self) -> Pubkey:
        """Token account that holds the credit of open bids."""
        return find_address((b"credit_vault",), self.trading)[0]

    def vault_authority(self) -> Pubkey:
        """The trading program's signer over both vaults."""
        return find_address((b"vault_authority",), self.trading)[0]

    def interval(self, start_s: int, *, zone: int = 0) -> Pubkey:
        """A market interval by start [epoch s] and zone."""
        seeds = (b"interval", zone.to_bytes(2, "little"), start_s.to_bytes(8, "little", signed=True))
        return find_address(seeds, self.trading)[0]

    def order(self, interval: Pubkey, *, owner: Pubkey, nonce: int = 0) -> Pubkey:
        """An order by its interval, owner and number."""
        seeds = (b"order", bytes(interval), bytes(owner), nonce.to_bytes(2, "little"))
        return find_address(seeds, self.trading)[0]

    def reservation(
        self, start_s: int, *, buyer_meter: Pubkey, seller_meter: Pubkey, nonce: int = 0
    ) -> Pubkey:
        """Energy promised ahead of the interval that starts then [epoch s], by the meters' entries."""
        numbers = start_s.to_bytes(8, "little", signed=True), nonce.to_bytes(2, "little")
        seeds = (b"reservation", numbers[0], bytes(buyer_meter), bytes(seller_meter), numbers[1])
        return find_address(seeds, self.trading)[0]

    def forward_book(self, start_s: int, *, zone: int = 0) -> Pubkey:
        """What a zone has promised for the interval that starts then [epoch s]."""
        seeds = (b"forward", zone.to_bytes(2, "little"), start_s.to_bytes(8, "little", signed=True))
        return find_address(seeds, self.trading)[0]

    def market_data(self, zone: int = 0) -> Pubkey:
        """The newest attested interval and a zone's trade."""
        return find_address((b"market_data", zone.to_bytes(2, "little")), self.trading)[0]

    def cover(self, meter: Pubkey, *, start_s: int) -> Pubkey:
        """What the forward market covers of a meter's interval, by the interval's start [epoch s]."""
        seeds = (b"cover", bytes(meter), start_s.to_bytes(8, "little", signed=True))
        return find_address(seeds, self.trading)[0]

    def energy_account(self, owner: Pubkey) -> Pubkey:
        """An owner's token account for energy."""
        return associated_token_account(owner, self.energy_mint())

    def credit_account(self, owner: Pubkey) -> Pubkey:
        """An owner's token account for campus credit."""
        return associated_token_account(owner, self.credit_mint())
