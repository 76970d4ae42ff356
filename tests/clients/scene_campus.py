"""A campus's life outside the market: governed, handed over, registered, paid in and out."""

from collections.abc import Mapping
from typing import Any, Final

from solders.instruction import AccountMeta
from solders.pubkey import Pubkey
from tests.clients.witness import Witness, programs
from tests.integration.programs.campus_stage import NOW, CampusStage, config_args, key, label
from tests.integration.programs.governing import parameter_args

from gridtokenx.chain.addresses import UPGRADEABLE_LOADER, program_data
from gridtokenx.chain.loader import set_authority
from gridtokenx.chain.program import Program
from gridtokenx.chain.programs import load_binary

ALICE, BOB = key("alice").pubkey(), key("bob").pubkey()
METER = "UTCC_ENG_001"
REFERENCE = bytes(range(32))
AGENT: Final = {
    "max_order_wh": 5_000,
    "max_bid": 280,
    "min_ask": 150,
    "sides": 0b011,
    "expires_at": NOW + 86_400,
}


class Campus:
    """A stage, and one short call for each instruction."""

    def __init__(self, *, check_signatures: bool = True) -> None:
        self.witness = Witness()
        self.stage = CampusStage(check_signatures=check_signatures, svm=self.witness)  # type: ignore[arg-type]  # answers as LiteSVM does
        self.stage.initialize_governance()
        self.stage.initialize_tokens()

    def call(
        self,
        program: Program,
        name: str,
        args: Mapping[str, object] | None = None,
        /,
        *,
        signed_by: str = "operator",
        votes: tuple[str, ...] = (),
        **accounts: Pubkey,
    ) -> None:
        """Send one instruction, signed by those that are named."""
        metas = [AccountMeta(key(vote).pubkey(), is_signer=True, is_writable=False) for vote in votes]
        instruction = program.instruction(name, accounts=accounts, args=args, remaining=metas)
        self.stage.send(instruction, signers=[key(who) for who in (signed_by, *votes)])


def govern() -> Witness:
    """Parameters, pause, approvers, and the hand-over to a successor."""
    campus, governance = Campus(), programs().governance
    operator, successor = key("operator").pubkey(), key("successor").pubkey()
    parameters = parameter_args(programs(), config_args(min_lot_wh=7))
    campus.call(governance, "set_parameters", parameters, authority=operator)
    approvers = ("Sustainability", "Engineering", "Facilities")
    approver_set = {
        "model": 1,
        "approver_count": 3,
        "threshold": 2,
        "approvers": (*(key(name).pubkey() for name in approvers), *[Pubkey.default()] * 4),
        "approver_names": (*(label(name) for name in approvers), *[bytes(16)] * 4),
    }
    campus.call(
        governance, "set_approvers", {"args": approver_set}, authority=operator, votes=("PEA", "EGAT")
    )
    campus.call(governance, "pause", {"mask": 2}, authority=operator)
    campus.call(governance, "unpause", {"mask": 2}, authority=operator)
    campus.call(governance, "propose_authority", {"new_authority": successor}, authority=operator)
    campus.call(governance, "accept_authority", signed_by="successor", pending=successor)
    return campus.witness


def upgrade() -> Witness:
    """The registry becomes governance's to upgrade, gets other code, and is given to a successor."""
    campus, registry = Campus(), programs().registry
    stage, operator = campus.stage, key("operator").pubkey()
    holder, buffer, place = stage.at.upgrade_authority(), key("buffer").pubkey(), program_data(registry.id)
    stage.send(set_authority(place, authority=operator, new_authority=holder), signers=[key("operator")])
    filled = (1).to_bytes(4, "little") + b"\1" + bytes(holder) + load_binary("governance")
    stage.overwrite(buffer, filled, UPGRADEABLE_LOADER)
    given: dict[str, Any] = {"authority": operator, "program": registry.id, "program_data": place}
    votes, governance = ("PEA", "EGAT"), programs().governance
    campus.call(governance, "upgrade_program", votes=votes, buffer=buffer, spill=operator, **given)
    heir = key("successor").pubkey()
    campus.call(governance, "set_upgrade_authority", votes=votes, new_authority=heir, **given)
    return campus.witness


def register() -> Witness:
    """Two users, a meter that changes until it retires, and an agent that comes and goes."""
    campus, registry = Campus(), programs().registry
    at = campus.stage.at
    given: dict[str, Any] = {"authority": key("operator").pubkey(), "meter": at.meter(METER)}
    campus.stage.register_user(ALICE)
    campus.stage.register_user(BOB, 1)
    campus.stage.register_meter(METER, ALICE)
    campus.call(registry, "assign_meter", user=at.user(BOB), **given)
    campus.call(registry, "rotate_meter_key", {"signing_key": key("new").pubkey()}, **given)
    campus.call(registry, "update_meter_status", {"status": 1}, **given)
    campus.call(registry, "retire_meter", signer=key("operator").pubkey(), meter=at.meter(METER))
    paid: dict[str, Any] = {"payer": key("payer").pubkey(), "agent": key("bot").pubkey()}
    campus.call(registry, "authorise_agent", AGENT, signed_by="alice", owner=ALICE, **paid)
    record = at.agent(ALICE, agent=key("bot").pubkey())
    campus.call(registry, "revoke_agent", signed_by="alice", owner=ALICE, agent_record=record)
    return campus.witness


def pay() -> Witness:
    """Credit and energy, in and out."""
    campus, token = Campus(check_signatures=False), programs().energy_token
    stage, operator = campus.stage, key("operator").pubkey()
    energy = stage.token_account(ALICE, stage.at.energy_mint())
    credit = stage.token_account(ALICE, stage.at.credit_mint())
    paid = {"amount": 25_000_000, "reference": REFERENCE}
    campus.call(token, "issue_credit", paid, authority=operator, destination=credit)
    campus.call(token, "redeem_credit", paid | {"amount": 5}, signed_by="alice", owner=ALICE, source=credit)
    stage.mint_energy(energy, 1_000)
    burned = {"wh": 400, "beneficiary": BOB}
    campus.call(token, "burn_energy", burned, signed_by="alice", authority=ALICE, source=energy)
    fed_in = {"wh": 300, "price": 120}
    campus.call(
        *(token, "redeem_energy", fed_in),
        signed_by="alice",
        authority=ALICE,
        source=energy,
        destination=credit,
    )
    return campus.witness
