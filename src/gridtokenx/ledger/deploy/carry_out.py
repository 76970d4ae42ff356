"""Carrying a plan out: each program's buffer is filled and becomes the program. May be cut off anywhere."""

from collections.abc import Callable

from gridtokenx.chain.loader import PROGRAM_BYTES, deploy, extend, upgrade
from gridtokenx.ledger.deploy.buffer import fill
from gridtokenx.ledger.deploy.ground import Ground
from gridtokenx.ledger.deploy.plan import Job, Plan, Work

Told = Callable[[str, int, int], None]
"""Told of a program's name, pieces written, and how many there are."""
SETTLE_S = 2
"""Chain time until what was deployed may be called, the next slot, and its data extended."""


def carry_out(ground: Ground, plan: Plan, *, told: Told = lambda _name, _done, _total: None) -> None:
    """Deploy and upgrade what a plan says; on return every program can be called.

    Raises:
        BufferNotFilled: A cluster took no writes.
        LoaderRefused: The loader refused; says what the log says.
        TransactionRefused: The ledger did not take a transaction.
    """
    for job in plan.jobs:
        if job.work is not Work.NOTHING:
            _do(ground, job, told)
    if not plan.empty:
        ground.ledger.advance_to(ground.ledger.time_s() + SETTLE_S)


def _do(ground: Ground, job: Job, told: Told) -> None:
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
        return
    if job.extend_by:
        ground.run([extend(release.address, payer=payer, more=job.extend_by)])
        ground.ledger.advance_to(ground.ledger.time_s() + SETTLE_S)
    ground.run([upgrade(release.address, buffer=buffer, authority=payer, spill=payer)])
