"""The programs' hand-over to governance: under the regulators' model nobody upgrades them alone.

Governance can be set up by its upgrade authority only, so this comes after; from then on an upgrade needs the
signatures that a change of the approvers needs. Under the engineering model the operator keeps the programs.
"""

from typing import Final

from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import UPGRADEABLE_LOADER, program_data
from gridtokenx.chain.loader import read_program_data, set_authority
from gridtokenx.pipeline.site import Site

REGULATORS: Final = 1


def is_handed_over(site: Site) -> bool:
    """Return whether nothing is left to hand over."""
    return not _kept(site)


def hand_over(site: Site) -> None:
    """Let governance's own address upgrade the programs, those that the operator still may.

    Raises:
        ProgramError: The loader refused.
    """
    me, heir = site.operator().pubkey(), site.addresses.upgrade_authority()
    site.sender.send_packed([set_authority(place, authority=me, new_authority=heir) for place in _kept(site)])


def _kept(site: Site) -> list[Pubkey]:
    """Return where the code of programs is that the operator may upgrade, and should not."""
    config = site.ledger.account(site.addresses.config())
    if config is None or site.programs.governance.account("Config", config.data)["model"] != REGULATORS:
        return []
    places = [program_data(program.id) for program in site.programs.all()]
    found = site.ledger.accounts(places)
    return [
        place
        for place, account in zip(places, found, strict=True)
        if account is not None
        and account.owner == UPGRADEABLE_LOADER
        and read_program_data(account.data).authority == site.operator().pubkey()
    ]
