"""Carrying a plan out: each program's buffer is filled and becomes the program. May be cut off anywhere."""

from collections.abc import Callable

from gridtokenx.chain.loader import PROGRAM_BYTES, deploy, extend, upgrade
from gridtokenx.ledger.deploy.agreement import Voters, Waiting, check_approvers, put_to_vote
from gridtokenx.ledger.deploy.buffer import fill
from gridtokenx.ledger.deploy.ground import Ground
from gridtokenx.ledger.deploy.plan import Job, Plan, Work

Told = Callable[[str, int, int], None]
"""Told of a program's name, pieces written, and how many there are."""
SETTLE_S = 2
"""Chain time until what was deployed may be called, the next slot, and its data extended."""


def carry_out(
    ground: Ground, plan: Plan, *, told: Told = lambda _name, _done, _total: None
) -> tuple[Waiting, ...]:
    """Deploy and upgrade what a plan says; on return every program can be called.

    Returns:
        Upgrades whose code is there, and which too few approvers have signed.

    Raises:
        NotAnApprover: A key was given that does not count.
        BufferNotFilled: A cluster took no writes.
        LoaderRefused: The loader refused; says what the log says.
        TransactionRefused: The ledger did not take a transaction.
    """
    voters = check_approvers(ground) if any(job.work is Work.APPROVAL for job in plan.jobs) else None
    waiting: list[Waiting] = []
    for job in plan.jobs:
        if job.work is not Work.NOTHING:
            left = _do(ground, job, voters, told)
            waiting += [left] if left else []
    if not plan.empty:
        ground.ledger.advance_to(ground.ledger.time_s() + SETTLE_S)
    return tuple(waiting)


def _do(ground: Ground, job: Job, voters: Voters | None, told: Told) -> Waiting | None:
    release, payer = job.release, ground.payer()
    buffer = fill(ground, release, told=lambda done, total: told(release.name, done, total))
    if job.work is Work.DEPLOY:
        made = deploy(
            release.address,
            buffer=buffer,
            authority=payer,
            lamports=ground.rent_exempt(PROGRAM_BYTES),
            room=len(release.code),
        )
        ground.run(made, signers=[release.key])
        return None
    if job.extend_by:
        ground.run([extend(release.address, payer=payer, more=job.extend_by)])
        ground.ledger.advance_to(ground.ledger.time_s() + SETTLE_S)
    if voters is not None and job.work is Work.APPROVAL:
        return put_to_vote(ground, release, buffer, voters)
    ground.run([upgrade(release.address, buffer=buffer, authority=payer, spill=payer)])
    return None
