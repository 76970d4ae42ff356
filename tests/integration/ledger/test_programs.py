"""The shipped programs on the embedded ledger: founding, credit, and the audit of what they did."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from tests.integration.programs.governing import initialize_args

from gridtokenx.base.ids import MeterId
from gridtokenx.chain.addresses import TOKEN_PROGRAM, Addresses
from gridtokenx.chain.errors import ProgramFault, fault_of
from gridtokenx.chain.programs import Programs, load_binary, load_programs
from gridtokenx.chain.token import balance_of, create_token_account
from gridtokenx.chain.transaction import sign
from gridtokenx.ledger.audit import audit
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.genesis import Genesis, ProgramBinary
from gridtokenx.ledger.litesvm.validator import LiteSvmLedger, open_litesvm
from gridtokenx.port.ledger import Receipt

KEYS = SeedKeys(1, "programs")
OPERATOR, PAYER, OWNER = KEYS.operator(), KEYS.owner(MeterId("payer")), KEYS.owner(MeterId("A"))
BURN = 8
PARAMETERS = {
    "interval_s": 900,
    "gate_s": 300,
    "max_age_s": 86_400,
    "price_min": 100,
    "price_max": 400,
    "grid_price": 280,
    "feed_in_price": 120,
    "min_lot_wh": 1,
    "request_life_s": 86_400,
    "certificate_life_s": 86_400,
    "authority": OPERATOR.pubkey(),
    "oracle": KEYS.oracle().pubkey(),
}


@dataclass(frozen=True)
class Deployment:
    ledger: LiteSvmLedger
    programs: Programs
    at: Addresses

    def run(self, instruction: Instruction, *signers: Keypair) -> Receipt:
        signed = sign([instruction], payer=signers[0], signers=signers, blockhash=self.ledger.blockhash())
        (receipt,) = self.ledger.send([signed])
        return receipt

    def fault(self, receipt: Receipt) -> ProgramFault | None:
        return fault_of(receipt, self.programs)

    def initialize_governance(self, authority: Keypair) -> Receipt:
        program = self.programs.governance
        size = program._accounts["Config"].size
        assert size is not None
        empty = program.account("Config", program.discriminator("Config") + bytes(size))
        mints = {"energy_mint": self.at.energy_mint(), "credit_mint": self.at.credit_mint()}
        args = initialize_args(self.programs, {**empty, **PARAMETERS, **mints})
        accounts = {"payer": PAYER.pubkey(), "upgrade_authority": authority.pubkey()}
        built = program.instruction("initialize", accounts=accounts, args=args)
        return self.run(built, PAYER, authority)

    def issue(self, amount: int, destination: Pubkey, reference: bytes) -> Receipt:
        accounts = {"authority": OPERATOR.pubkey(), "destination": destination}
        args = {"amount": amount, "reference": reference.ljust(32)}
        built = self.programs.energy_token.instruction("issue_credit", accounts=accounts, args=args)
        return self.run(built, OPERATOR)


@pytest.fixture
def deployed(tmp_path: Path) -> Iterator[Deployment]:
    programs = load_programs()
    genesis = Genesis(
        OPERATOR.pubkey(),
        1_800_000_000,
        tuple(ProgramBinary(p.name, p.id, load_binary(p.name)) for p in programs.all()),
        funding=((PAYER.pubkey(), 10**12), (OWNER.pubkey(), 10**10)),
    )
    ledger = open_litesvm(tmp_path / "ledger", genesis=genesis)
    yield Deployment(ledger, programs, programs.addresses())
    ledger.close()


@pytest.fixture
def founded(deployed: Deployment) -> Deployment:
    assert deployed.initialize_governance(OPERATOR).error is None
    accounts = {"payer": PAYER.pubkey(), "authority": OPERATOR.pubkey()}
    tokens = deployed.programs.energy_token.instruction("initialize", accounts=accounts)
    assert deployed.run(tokens, PAYER, OPERATOR).error is None
    mint = deployed.at.credit_mint()
    account = create_token_account(PAYER.pubkey(), owner=OWNER.pubkey(), mint=mint)
    assert deployed.run(account, PAYER).error is None
    return deployed


def test_only_the_upgrade_authority_founds_governance(deployed: Deployment) -> None:
    fault = deployed.fault(deployed.initialize_governance(OWNER))
    assert fault is not None
    assert (fault.program, fault.name) == ("governance", "NotUpgradeAuthority")
    receipt = deployed.initialize_governance(OPERATOR)
    assert [event.name for event in deployed.programs.events(receipt.logs)] == ["ConfigInitialized"]
    found = deployed.ledger.account(deployed.at.config())
    assert found is not None
    config = deployed.programs.governance.account("Config", found.data)
    assert {name: config[name] for name in PARAMETERS} == PARAMETERS


def test_credit_is_audited_with_what_an_owner_burned(founded: Deployment) -> None:
    account = founded.at.credit_account(OWNER.pubkey())
    assert founded.issue(1_000, account, b"payment 1").error is None
    metas = [
        AccountMeta(account, False, True),
        AccountMeta(founded.at.credit_mint(), False, True),
        AccountMeta(OWNER.pubkey(), True, False),
    ]
    assert founded.run(Instruction(TOKEN_PROGRAM, struct.pack("<BQ", BURN, 30), metas), OWNER).error is None
    held = founded.ledger.account(account)
    assert held is not None
    assert balance_of(held.data) == 970
    report = audit(founded.ledger.folder, programs=founded.programs, head=founded.ledger.head())
    assert report.findings == ()
    assert (report.burned_credit_units, report.burned_energy_units) == (30, 0)
    assert report.state_hash == founded.ledger.state_hash()


def test_a_restart_keeps_the_programs_state(founded: Deployment) -> None:
    founded.issue(1_000, founded.at.credit_account(OWNER.pubkey()), b"payment 1")
    state, genesis = founded.ledger.state_hash(), founded.ledger.genesis
    founded.ledger.close()
    again = open_litesvm(founded.ledger.folder, genesis=genesis)
    assert again.state_hash() == state
    later = Deployment(again, founded.programs, founded.at)
    assert later.issue(5, later.at.credit_account(OWNER.pubkey()), b"payment 2").error is None
    again.close()
