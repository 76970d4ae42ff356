"""Keys of a simulation, derived from its seed and stored nowhere (adapter of ``port/key_store.py``).

Each key is SHA-256 of a domain, the seed and what the key is for, so the same seed gives the same
addresses and the same ledger. Whoever knows the seed has the keys: real owners hold theirs themselves.
"""

import hashlib
from dataclasses import dataclass, field

from solders.keypair import Keypair
from solders.pubkey import Pubkey

from gridtokenx.base.ids import MeterId
from gridtokenx.chain.transaction import address_of

_DOMAIN = b"gridtokenx:simulation-key:1"


@dataclass(frozen=True, slots=True)
class SeedKeys:
    """Keys of a simulated campus; `campus` keeps two campuses of one seed apart."""

    seed: int
    campus: str
    own_operator: Keypair | None = field(default=None, repr=False)
    """The operator's key where it is a real one; the others follow from the seed all the same."""
    _kept: dict[tuple[str, str], Keypair] = field(default_factory=dict, repr=False)

    def operator(self) -> Keypair:
        """Return the campus authority's key, which also pays fees."""
        return self.own_operator or self._key("operator", "")

    def faucet(self) -> Keypair:
        """Return the key that gives lamports away on a ledger for developers."""
        return self._key("faucet", "")

    def oracle(self) -> Keypair:
        """Return the key that attests readings."""
        return self._key("oracle", "")

    def approver(self, name: str) -> Keypair:
        """Return the key of an approver, such as ``PEA``."""
        return self._key("approver", name)

    def meter(self, meter_id: MeterId) -> Keypair:
        """Return the signing key inside a simulated meter."""
        return self._key("meter", meter_id)

    def owner(self, meter_id: MeterId) -> Keypair:
        """Return the wallet of a simulated meter's owner."""
        return self._key("owner", meter_id)

    def owner_address(self, meter_id: MeterId) -> Pubkey:
        """Return the wallet address of a meter's owner."""
        return address_of(self.owner(meter_id))

    def _key(self, purpose: str, name: str) -> Keypair:
        known = self._kept.get((purpose, name))
        if known is None:
            parts = (_DOMAIN, str(self.seed).encode(), self.campus.encode(), purpose.encode(), name.encode())
            material = b"".join(len(part).to_bytes(4, "little") + part for part in parts)
            known = Keypair.from_seed(hashlib.sha256(material).digest())
            self._kept[purpose, name] = known
        return known
