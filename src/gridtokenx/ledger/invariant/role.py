"""Who may make which instruction succeed: invariant 6 of the ledger as a table.

Each instruction of the five programs stands here once, so that a new one cannot be forgotten; a test holds
the table against the IDL files.
"""

from enum import Enum


class Role(Enum):
    """In whose name an instruction acts."""

    AUTHORITY = "governance's authority"
    PENDING = "the authority to be"
    ORACLE = "the oracle's key"
    UPGRADER = "governance's upgrade authority"
    ATTESTOR = "the oracle program's own address"
    THRESHOLD = "as many approvers in force as the threshold says"
    APPROVER = "an approver in force"
    SIGNERS = "whoever its accounts name as signers"
    ANYBODY = "anybody"


ROLES: dict[str, tuple[str, Role]] = {
    "governance.initialize": ("upgrade_authority", Role.UPGRADER),
    "governance.set_parameters": ("authority", Role.AUTHORITY),
    "governance.propose_authority": ("authority", Role.AUTHORITY),
    "governance.accept_authority": ("pending", Role.PENDING),
    "governance.set_approvers": ("authority", Role.AUTHORITY),
    "governance.pause": ("authority", Role.AUTHORITY),
    "governance.unpause": ("authority", Role.AUTHORITY),
    "governance.upgrade_program": ("authority", Role.AUTHORITY),
    "governance.set_upgrade_authority": ("authority", Role.AUTHORITY),
    "registry.register_user": ("authority", Role.AUTHORITY),
    "registry.register_meter": ("authority", Role.AUTHORITY),
    "registry.assign_meter": ("authority", Role.AUTHORITY),
    "registry.update_meter_status": ("authority", Role.AUTHORITY),
    "registry.rotate_meter_key": ("authority", Role.AUTHORITY),
    "registry.retire_meter": ("signer", Role.SIGNERS),
    "registry.authorise_agent": ("owner", Role.SIGNERS),
    "registry.revoke_agent": ("owner", Role.SIGNERS),
    "oracle.open_feed": ("", Role.ANYBODY),
    "oracle.open_batch": ("oracle", Role.ORACLE),
    "oracle.seal_batch": ("oracle", Role.ORACLE),
    "oracle.submit_batch": ("oracle", Role.ORACLE),
    "oracle.submit_meter_reading": ("oracle", Role.ORACLE),
    "oracle.trigger_clearing": ("", Role.ANYBODY),
    "energy_token.initialize": ("authority", Role.AUTHORITY),
    "energy_token.mint_energy": ("attestor", Role.ATTESTOR),
    "energy_token.burn_energy": ("authority", Role.SIGNERS),
    "energy_token.redeem_energy": ("authority", Role.SIGNERS),
    "energy_token.issue_credit": ("authority", Role.AUTHORITY),
    "energy_token.redeem_credit": ("owner", Role.SIGNERS),
    "energy_token.open_certified_day": ("", Role.ANYBODY),
    "energy_token.request_certificate": ("requester", Role.SIGNERS),
    "energy_token.approve_certificate": ("approver", Role.APPROVER),
    "energy_token.reject_certificate": ("approver", Role.APPROVER),
    "energy_token.issue_certificate": ("", Role.ANYBODY),
    "energy_token.lapse_certificate": ("", Role.ANYBODY),
    "energy_token.split_certificate": ("owner", Role.SIGNERS),
    "energy_token.transfer_certificate": ("owner", Role.SIGNERS),
    "energy_token.retire_certificate": ("owner", Role.SIGNERS),
    "energy_token.dispute_certificate": ("signer", Role.SIGNERS),
    "energy_token.resolve_dispute": ("", Role.THRESHOLD),
    "trading.initialize": ("authority", Role.AUTHORITY),
    "trading.open_zone": ("authority", Role.AUTHORITY),
    "trading.open_interval": ("", Role.ANYBODY),
    "trading.place_order": ("owner", Role.SIGNERS),
    "trading.cancel_order": ("owner", Role.SIGNERS),
    "trading.place_agent_order": ("agent", Role.SIGNERS),
    "trading.cancel_agent_order": ("agent", Role.SIGNERS),
    "trading.execute_trade": ("buyer", Role.SIGNERS),
    "trading.reserve_flow": ("buyer", Role.SIGNERS),
    "trading.release_flow": ("buyer", Role.SIGNERS),
    "trading.redirect_flow": ("owner", Role.SIGNERS),
    "trading.deliver_flow": ("", Role.ANYBODY),
    "trading.expire_flow": ("", Role.ANYBODY),
    "trading.collect_flow": ("", Role.ANYBODY),
    "trading.close_flow": ("", Role.ANYBODY),
    "trading.close_cover": ("", Role.ANYBODY),
    "trading.update_market_data": ("", Role.ANYBODY),
    "trading.clear_interval": ("", Role.ANYBODY),
    "trading.rank_orders": ("", Role.ANYBODY),
    "trading.settle_order": ("", Role.ANYBODY),
    "trading.redirect_order": ("owner", Role.SIGNERS),
    "trading.close_order": ("", Role.ANYBODY),
    "trading.close_interval": ("", Role.ANYBODY),
}
"""By instruction: the account that acts, and who it must be."""
