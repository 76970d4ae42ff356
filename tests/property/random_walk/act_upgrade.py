"""Acts around who may replace the programs' code: the loader's authority, and approvers at governance.

A whole upgrade takes a buffer that hundreds of transactions fill, so here it is only ever refused;
tests/integration/programs/test_governance_upgrade_program.py carries one out.
"""

from solders.instruction import Instruction
from solders.pubkey import Pubkey
from tests.integration.programs.security.forgery import Case
from tests.property.random_walk.hand import Act, Hand, metas

from gridtokenx.chain.addresses import UPGRADEABLE_LOADER, program_data

SET_AUTHORITY = (4).to_bytes(4, "little")


def set_authority(code: Pubkey, present: Pubkey, new: Pubkey) -> Instruction:
    """Build the loader's own ``SetAuthority``."""
    accounts = [*metas(code, writable=True), *metas(present, signs=True), *metas(new)]
    return Instruction(UPGRADEABLE_LOADER, SET_AUTHORITY, accounts)


def _agreed(hand: Hand, name: str, accounts: dict[str, Pubkey]) -> Case:
    present = hand.approvers() if hand.chance(0.7) else hand.some(hand.approvers(), 3)
    both = {"authority": hand.authority(), **accounts}
    return Case(hand.programs.governance, name, both, remaining=metas(*present, signs=True))


def set_upgrade_authority(hand: Hand) -> Case:
    """Mostly from governance's address to itself, so that it stays there."""
    program = hand.one(hand.programs.all()).id
    own = hand.campus.at.upgrade_authority()
    new = own if hand.chance(0.8) else hand.anybody()
    accounts = {"program": program, "program_data": program_data(program), "new_authority": new}
    return _agreed(hand, "set_upgrade_authority", accounts)


def upgrade_program(hand: Hand) -> Case:
    program = hand.one(hand.programs.all()).id
    data = [program_data(p.id) for p in hand.programs.all()]
    accounts = {
        "program": program,
        "program_data": program_data(program),
        "buffer": hand.one(data) if hand.chance(0.5) else hand.one(hand.state.raw),
        "spill": hand.anybody(),
    }
    return _agreed(hand, "upgrade_program", accounts)


ACTS: dict[Act, float] = {set_upgrade_authority: 1, upgrade_program: 0.2}
