"""Names of things, so that one kind of id cannot be passed for another."""

from typing import NewType

MeterId = NewType("MeterId", str)
"""The id printed on a meter, such as ``UTCC_ENG_001``: 1 to 32 ASCII bytes."""

WalletId = NewType("WalletId", str)
"""A Solana address in base 58."""
