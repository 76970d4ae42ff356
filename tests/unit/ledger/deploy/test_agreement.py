"""Upgrades of programs that are governance's: who must sign, what waits, and what then runs."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from solders.instruction import AccountMeta
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from tests.unit.ledger.deploy.conftest import KEYS

from gridtokenx.campus import catalogue
from gridtokenx.campus.model import AuthorityModel
from gridtokenx.chain.loader import buffer_address, read_buffer
from gridtokenx.chain.programs import load_programs
from gridtokenx.ledger.deploy.agreement import NotAnApprover
from gridtokenx.ledger.deploy.carry_out import carry_out
from gridtokenx.ledger.deploy.deployment import Deployment
from gridtokenx.ledger.deploy.ground import Ground
from gridtokenx.ledger.deploy.plan import AddressTaken, Work, look
from gridtokenx.ledger.deploy.release import HOLDER, Release, shipped
from gridtokenx.pipeline.site import connect

PROGRAMS = load_programs()
AT = {release.name: n for n, release in enumerate(shipped(PROGRAMS))}


def nobody(_name: str, _done: int, _total: int) -> None:
    """Nobody listens."""


@pytest.fixture
def governed(ground: Ground) -> Deployment:
    """The five programs on a ledger, handed over to governance: two of three regulators upgrade them."""
    campus = replace(catalogue.load("utcc"), authority=AuthorityModel.REGULATORS)
    site = connect(campus, ledger=ground.ledger, programs=PROGRAMS, keys=KEYS, gate_s=300)
    deployment = Deployment(ground, site, shipped(PROGRAMS))
    assert not deployment.is_set_up()
    deployment.carry_out(deployment.plan(), told=nobody)
    assert deployment.is_set_up()
    return deployment


def changed(deployment: Deployment, name: str, code: bytes, signers: Sequence[Keypair] = ()) -> Deployment:
    releases = list(deployment.releases)
    releases[AT[name]] = replace(releases[AT[name]], code=code)
    ground = replace(deployment.ground, approvers=tuple(signers))
    return replace(deployment, releases=tuple(releases), ground=ground)


def code(name: str) -> bytes:
    return shipped(PROGRAMS)[AT[name]].code


def works(deployment: Deployment) -> dict[str, Work]:
    return {job.release.name: job.work for job in deployment.plan().jobs if job.work is not Work.NOTHING}


def authority_of(deployment: Deployment, release: Release) -> Pubkey | None:
    buffer = buffer_address(deployment.ground.payer(), release.buffer_seed)
    account = deployment.ground.ledger.account(buffer)
    assert account is not None
    assert read_buffer(account.data)[1] == release.code
    return read_buffer(account.data)[0]


PEA, MEA, EGAT = (KEYS.approver(name) for name in ("PEA", "MEA", "EGAT"))


def test_the_address_is_the_one_that_governance_signs_with() -> None:
    assert PROGRAMS.addresses().upgrade_authority() == HOLDER


def test_new_code_waits_in_a_buffer_that_nobody_can_write(governed: Deployment) -> None:
    wanted = changed(governed, "registry", code("governance"))
    assert works(wanted) == {"registry": Work.APPROVAL}
    (waiting,) = wanted.carry_out(wanted.plan(), told=nobody)
    assert authority_of(wanted, wanted.releases[AT["registry"]]) == HOLDER
    for part in ("registry", "2 of PEA", str(MEA.pubkey()), str(waiting.buffer), "--approver"):
        assert part in str(waiting)
    assert works(wanted) == {"registry": Work.APPROVAL}, "the old code runs until they sign"


def test_once_enough_sign_the_waiting_code_runs(governed: Deployment) -> None:
    wanted = changed(governed, "registry", code("governance"))
    wanted.carry_out(wanted.plan(), told=nobody)
    one = changed(governed, "registry", code("governance"), [PEA, PEA])
    assert len(one.carry_out(one.plan(), told=nobody)) == 1, "one of them twice is one"
    two = changed(governed, "registry", code("governance"), [PEA, EGAT])
    assert two.carry_out(two.plan(), told=nobody) == ()
    assert works(two) == {}


def test_longer_code_gets_its_room_first(governed: Deployment) -> None:
    wanted = changed(governed, "governance", code("trading"), [PEA, MEA, EGAT])
    plan = wanted.plan()
    assert plan.jobs[AT["governance"]].extend_by > 0
    before = wanted.ground.balance()
    assert wanted.carry_out(plan, told=nobody) == ()
    assert before - wanted.ground.balance() <= plan.cost
    assert works(wanted) == {}


def test_where_nobody_approves_any_more_the_authority_alone_does(governed: Deployment) -> None:
    none = {
        "model": 0,
        "approver_count": 0,
        "threshold": 0,
        "approvers": [Pubkey.default()] * 7,
        "approver_names": [bytes(16)] * 7,
    }
    votes = [AccountMeta(key.pubkey(), is_signer=True, is_writable=False) for key in (PEA, MEA)]
    accounts = {"authority": governed.ground.payer()}
    change = PROGRAMS.governance.instruction(
        "set_approvers", accounts=accounts, args={"args": none}, remaining=votes
    )
    governed.ground.run([change], signers=[PEA, MEA])
    wanted = changed(governed, "registry", code("governance"))
    assert wanted.carry_out(wanted.plan(), told=nobody) == ()
    assert works(wanted) == {}


def test_a_key_without_a_say_is_named_and_nothing_is_sent(governed: Deployment) -> None:
    stranger = Keypair()
    wanted = changed(governed, "registry", code("governance"), [PEA, stranger])
    count = governed.ground.ledger.transaction_count()
    with pytest.raises(NotAnApprover, match=str(stranger.pubkey())):
        wanted.carry_out(wanted.plan(), told=nobody)
    assert governed.ground.ledger.transaction_count() == count


def test_programs_that_are_a_strangers_are_not_put_to_the_vote(ground: Ground, release: Release) -> None:
    carry_out(ground, look(ground, [release]))
    stranger = replace(ground, authority=Keypair())
    with pytest.raises(AddressTaken, match=str(ground.payer())):
        look(stranger, [replace(release, code=b"other")])
