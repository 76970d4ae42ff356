"""governance: upgrade_program, by the address that may upgrade the programs, when the threshold agrees."""

from collections.abc import Sequence

import pytest
from solders.account import Account
from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey
from tests.integration.programs.campus_stage import (
    NOBODY,
    CampusStage,
    Refused,
    binary,
    key,
    only,
    programs,
    swap,
)

from gridtokenx.chain.addresses import UPGRADEABLE_LOADER, program_data
from gridtokenx.chain.loader import read_program_data, upgrade

GOVERNANCE, REGISTRY = programs().governance, programs().registry
HOLDER = programs().addresses().upgrade_authority()
BUFFER = key("a buffer").pubkey()
CODE = binary("governance")
"""Shorter than the registry's, so that it fits in its place."""
AGREED = ("PEA", "EGAT")
WRONG_ADDRESS = "InstructionErrorCustom.2012"


def put_buffer(stage: CampusStage, authority: Pubkey | None = HOLDER, code: bytes = CODE) -> None:
    """Put a filled buffer in place, as the loader leaves it."""
    header = (1).to_bytes(4, "little") + (
        b"\0" + bytes(32) if authority is None else b"\1" + bytes(authority)
    )
    stage.svm.set_account(BUFFER, Account(10**10, header + code, UPGRADEABLE_LOADER, False, 0))


def votes(*names: str, silent: bool = False) -> tuple[AccountMeta, ...]:
    return tuple(AccountMeta(key(name).pubkey(), not silent, False) for name in names)


def upgrade_program(
    program: Pubkey = REGISTRY.id, *, who: str = "operator", agreeing: Sequence[AccountMeta] = votes(*AGREED)
) -> Instruction:
    accounts = {
        "authority": key(who).pubkey(),
        "program": program,
        "program_data": program_data(program),
        "buffer": BUFFER,
        "spill": key("operator").pubkey(),
    }
    return GOVERNANCE.instruction("upgrade_program", accounts=accounts, remaining=agreeing)


@pytest.fixture
def held(campus: CampusStage) -> CampusStage:
    """A campus whose programs belong to governance's address, with a buffer that waits."""
    for program in programs().all():
        campus.deploy(program, HOLDER)
    put_buffer(campus)
    return campus


def code_of(stage: CampusStage, program: Pubkey) -> bytes:
    account = stage.svm.get_account(program_data(program))
    assert account is not None
    return read_program_data(account.data).code.rstrip(b"\0")


def test_two_of_three_replace_a_program(held: CampusStage) -> None:
    before = held.svm.get_balance(held.operator.pubkey())
    events = held.send(upgrade_program(), signers=[held.operator, *map(key, AGREED)])
    assert only(events, "ProgramUpgraded") == {"program": REGISTRY.id, "buffer": BUFFER}
    assert code_of(held, REGISTRY.id) == CODE.rstrip(b"\0")
    assert held.svm.get_account(BUFFER) is None
    assert before is not None
    assert (held.svm.get_balance(held.operator.pubkey()) or 0) > before


def test_governance_replaces_itself(held: CampusStage) -> None:
    worded_anew = CODE.replace(b"Instruction: pause", b"INSTRUCTION: pause")
    assert worded_anew != CODE
    put_buffer(held, code=worded_anew)
    held.send(upgrade_program(GOVERNANCE.id), signers=[held.operator, *map(key, AGREED)])
    assert code_of(held, GOVERNANCE.id) == worded_anew.rstrip(b"\0")


def test_a_pause_does_not_stop_it(held: CampusStage) -> None:
    pause = GOVERNANCE.instruction("pause", accounts={"authority": held.operator.pubkey()}, args={"mask": 7})
    held.send(pause, signers=[held.operator])
    held.send(upgrade_program(), signers=[held.operator, *map(key, AGREED)])
    assert code_of(held, REGISTRY.id) == CODE.rstrip(b"\0")


def test_without_approvers_the_authority_alone_does(bare: CampusStage) -> None:
    bare.initialize_governance(approver_count=0, threshold=0, approvers=[NOBODY] * 7)
    bare.deploy(REGISTRY, HOLDER)
    put_buffer(bare)
    bare.send(upgrade_program(agreeing=()), signers=[bare.operator])
    assert code_of(bare, REGISTRY.id) == CODE.rstrip(b"\0")


