"""What owners and the operator may do on a ledger is no fault: counted, or noticed with the code's hash."""

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from solders.instruction import AccountMeta, Instruction
from solders.pubkey import Pubkey
from tests.integration.ledger.cheating import Cheater, codes
from tests.integration.ledger.test_audit_programs import generous_mint

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.chain.transaction import address_of
from gridtokenx.ledger.deploy.carry_out import carry_out
from gridtokenx.ledger.deploy.ground import Ground
from gridtokenx.ledger.deploy.plan import look
from gridtokenx.ledger.deploy.release import Release, program_key
from gridtokenx.ledger.invariant.upgrade import code_digest
from gridtokenx.ledger.litesvm.node import LiteSvmNode
from gridtokenx.pipeline.sending import Step

BURN, TRANSFER = 8, 3


@pytest.fixture
def campus(tmp_path: Path) -> Iterator[Cheater]:
    """A campus whose validator is honest."""
    with Cheater(tmp_path) as made:
        yield made


def token(tag: int, amount: int, first: Pubkey, second: Pubkey, owner: Pubkey) -> Instruction:
    metas = [
        AccountMeta(first, is_signer=False, is_writable=True),
        AccountMeta(second, is_signer=False, is_writable=True),
        AccountMeta(owner, is_signer=True, is_writable=False),
    ]
    return Instruction(TOKEN_PROGRAM, struct.pack("<BQ", tag, amount), metas)


def test_an_owners_burn_and_gift_are_counted(campus: Cheater) -> None:
    site = campus.site
    richest = max(site.connections, key=lambda c: campus.balance(c.credit))
    owner = site.keys.owner(richest.spec.meter_id)
    mint, vault = site.addresses.credit_mint(), site.addresses.credit_vault()
    wallet = address_of(owner)
    for instruction in (
        token(BURN, 7, richest.credit, mint, wallet),
        token(TRANSFER, 5, richest.credit, vault, wallet),
    ):
        assert campus.send(Step((instruction,), (owner,))).error is None
    campus.trade()
    report = campus.audited()
    assert report.ok, report.findings
    assert (report.burned_credit_units, report.donated_units) == (7, 5)


def upgrade(campus: Cheater, code: bytes) -> None:
    """Replace energy-token through the loader, as the operator would."""
    node = campus.run.ledger
    assert isinstance(node, LiteSvmNode)
    ground = Ground(
        ledger=node,
        authority=campus.site.operator(),
        rent_exempt=lambda size: node.read(lambda view: view.rent_exempt(size)).result(),
        send_in_any_order=node.send,
    )
    release = Release("energy_token", program_key("energy_token"), code)
    carry_out(ground, look(ground, [release]))


def test_an_upgrade_is_noticed_and_what_the_new_code_does_is_checked(campus: Cheater) -> None:
    code = generous_mint()
    upgrade(campus, code)
    campus.trade()
    report = campus.audited()
    (notice,) = report.notices
    assert notice.code == "PROGRAM_UPGRADED"
    assert notice.signature is not None
    assert code_digest(code) in notice.message
    assert codes(report) == {"SUPPLY_UNEXPLAINED", "MINT_WITHOUT_READING"}
    assert notice.seq is not None
    assert all(finding.seq is None or finding.seq > notice.seq for finding in report.findings)


def test_a_snapshot_behind_an_upgrade_knows_its_code(campus: Cheater) -> None:
    upgrade(campus, generous_mint())
    campus.trade()
    report = campus.audited(from_snapshot=True)
    assert [notice.code for notice in report.notices] == ["CODE_NOT_SHIPPED"]
    assert report.first_run > 0
