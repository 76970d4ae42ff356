"""Upgrades of programs that are governance's: the code is laid ready, and the approvers sign for it.

The buffer is given to governance's address before anybody signs: nobody can write it from then on, so what
the approvers looked at is what will run.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from solders.instruction import AccountMeta
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.addresses import program_data
from gridtokenx.chain.loader import read_buffer, set_authority
from gridtokenx.chain.programs import load_programs
from gridtokenx.ledger.deploy.ground import Ground
from gridtokenx.ledger.deploy.release import HOLDER, Release

SETTLE_S = 2
"""Chain time until the new code may be called, the next slot: governance itself may be it."""


class NotAnApprover(GridTokenXError):
    """A key that has no say in the upgrade of a program, or a ledger where nobody has."""


@dataclass(frozen=True, slots=True)
class Voters:
    """Who decides about the programs' code, as governance's configuration has it."""

    authority: Pubkey
    threshold: int
    names: dict[Pubkey, str]
    """The approvers', by key."""

    def __str__(self) -> str:
        listed = ", ".join(f"{name} {key}" for key, name in self.names.items())
        return f"the authority {self.authority} and {self.threshold} of {listed or 'no approvers'}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An upgrade that lacks signatures."""

    release: Release
    buffer: Pubkey
    voters: Voters

    def __str__(self) -> str:
        digest = hashlib.sha256(self.release.code.rstrip(b"\0")).hexdigest()
        return (
            f"{self.release.name}: new code, SHA-256 {digest}, waits in buffer {self.buffer}; {self.voters} "
            "must sign: run this again with --approver FILE for each of them"
        )


def check_approvers(ground: Ground) -> Voters:
    """Return who decides, when every key that was given has a say.

    Raises:
        NotAnApprover: One has none.
    """
    governance = load_programs().governance
    account = ground.ledger.account(load_programs().addresses().config())
    if account is None:
        raise NotAnApprover("the programs are governance's, which is not set up there: use another cluster")
    config = governance.account("Config", account.data)
    count = cast("int", config["approver_count"])
    keys = cast("Sequence[Pubkey]", config["approvers"])[:count]
    names = cast("Sequence[bytes]", config["approver_names"])[:count]
    labels = [bytes(name).rstrip(b"\0").decode("ascii", "replace") for name in names]
    voters = Voters(
        cast("Pubkey", config["authority"]),
        cast("int", config["threshold"]),
        dict(zip(keys, labels, strict=True)),
    )
    strangers = [str(key.pubkey()) for key in ground.approvers if key.pubkey() not in voters.names]
    if strangers or voters.authority != ground.payer():
        who = ", ".join(strangers) or str(ground.payer())
        raise NotAnApprover(f"{who} has no say here: name keys of {voters}")
    return voters


def put_to_vote(ground: Ground, release: Release, buffer: Pubkey, voters: Voters) -> Waiting | None:
    """Give a filled buffer to governance, and upgrade from it when enough approvers are at hand.

    Returns:
        What waits, or None when the program runs the new code.

    Raises:
        LoaderRefused: Governance or the loader refused.
    """
    account = ground.ledger.account(buffer)
    if account is not None and read_buffer(account.data)[0] == ground.payer():
        ground.run([set_authority(buffer, authority=ground.payer(), new_authority=HOLDER)])
    agreeing = list({key.pubkey(): key for key in ground.approvers}.values())[: voters.threshold]
    if len(agreeing) < voters.threshold:
        return Waiting(release, buffer, voters)
    _upgrade(ground, release, buffer, agreeing)
    ground.ledger.advance_to(ground.ledger.time_s() + SETTLE_S)
    return None


def _upgrade(ground: Ground, release: Release, buffer: Pubkey, agreeing: Sequence[Keypair]) -> None:
    accounts = {
        "authority": ground.payer(),
        "program": release.address,
        "program_data": program_data(release.address),
        "buffer": buffer,
        "spill": ground.payer(),
    }
    votes = [AccountMeta(key.pubkey(), is_signer=True, is_writable=False) for key in agreeing]
    governance = load_programs().governance
    ground.run(
        [governance.instruction("upgrade_program", accounts=accounts, remaining=votes)], signers=agreeing
    )
