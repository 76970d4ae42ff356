"""What a ledger lacks of our programs, and what it costs to add it. Looks and sends nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from solders.pubkey import Pubkey

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.addresses import UPGRADEABLE_LOADER
from gridtokenx.chain.loader import (
    BUFFER_HEADER_BYTES,
    EXTEND_BYTES_MIN,
    PROGRAM_BYTES,
    PROGRAM_DATA_HEADER_BYTES,
    ProgramCode,
    buffer_address,
    piece_bytes,
    read_program,
    read_program_data,
)
from gridtokenx.ledger.deploy.ground import Ground
from gridtokenx.ledger.deploy.release import HOLDER, Release

SIGNATURE_LAMPORTS = 5_000
"""Solana's fee a signature."""
APPROVAL_SIGNATURES = 8
"""At most seven approvers, and who gives the buffer to governance."""


class AddressTaken(GridTokenXError):
    """A program's address where something is that cannot become it."""


class NotEnoughLamports(GridTokenXError):
    """A payer that cannot pay for a deployment."""


class Work(StrEnum):
    """What is to do for a program."""

    DEPLOY = "deploy"
    UPGRADE = "upgrade"
    APPROVAL = "approval"
    """An upgrade that as many approvers sign as governance's threshold says."""
    NOTHING = "is there"


@dataclass(frozen=True, slots=True)
class Job:
    """What one program needs."""

    release: Release
    work: Work
    cost: int = 0
    """What it takes for good: rent and fees [lamports]."""
    lent: int = 0
    """What it takes until it is done [lamports]."""
    extend_by: int = 0
    """Bytes that an upgrade lacks."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a deployment does."""

    jobs: tuple[Job, ...]
    reserve: int
    """For what comes after it, such as setting the programs up, and for the payer to stay [lamports]."""

    @property
    def cost(self) -> int:
        """What it takes for good [lamports]."""
        return sum(job.cost for job in self.jobs)

    @property
    def needed(self) -> int:
        """What the payer must have [lamports]: buffers are given back one by one."""
        return self.cost + max((job.lent for job in self.jobs), default=0) + self.reserve

    @property
    def empty(self) -> bool:
        """Whether every program is there already."""
        return all(job.work is Work.NOTHING for job in self.jobs)


def look(ground: Ground, releases: Sequence[Release], *, reserve: int = 0) -> Plan:
    """Find out what is to do.

    Args:
        ground: Where.
        releases: The programs, as they shall be.
        reserve: Lamports that must be left afterwards, beside what the payer's account needs to stay.

    Raises:
        AddressTaken: A program's address holds what we may not change.
    """
    jobs = tuple(_job(ground, release) for release in releases)
    idle = all(job.work is Work.NOTHING for job in jobs) and not reserve
    return Plan(jobs, 0 if idle else reserve + ground.rent_exempt(0))


def check_funds(plan: Plan, *, balance: int, payer: Pubkey) -> None:
    """Do nothing when a payer can pay.

    Raises:
        NotEnoughLamports: Says how many are missing.
    """
    if balance < plan.needed:
        raise NotEnoughLamports(
            f"payer {payer} has {balance} lamports and needs {plan.needed}: send it {plan.needed - balance} "
            "more, or use --airdrop where the cluster gives lamports away"
        )


def _job(ground: Ground, release: Release) -> Job:
    deployed = _deployed(ground, release)
    pieces = -(-len(release.code) // piece_bytes(ground.payer()))
    buffer = ground.ledger.account(buffer_address(ground.payer(), release.buffer_seed))
    paid = 0 if buffer is None else buffer.lamports
    fees = SIGNATURE_LAMPORTS * (pieces + 3)
    if deployed is None:
        rent = ground.rent_exempt(PROGRAM_BYTES) + ground.rent_exempt(
            PROGRAM_DATA_HEADER_BYTES + len(release.code)
        )
        return Job(release, Work.DEPLOY, cost=max(0, rent - paid) + fees)
    if deployed.code.rstrip(b"\0") == release.code.rstrip(b"\0"):
        return Job(release, Work.NOTHING)
    work = Work.APPROVAL if deployed.authority == HOLDER else Work.UPGRADE
    if deployed.authority not in (ground.payer(), HOLDER):
        held = "nobody may upgrade it" if deployed.authority is None else f"only {deployed.authority} may"
        raise AddressTaken(
            f"{release.name} is on the ledger at {release.address} with other code, and {held}: "
            "deploy with that key, or use another cluster"
        )
    if work is Work.APPROVAL:
        fees += SIGNATURE_LAMPORTS * APPROVAL_SIGNATURES
    lack = max(0, len(release.code) - len(deployed.code))
    more = max(lack, EXTEND_BYTES_MIN) if lack else 0
    size = PROGRAM_DATA_HEADER_BYTES + len(deployed.code)
    room = ground.rent_exempt(size + more) - ground.rent_exempt(size)
    lent = max(0, ground.rent_exempt(BUFFER_HEADER_BYTES + len(release.code)) - paid)
    return Job(release, work, cost=room + fees, lent=lent, extend_by=more)


def _deployed(ground: Ground, release: Release) -> ProgramCode | None:
    """Return the code at a program's address, or None when the address is free."""
    account = ground.ledger.account(release.address)
    if account is None:
        return None
    if account.owner != UPGRADEABLE_LOADER:
        raise AddressTaken(
            f"{release.address}, the address of {release.name}, is an account of {account.owner}: "
            "use another cluster"
        )
    data = ground.ledger.account(read_program(account.data))
    if data is None:
        raise AddressTaken(
            f"{release.name} at {release.address} was closed: its address can never be used again there"
        )
    return read_program_data(data.data)
