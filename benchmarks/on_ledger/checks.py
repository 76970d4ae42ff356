"""What must be true after a measurement, read from the ledger: speed without it is not counted."""

from typing import cast

from gridtokenx.base.units import UNITS_PER_WH
from gridtokenx.chain.token import balance_of
from gridtokenx.pipeline.site import Site

_SUPPLY = slice(36, 44)
"""Of a mint's account (SPL token program)."""


class WrongResult(AssertionError):
    """A ledger that is not as it must be."""


def same(what: str, found: object, wanted: object) -> None:
    """Do nothing when two values are the same.

    Raises:
        WrongResult: They are not.
    """
    if found != wanted:
        raise WrongResult(f"{what} is {found}: it must be {wanted}")


def check_supply(site: Site, *, minted_wh: int) -> None:
    """Hold the energy's supply against what was minted, burned and redeemed.

    Raises:
        WrongResult: They differ.
    """
    state, mint = site.ledger.accounts([site.addresses.token_state(), site.addresses.energy_mint()])
    assert state is not None
    assert mint is not None
    counted = site.programs.energy_token.account("TokenState", state.data)
    minted, burned, redeemed = (
        cast("int", counted[name]) for name in ("minted_wh", "burned_wh", "redeemed_wh")
    )
    same("minted_wh", minted, minted_wh)
    supply = int.from_bytes(mint.data[_SUPPLY], "little")
    same("the energy's supply", supply, (minted - burned - redeemed) * UNITS_PER_WH)


def vaults(site: Site) -> tuple[int, int]:
    """Return what the energy and the credit vault hold [base units]."""
    energy, credit = site.ledger.accounts([site.addresses.energy_vault(), site.addresses.credit_vault()])
    assert energy is not None
    assert credit is not None
    return balance_of(energy.data), balance_of(credit.data)
