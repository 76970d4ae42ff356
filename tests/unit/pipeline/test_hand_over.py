"""Who may upgrade the programs once a campus is founded, under either model."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from solders.pubkey import Pubkey
from tests.unit.pipeline.conftest import NOON, small_campus
from tests.unit.pipeline.test_certify import regulated

from gridtokenx.campus.model import AuthorityModel
from gridtokenx.chain.addresses import program_data
from gridtokenx.chain.loader import read_program_data, set_authority
from gridtokenx.chain.programs import load_binary, load_programs
from gridtokenx.ledger.audit import audit
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.genesis import Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.validator import open_litesvm
from gridtokenx.pipeline.found import found
from gridtokenx.pipeline.hand_over import hand_over, is_handed_over
from gridtokenx.pipeline.site import Site, connect


@pytest.fixture
def governed(tmp_path: Path) -> Iterator[Site]:
    run = regulated(tmp_path)
    yield run.exchange.site
    run.close()


def upgraders(site: Site) -> set[Pubkey | None]:
    accounts = site.ledger.accounts([program_data(program.id) for program in site.programs.all()])
    return {read_program_data(account.data).authority for account in accounts if account is not None}


def test_regulators_programs_are_governances(governed: Site, tmp_path: Path) -> None:
    assert upgraders(governed) == {governed.operator().pubkey()}
    found(governed)
    assert upgraders(governed) == {governed.addresses.upgrade_authority()}
    assert is_handed_over(governed)
    count = governed.ledger.transaction_count()
    found(governed)
    assert governed.ledger.transaction_count() == count, "it is handed over once"


def test_engineerings_stay_with_the_operator(site: Site) -> None:
    assert upgraders(site) == {site.operator().pubkey()}
    assert is_handed_over(site)


def test_nothing_is_handed_over_before_the_campus_is_set_up(governed: Site) -> None:
    hand_over(governed)
    assert upgraders(governed) == {governed.operator().pubkey()}


def test_a_program_that_is_another_keys_is_left(governed: Site) -> None:
    me, other = governed.operator().pubkey(), governed.keys.oracle().pubkey()
    place = program_data(governed.programs.trading.id)
    governed.sender.send_packed([set_authority(place, authority=me, new_authority=other)])
    found(governed)
    assert upgraders(governed) == {governed.addresses.upgrade_authority(), other}


def test_the_audit_takes_the_hand_over_as_part_of_founding(tmp_path: Path) -> None:
    run = regulated(tmp_path)
    found(run.exchange.site)
    programs = run.exchange.site.programs
    run.close()
    report = audit(tmp_path, programs=programs)
    assert (report.findings, report.notices) == ((), ())


def test_a_change_of_the_model_is_followed(site: Site) -> None:
    names = ("PEA", "MEA", "EGAT")
    approver_set = {
        "model": 1,
        "approver_count": 3,
        "threshold": 2,
        "approvers": [*(site.keys.approver(name).pubkey() for name in names), *[Pubkey.default()] * 4],
        "approver_names": [*(name.encode().ljust(16, b"\0") for name in names), *[bytes(16)] * 4],
    }
    change = site.programs.governance.instruction(
        "set_approvers", accounts={"authority": site.operator().pubkey()}, args={"args": approver_set}
    )
    site.sender.send_packed([change])
    assert not is_handed_over(site)
    hand_over(site)
    assert upgraders(site) == {site.addresses.upgrade_authority()}


def test_a_governance_of_other_code_gets_nothing(tmp_path: Path) -> None:
    """An earlier version could not give the programs back."""
    keys, programs = SeedKeys(5, "utcc"), load_programs()
    older = load_binary("governance").replace(b"set_upgrade_authority", b"SET_UPGRADE_AUTHORITY")
    codes = {p.name: older if p.name == "governance" else load_binary(p.name) for p in programs.all()}
    binaries = tuple(ProgramBinary(p.name, p.id, codes[p.name]) for p in programs.all())
    ledger = open_litesvm(tmp_path, genesis=Genesis(keys.operator().pubkey(), NOON, programs=binaries))
    campus = replace(small_campus(), authority=AuthorityModel.REGULATORS)
    made = connect(campus, ledger=ledger, programs=programs, keys=keys, gate_s=300)
    found(made)
    assert upgraders(made) == {keys.operator().pubkey()}
    ledger.close()
