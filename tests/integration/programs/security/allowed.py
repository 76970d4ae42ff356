"""What the programs may let through, and why it harms nobody. Everything else is refused.

A line is an instruction, the places and kinds of change (shell patterns) that pass there, and the reason.
"""

ANYWHERE = {
    "payer:stranger": "anybody may pay, and pays by signing",
    "*:own twin": "another token account of the same owner and mint",
}
"""Passes in every instruction that has such a place."""

HELD = "a payout account that is not the one recorded holds up that payment alone; it can be collected later"
SIGNED_ANEW = "the parties sign each transaction; an older one cannot be sent again"
CHOSEN = "the signer may name any of those it has a right to"
TUNED = "a parameter that may have any value; its products fit their types"
IDEMPOTENT = "what is so already stays so"
UNREAD = "the owner signs for itself, so no agent's record is read"

ALLOWED: dict[str, dict[str, str]] = {
    "governance.initialize": {
        "args.parameters.*_life_s:most": TUNED,
        "args.parameters.emission_g_per_kwh:*": TUNED,
        "args.parameters.feed_in_price:zero": TUNED,
        "args.parameters.forward_horizon_s:zero": TUNED,
        "args.parameters.gate_s:*": TUNED,
        "args.parameters.grid_price:most": TUNED,
        "args.parameters.max_age_s:most": TUNED,
        "args.parameters.meter_limit_wh:most": TUNED,
        "args.parameters.min_lot_wh:most": TUNED,
        "args.parameters.price_min:zero": TUNED,
    },
    "governance.set_parameters": {
        "again": IDEMPOTENT,
        "args.*_life_s:most": TUNED,
        "args.emission_g_per_kwh:*": TUNED,
        "args.feed_in_price:zero": TUNED,
        "args.forward_horizon_s:zero": TUNED,
        "args.gate_s:*": TUNED,
        "args.grid_price:most": TUNED,
        "args.max_age_s:most": TUNED,
        "args.meter_limit_wh:most": TUNED,
        "args.min_lot_wh:most": TUNED,
        "args.price_min:zero": TUNED,
    },
    "governance.pause": {"again": IDEMPOTENT},
    "governance.unpause": {"again": IDEMPOTENT},
    "governance.propose_authority": {"again": IDEMPOTENT},
    "governance.set_upgrade_authority": {"new_authority:*": "the threshold may let any key upgrade"},
    "governance.upgrade_program": {"spill:*": "the threshold may give what is left to anybody"},
    "governance.set_approvers": {"again": "the threshold signs again"},
    "registry.assign_meter": {"again": IDEMPOTENT, "meter:sibling": CHOSEN, "user:sibling": CHOSEN},
    "registry.authorise_agent": {
        "again": "the owner may renew an agent's limits",
        "expires_at:most": CHOSEN,
        "max_*:*": CHOSEN,
        "min_ask:*": CHOSEN,
    },
    "registry.register_meter": {
        "capacity_w:most": CHOSEN,
        "kind:*": CHOSEN,
        "load_w:*": CHOSEN,
        "owner_user:sibling": CHOSEN,
        "sources:zero": CHOSEN,
        "zone:most": CHOSEN,
    },
    "registry.retire_meter": {"meter:sibling": CHOSEN},
    "registry.revoke_agent": {"again": IDEMPOTENT},
    "registry.rotate_meter_key": {"again": IDEMPOTENT, "meter:sibling": CHOSEN},
    "registry.update_meter_status": {"again": IDEMPOTENT, "meter:sibling": CHOSEN, "status:zero": CHOSEN},
    "energy_token.approve_certificate": {"again": IDEMPOTENT},
    "energy_token.burn_energy": {"again": SIGNED_ANEW},
    "energy_token.dispute_certificate": {"certificate:sibling": CHOSEN},
    "energy_token.issue_certificate": {"energy_account:*": "nothing is minted with this certificate"},
    "energy_token.issue_credit": {"destination:sibling": CHOSEN},
    "energy_token.mint_energy": {"again": SIGNED_ANEW, "destination:sibling": CHOSEN},
    "energy_token.open_certified_day": {"day:*": "whoever wants a day's map pays for it"},
    "energy_token.redeem_credit": {"again": SIGNED_ANEW},
    "energy_token.redeem_energy": {"again": SIGNED_ANEW, "destination:sibling": CHOSEN},
    "energy_token.transfer_certificate": {"certificate:sibling": CHOSEN},
    "trading.cancel_agent_order": {"order:sibling": CHOSEN},
    "trading.cancel_order": {"order:sibling": CHOSEN},
    "trading.close_cover": {"cover:sibling": "anybody may close what is done"},
    "trading.close_flow": {"reservation:sibling": "anybody may close what is done"},
    "trading.collect_flow": {
        "again": "nothing is owed any more, so nothing moves",
        "*:*": "what is owed nothing is not looked at; a closed one holds up its payment alone",
    },
    "trading.deliver_flow": {
        "buyer_credit:*": HELD,
        "buyer_energy:*": HELD,
        "seller_credit:*": HELD,
        "reservation:sibling": "another reservation of the same parties is due too",
    },
    "trading.execute_trade": {"again": SIGNED_ANEW, "*_record:*": UNREAD},
    "trading.expire_flow": {
        "buyer_credit:*": HELD,
        "seller_credit:*": HELD,
    },
    "trading.open_zone": {"zone:most": CHOSEN},
    "trading.place_agent_order": {"nonce:most": CHOSEN},
    "trading.place_order": {"nonce:most": CHOSEN},
    "trading.rank_orders": {"again": "nothing is left to hand out, so nothing changes"},
    "trading.redirect_flow": {"again": IDEMPOTENT, "reservation:sibling": CHOSEN},
    "trading.redirect_order": {"again": IDEMPOTENT},
    "trading.release_flow": {
        "buyer_credit:*": HELD,
        "seller_credit:*": HELD,
        "*_record:*": UNREAD,
        "reservation:sibling": CHOSEN,
    },
    "trading.reserve_flow": {"buyer_credit:sibling": CHOSEN, "nonce:most": CHOSEN, "*_record:*": UNREAD},
    "trading.settle_order": {
        "again": "a settled order is left as it is",
        "remaining[[]*[]]:*": HELD,
    },
    "oracle.open_batch": {"count:most": "a batch that waits for too many is sealed short"},
    "oracle.submit_batch": {"entries.*:zero": "the oracle says what was measured; less is believed"},
}
