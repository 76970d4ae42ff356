"""The programs' hand-over to governance: under the regulators' model nobody upgrades them alone.

Governance can be set up by its upgrade authority only, so this comes after; from then on an upgrade needs the
signatures that a change of the approvers needs. Under the engineering model the operator keeps the programs.
"""

from typing import Final

from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import UPGRADEABLE_LOADER, program_data
from gridtokenx.chain.loader import read_program_data, set_authority
from gridtokenx.chain.programs import load_binary
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
    """Return where the code of programs is that the operator may upgrade, and should not.

    None while governance runs other code than this package's: of older code nobody would get them back.
    """
    config = site.ledger.account(site.addresses.config())
    if config is None or site.programs.governance.account("Config", config.data)["model"] != REGULATORS:
        return []
    places = [program_data(program.id) for program in site.programs.all()]
    codes = {
        place: read_program_data(account.data)
        for place, account in zip(places, site.ledger.accounts(places), strict=True)
        if account is not None and account.owner == UPGRADEABLE_LOADER
    }
    governance = codes.get(program_data(site.programs.governance.id))
    known = load_binary(site.programs.governance.name).rstrip(b"\0")
    if governance is None or governance.code.rstrip(b"\0") != known:
        return []
    me = site.operator().pubkey()
    return [place for place, code in codes.items() if code.authority == me]