@pytest.mark.parametrize(
    ("agreeing", "signing"),
    [
        ((), ()),
        (votes("PEA"), ("PEA",)),
        (votes("PEA", "PEA"), ("PEA",)),
        (votes("PEA", "mallory"), ("PEA", "mallory")),
        (votes("PEA") + votes("MEA", silent=True), ("PEA",)),
    ],
    ids=["nobody", "one", "one twice", "one and a stranger", "one and one that did not sign"],
)
def test_too_few_votes_are_refused(
    held: CampusStage, agreeing: tuple[AccountMeta, ...], signing: tuple[str, ...]
) -> None:
    before = code_of(held, REGISTRY.id)
    with pytest.raises(Refused, match="ThresholdNotMet"):
        held.send(upgrade_program(agreeing=agreeing), signers=[held.operator, *map(key, signing)])
    assert code_of(held, REGISTRY.id) == before


def test_approvers_without_the_authority_are_refused(held: CampusStage) -> None:
    with pytest.raises(Refused, match="Unauthorized"):
        held.send(upgrade_program(who="MEA"), signers=[key("MEA"), *map(key, AGREED)])


@pytest.mark.parametrize(
    "authority", [None, key("operator").pubkey(), key("PEA").pubkey()], ids=["nobody", "operator", "approver"]
)
def test_a_buffer_that_somebody_may_still_write_is_refused(
    held: CampusStage, authority: Pubkey | None
) -> None:
    put_buffer(held, authority)
    with pytest.raises(Refused, match="WrongBuffer"):
        held.send(upgrade_program(), signers=[held.operator, *map(key, AGREED)])


def test_what_looks_like_a_buffer_but_is_not_the_loaders_is_refused(held: CampusStage) -> None:
    held.overwrite(BUFFER, (1).to_bytes(4, "little") + b"\1" + bytes(HOLDER) + CODE, GOVERNANCE.id)
    with pytest.raises(Refused, match="WrongBuffer"):
        held.send(upgrade_program(), signers=[held.operator, *map(key, AGREED)])


def test_a_program_that_is_not_the_campuss_is_refused(held: CampusStage) -> None:
    theirs = key("a program").pubkey()
    pointer = (2).to_bytes(4, "little") + bytes(program_data(theirs))
    held.svm.set_account(
        program_data(theirs),
        Account(
            10**10, (3).to_bytes(4, "little") + bytes(8) + b"\1" + bytes(HOLDER) + CODE, UPGRADEABLE_LOADER
        ),
    )
    held.svm.set_account(theirs, Account(10**9, pointer, UPGRADEABLE_LOADER, True, 0))
    with pytest.raises(Refused, match="UnknownProgram"):
        held.send(upgrade_program(theirs), signers=[held.operator, *map(key, AGREED)])


@pytest.mark.parametrize(
    ("place", "other", "reason"),
    [
        (program_data(REGISTRY.id), program_data(GOVERNANCE.id), "WrongProgramData"),
        (HOLDER, key("mallory").pubkey(), WRONG_ADDRESS),
        (UPGRADEABLE_LOADER, key("mallory").pubkey(), WRONG_ADDRESS),
        (programs().addresses().config(), key("mallory").pubkey(), "UninitializedAccount"),
    ],
    ids=["program data", "upgrade authority", "loader", "config"],
)
def test_other_accounts_in_their_places_are_refused(
    held: CampusStage, place: Pubkey, other: Pubkey, reason: str
) -> None:
    writable = place == program_data(REGISTRY.id)
    forged = swap(upgrade_program(), place, AccountMeta(other, False, writable))
    with pytest.raises(Refused, match=reason):
        held.send(forged, signers=[held.operator, *map(key, AGREED)])


def test_programs_that_were_not_handed_over_stay_as_they_are(held: CampusStage) -> None:
    held.deploy(REGISTRY, held.operator.pubkey())
    with pytest.raises(Refused, match="IncorrectAuthority"):
        held.send(upgrade_program(), signers=[held.operator, *map(key, AGREED)])


def test_the_operator_alone_cannot_upgrade_past_the_threshold(held: CampusStage) -> None:
    put_buffer(held, held.operator.pubkey())
    direct = upgrade(
        REGISTRY.id, buffer=BUFFER, authority=held.operator.pubkey(), spill=held.operator.pubkey()
    )
    with pytest.raises(Refused, match="IncorrectAuthority"):
        held.send(direct, signers=[held.operator])
