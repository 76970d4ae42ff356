"""A program that governance upgrades runs its new code at once, after a restart and after a replay."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from solders.instruction import Instruction
from tests.integration.ledger.test_loader import _recovered_hash

from gridtokenx.campus import catalogue
from gridtokenx.campus.model import AuthorityModel
from gridtokenx.chain.loader import upgrade
from gridtokenx.chain.programs import load_binary, load_programs
from gridtokenx.chain.transaction import sign
from gridtokenx.ledger.audit import audit
from gridtokenx.ledger.deploy.buffer import fill
from gridtokenx.ledger.deploy.deployment import Deployment
from gridtokenx.ledger.deploy.ground import Ground, LoaderRefused
from gridtokenx.ledger.deploy.release import shipped
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.genesis import Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.node import LiteSvmNode, open_node
from gridtokenx.ledger.litesvm.own_thread import in_own_thread
from gridtokenx.ledger.litesvm.snapshot import NEWEST, OLDER
from gridtokenx.pipeline.found import found
from gridtokenx.pipeline.site import Site, connect

PROGRAMS = load_programs()
KEYS = SeedKeys(5, "utcc")
GENESIS = Genesis(
    KEYS.operator().pubkey(),
    1_800_000_000,
    programs=tuple(ProgramBinary(p.name, p.id, load_binary(p.name)) for p in PROGRAMS.all()),
)
OTHER = load_binary("governance")
"""Code that answers another id's calls in its own way, and fits where the registry's is."""


def deployment_of(node: LiteSvmNode, *approvers: str) -> Deployment:
    campus = replace(catalogue.load("utcc"), authority=AuthorityModel.REGULATORS)
    site = connect(
        replace(campus, meters=campus.meters[:1]), ledger=node, programs=PROGRAMS, keys=KEYS, gate_s=300
    )
    ground = Ground(
        node,
        KEYS.operator(),
        rent_exempt=lambda size: node.read(lambda state: state.rent_exempt(size)).result(),
        send_in_any_order=node.send,
        approvers=tuple(KEYS.approver(name) for name in approvers),
    )
    return Deployment(ground, site, shipped(PROGRAMS))


def answer(site: Site) -> tuple[str | None, int]:
    """Call the registry: what it says, and in how many units."""
    ask = sign(
        [Instruction(PROGRAMS.registry.id, bytes(8), [])],
        payer=site.operator(),
        blockhash=site.ledger.blockhash(),
    )
    (receipt,) = site.ledger.send([ask])
    return receipt.error, receipt.compute_units


def changed(deployment: Deployment) -> Deployment:
    releases = [
        replace(release, code=OTHER) if release.name == "registry" else release
        for release in deployment.releases
    ]
    return replace(deployment, releases=tuple(releases))


def nobody(_name: str, _done: int, _total: int) -> None:
    """Nobody listens."""


def test_an_upgrade_inside_governance_is_noticed_everywhere(tmp_path: Path) -> None:
    node = open_node(tmp_path, genesis=GENESIS)
    deployment = deployment_of(node, "MEA", "EGAT")
    found(deployment.site)
    before = answer(deployment.site)
    wanted = changed(deployment)
    assert wanted.carry_out(wanted.plan(), told=nobody) == ()
    after = answer(deployment.site)
    assert after != before
    state = node.state_hash()
    node.close()

    node = open_node(tmp_path, genesis=GENESIS)
    assert answer(deployment_of(node).site) == after
    assert node.state_hash() == state
    node.close()
    for files in ((), (OLDER,), (OLDER, NEWEST)):
        for name in files:
            (tmp_path / name).unlink(missing_ok=True)
        assert in_own_thread(partial(_recovered_hash, tmp_path)) == state
    report = audit(tmp_path, programs=PROGRAMS)
    assert report.findings == ()
    assert [notice.code for notice in report.notices] == ["PROGRAM_UPGRADED"]


def test_the_operator_alone_cannot_upgrade_any_more(tmp_path: Path) -> None:
    node = open_node(tmp_path, genesis=GENESIS)
    deployment = deployment_of(node)
    found(deployment.site)
    before = answer(deployment.site)
    (release,) = (r for r in changed(deployment).releases if r.name == "registry")
    buffer, me = fill(deployment.ground, release), deployment.ground.payer()
    with pytest.raises(LoaderRefused, match="IncorrectAuthority"):
        deployment.ground.run([upgrade(release.address, buffer=buffer, authority=me, spill=me)])
    assert answer(deployment.site) == before
    node.close()
    assert audit(tmp_path, programs=PROGRAMS).findings == ()
