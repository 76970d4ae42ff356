"""A whole deployment: the programs through the loader, then set up by the code that founds a ledger."""

from dataclasses import dataclass

from gridtokenx.chain.addresses import program_data
from gridtokenx.ledger.deploy.agreement import Waiting
from gridtokenx.ledger.deploy.carry_out import Told, carry_out
from gridtokenx.ledger.deploy.ground import Ground
from gridtokenx.ledger.deploy.plan import Plan, check_funds, look
from gridtokenx.ledger.deploy.release import Release
from gridtokenx.pipeline.found import found_programs
from gridtokenx.pipeline.hand_over import hand_over, is_handed_over
from gridtokenx.pipeline.site import Site

SETTING_UP_LAMPORTS = 50_000_000
"""Rent of the parameters, mints, vaults and zones, three times over; what is left stays with the payer."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is deployed, where, and for which campus; `site` and `ground` have one ledger and one operator."""

    ground: Ground
    site: Site
    releases: tuple[Release, ...]

    def plan(self) -> Plan:
        """Find out what is to do.

        Raises:
            AddressTaken: A program's address holds what we may not change.
        """
        reserve = 0 if self.is_set_up() else SETTING_UP_LAMPORTS
        return look(self.ground, self.releases, reserve=reserve)

    def is_set_up(self) -> bool:
        """Return whether nothing is left to set up, or to hand over."""
        at = self.site.addresses
        wanted = [at.config(), at.token_state(), at.market(), at.zone()]
        return None not in self.site.ledger.accounts(wanted) and is_handed_over(self.site)

    def carry_out(self, plan: Plan, *, told: Told) -> tuple[Waiting, ...]:
        """Deploy what a plan says, and set the programs up; may be cut off anywhere, and done again.

        Returns:
            What waits for the approvers: programs that are governance's to upgrade.

        Raises:
            NotAnApprover: A key was given that does not count.
            NotEnoughLamports: The payer cannot pay; nothing was done.
            LoaderRefused: The loader refused.
            ProgramError: A program refused to be set up.
        """
        check_funds(plan, balance=self.ground.balance(), payer=self.ground.payer())
        waiting = carry_out(self.ground, plan, told=told)
        found_programs(self.site)
        hand_over(self.site)
        return waiting

    def addresses(self) -> list[tuple[str, str, str]]:
        """Return each program's name, address, and where its code is."""
        return [(r.name, str(r.address), str(program_data(r.address))) for r in self.releases]
