"""Keys that sign for the operator, the oracle, simulated meters and simulated owners."""

from typing import Protocol

from solders.keypair import Keypair
from solders.pubkey import Pubkey

from gridtokenx.base.ids import MeterId


class KeyStore(Protocol):
    """Keys by what they are for; a simulation derives them from its seed (ledger.md, invariant 7)."""

    def operator(self) -> Keypair:
        """Return the campus authority's key, which also pays fees."""

    def oracle(self) -> Keypair:
        """Return the key that attests readings."""

    def approver(self, name: str) -> Keypair:
        """Return the key of an approver, such as ``PEA``."""

    def meter(self, meter_id: MeterId) -> Keypair:
        """Return the signing key inside a simulated meter."""

    def owner(self, meter_id: MeterId) -> Keypair:
        """Return the wallet of a simulated meter's owner."""

    def owner_address(self, meter_id: MeterId) -> Pubkey:
        """Return the wallet address of a meter's owner."""
