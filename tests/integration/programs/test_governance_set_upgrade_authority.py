"""governance: set_upgrade_authority, which lets another key upgrade a program, when the threshold agrees."""

from collections.abc import Sequence

import pytest
from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey
from tests.integration.programs.campus_stage import NOBODY, CampusStage, Refused, key, only, programs, swap
from tests.integration.programs.test_governance_upgrade_program import AGREED, HOLDER, votes

from gridtokenx.chain.addresses import program_data
from gridtokenx.chain.loader import read_program_data
from gridtokenx.chain.program import Program

GOVERNANCE, REGISTRY = programs().governance, programs().registry
HEIR = key("heir").pubkey()
WRONG_ADDRESS = "InstructionErrorCustom.2012"


def set_upgrade_authority(
    program: Pubkey = REGISTRY.id,
    *,
    who: str = "operator",
    heir: Pubkey = HEIR,
    agreeing: Sequence[AccountMeta] = votes(*AGREED),
) -> Instruction:
    accounts = {
        "authority": key(who).pubkey(),
        "program": program,
        "program_data": program_data(program),
        "new_authority": heir,
    }
    return GOVERNANCE.instruction("set_upgrade_authority", accounts=accounts, remaining=agreeing)


@pytest.fixture
def held(campus: CampusStage) -> CampusStage:
    """A campus whose programs belong to governance's address."""
    for program in programs().all():
        campus.deploy(program, HOLDER)
    return campus


def authority_of(stage: CampusStage, program: Pubkey) -> Pubkey | None:
    account = stage.svm.get_account(program_data(program))
    assert account is not None
    return read_program_data(account.data).authority


@pytest.mark.parametrize("program", programs().all(), ids=lambda program: program.name)
def test_two_of_three_hand_a_program_on(held: CampusStage, program: Program) -> None:
    events = held.send(set_upgrade_authority(program.id), signers=[held.operator, *map(key, AGREED)])
    assert only(events, "UpgradeAuthoritySet") == {"program": program.id, "authority": HEIR}
    others = {p.id for p in programs().all()} - {program.id}
    assert authority_of(held, program.id) == HEIR
    assert {authority_of(held, other) for other in others} == {HOLDER}


def test_once_handed_on_it_is_not_governances_any_more(held: CampusStage) -> None:
    held.send(set_upgrade_authority(), signers=[held.operator, *map(key, AGREED)])
    with pytest.raises(Refused, match="IncorrectAuthority"):
        held.send(set_upgrade_authority(heir=HOLDER), signers=[held.operator, *map(key, AGREED)])
    assert authority_of(held, REGISTRY.id) == HEIR


def test_a_pause_does_not_stop_it(held: CampusStage) -> None:
    pause = GOVERNANCE.instruction("pause", accounts={"authority": held.operator.pubkey()}, args={"mask": 7})
    held.send(pause, signers=[held.operator])
    held.send(set_upgrade_authority(), signers=[held.operator, *map(key, AGREED)])
    assert authority_of(held, REGISTRY.id) == HEIR


def test_without_approvers_the_authority_alone_does(bare: CampusStage) -> None:
    bare.initialize_governance(approver_count=0, threshold=0, approvers=[NOBODY] * 7)
    bare.deploy(REGISTRY, HOLDER)
    bare.send(set_upgrade_authority(agreeing=()), signers=[bare.operator])
    assert authority_of(bare, REGISTRY.id) == HEIR


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
    with pytest.raises(Refused, match="ThresholdNotMet"):
        held.send(set_upgrade_authority(agreeing=agreeing), signers=[held.operator, *map(key, signing)])
    assert authority_of(held, REGISTRY.id) == HOLDER


def test_approvers_without_the_authority_are_refused(held: CampusStage) -> None:
    with pytest.raises(Refused, match="Unauthorized"):
        held.send(set_upgrade_authority(who="MEA"), signers=[key("MEA"), *map(key, AGREED)])


def test_nobody_can_be_no_authority(held: CampusStage) -> None:
    with pytest.raises(Refused, match="BadParameter"):
        held.send(set_upgrade_authority(heir=NOBODY), signers=[held.operator, *map(key, AGREED)])


def test_a_program_that_is_not_the_campuss_is_refused(held: CampusStage) -> None:
    with pytest.raises(Refused, match="UnknownProgram"):
        held.send(
            set_upgrade_authority(key("a program").pubkey()), signers=[held.operator, *map(key, AGREED)]
        )


@pytest.mark.parametrize("program", [GOVERNANCE.id, HEIR], ids=["another program's", "no program's"])
def test_another_programs_data_account_is_refused(held: CampusStage, program: Pubkey) -> None:
    forged = swap(
        set_upgrade_authority(), program_data(REGISTRY.id), AccountMeta(program_data(program), False, True)
    )
    with pytest.raises(Refused, match="WrongProgramData"):
        held.send(forged, signers=[held.operator, *map(key, AGREED)])


def test_another_key_in_the_holders_place_is_refused(held: CampusStage) -> None:
    held.deploy(REGISTRY, held.operator.pubkey())
    forged = swap(set_upgrade_authority(), HOLDER, AccountMeta(HEIR, False, False))
    with pytest.raises(Refused, match=WRONG_ADDRESS):
        held.send(forged, signers=[held.operator, *map(key, AGREED)])
