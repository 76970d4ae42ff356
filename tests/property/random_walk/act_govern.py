"""Acts of governance and of the registry: who may do what, and which meters there are."""

from typing import Final

from solders.pubkey import Pubkey
from tests.integration.programs.security.forgery import Case
from tests.property.random_walk.campus import AGENTS, GATE_S, INTERVAL_S, METERS, key
from tests.property.random_walk.hand import Act, Hand, metas

from gridtokenx.chain.addresses import meter_id_bytes

ENGINEERING, REGULATORS = 0, 1
NOBODY = Pubkey.default()


def approver_set(present: list[Pubkey], threshold: int, model: int) -> dict[str, object]:
    return {
        "model": model,
        "approver_count": len(present),
        "threshold": threshold,
        "approvers": [*present, *[NOBODY] * (7 - len(present))],
        "approver_names": [
            b"".join([b"seat ", str(n).encode()]).ljust(16, b"\0") if n < len(present) else bytes(16)
            for n in range(7)
        ],
    }


def parameters(oracle: Pubkey, **changed: object) -> dict[str, object]:
    prefixes = [n.ljust(16, b"\0") for n in (b"ENG_", b"", b"", b"")]
    usual = {
        "oracle": oracle,
        "interval_s": INTERVAL_S,
        "gate_s": GATE_S,
        "max_age_s": 4 * INTERVAL_S,
        "price_min": 150,
        "price_max": 400,
        "grid_price": 280,
        "feed_in_price": 120,
        "min_lot_wh": 10,
        "prefix_count": 1,
        "prefixes": prefixes,
        "emission_g_per_kwh": 475,
        "request_life_s": 3 * INTERVAL_S,
        "certificate_life_s": 5 * INTERVAL_S,
        "meter_limit_wh": 0,
        "forward_horizon_s": 6 * INTERVAL_S,
    }
    return {**usual, **changed}


def initialize_governance(hand: Hand, model: int | None = None) -> Case:
    campus, operator = hand.campus, hand.campus.wallet("operator")
    seats = [campus.wallet(name) for name in ("PEA", "MEA", "EGAT")]
    chosen = hand.one((ENGINEERING, ENGINEERING, REGULATORS)) if model is None else model
    args = {
        "authority": operator,
        "energy_mint": campus.at.energy_mint(),
        "credit_mint": campus.at.credit_mint(),
        "paused": 0,
        "approver_set": approver_set(seats, 2, chosen),
        "parameters": parameters(campus.wallet("oracle")),
    }
    accounts = {"payer": hand.payer(), "upgrade_authority": operator}
    return Case(hand.programs.governance, "initialize", accounts, {"args": args})


def set_parameters(hand: Hand) -> Case:
    oracle = hand.campus.wallet("oracle") if hand.chance(0.9) else hand.anybody()
    change: dict[str, object] = hand.one(
        (
            {},
            {"price_min": 180},
            {"price_max": 500},
            {"feed_in_price": hand.one((0, 100, 280, 281))},
            {"min_lot_wh": hand.one((0, 1, 100))},
            {"emission_g_per_kwh": hand.amount(600)},
            {"grid_price": hand.amount(400, 16)},
            {"meter_limit_wh": hand.one((0, 9_000))},
            {"max_age_s": hand.amount(8 * INTERVAL_S)},
        )
    )
    accounts = {"authority": hand.authority()}
    return Case(hand.programs.governance, "set_parameters", accounts, {"args": parameters(oracle, **change)})


def propose_authority(hand: Hand) -> Case:
    names = ("operator", "successor")
    new = hand.campus.wallet(hand.one(names)) if hand.chance(0.8) else hand.anybody()
    return Case(
        hand.programs.governance, "propose_authority", {"authority": hand.authority()}, {"new_authority": new}
    )


def accept_authority(hand: Hand) -> Case:
    pending = hand.config()["pending_authority"]
    if pending == NOBODY and hand.chance(0.9):
        return propose_authority(hand)
    return Case(hand.programs.governance, "accept_authority", {"pending": pending})


def set_approvers(hand: Hand) -> Case:
    names = hand.one((("PEA", "MEA", "EGAT"), ("PEA", "MEA"), ("EGAT", "PEA", "MEA"), ("MEA",), ()))
    seats = [hand.campus.wallet(name) for name in names]
    threshold = min(len(seats), hand.one((1, 2, 2, 3)))
    model = hand.config()["model"] if hand.chance(0.7) else hand.one((0, 1, 2))
    present = hand.approvers()
    if hand.chance(0.2):
        present = hand.some(present, 3)
    case = {"args": approver_set(seats, threshold, model)}
    return Case(
        hand.programs.governance,
        "set_approvers",
        {"authority": hand.authority()},
        case,
        remaining=metas(*present, signs=True),
    )


def pause(hand: Hand) -> Case:
    mask = hand.one((1, 2, 4, 7, 0, 255))
    return Case(hand.programs.governance, "pause", {"authority": hand.authority()}, {"mask": mask})


def unpause(hand: Hand) -> Case:
    mask = hand.config()["paused"] if hand.chance(0.9) else hand.one((1, 2, 4, 7, 8))
    if not mask:
        return pause(hand)
    return Case(hand.programs.governance, "unpause", {"authority": hand.authority()}, {"mask": mask})


# The registry.


def _paying(hand: Hand) -> dict[str, Pubkey]:
    return {"authority": hand.authority(), "payer": hand.payer()}


def register_user(hand: Hand, wallet: Pubkey | None = None) -> Case:
    accounts = {**_paying(hand), "wallet": wallet or hand.anybody()}
    role = 0 if wallet else hand.one((0, 0, 1, 2, 3, 4))
    return Case(hand.programs.registry, "register_user", accounts, {"role": role})


def register_meter(hand: Hand, meter_id: str | None = None) -> Case:
    chosen = meter_id or hand.one((*METERS, "ENG_X", "ENG_Y"))
    owner = hand.campus.wallet(METERS[chosen]) if chosen in METERS else hand.owner()
    args = {
        "meter_id": meter_id_bytes(chosen),
        "signing_key": key(f"meter {chosen}").pubkey(),
        "kind": 1,
        "capacity_w": 40_000 if meter_id else hand.amount(40_000),
        "load_w": 40_000 if meter_id else hand.amount(40_000),
        "sources": 1 if meter_id else hand.one((1, 3, 4, 0)),
        "permit_hash": bytes(range(32)),
        "zone": 0 if meter_id else hand.one((0, 1)),
    }
    accounts = {**_paying(hand), "owner_user": hand.campus.at.user(owner)}
    return Case(hand.programs.registry, "register_meter", accounts, args)


def assign_meter(hand: Hand) -> Case:
    meter, _ = hand.account("Meter")
    user, _ = hand.account("User", lambda u: u["role"] == 0)
    return Case(
        hand.programs.registry,
        "assign_meter",
        {"authority": hand.authority(), "user": user, "meter": meter},
    )


def update_meter_status(hand: Hand) -> Case:
    asleep = [m for m, found in hand.state.of("Meter").items() if found["status"] == 1]
    wakes = asleep and hand.chance(0.8)
    meter = hand.one(asleep if wakes else hand.state.of("Meter"))
    status = 0 if wakes else hand.one((0, 1, 1, 2, 255))
    accounts = {"authority": hand.authority(), "meter": meter}
    return Case(hand.programs.registry, "update_meter_status", accounts, {"status": status})


def rotate_meter_key(hand: Hand) -> Case:
    meter, found = hand.account("Meter")
    meter_id = found["meter_id"].rstrip(b"\0").decode()
    new = key(f"meter {meter_id}" if hand.chance(0.9) else "another key").pubkey()
    accounts = {"authority": hand.authority(), "meter": meter}
    return Case(hand.programs.registry, "rotate_meter_key", accounts, {"signing_key": new})


def retire_meter(hand: Hand) -> Case:
    meter, found = hand.account("Meter")
    signer = hand.one((hand.authority(), found["owner"], hand.anybody()))
    return Case(hand.programs.registry, "retire_meter", {"signer": signer, "meter": meter})


WIDE: Final = {"max_order_wh": 12_000, "max_bid": 400, "min_ask": 150, "sides": 7}


def authorise_agent(hand: Hand, founder: Pubkey | None = None) -> Case:
    args = {
        "max_order_wh": hand.one((3_000, 12_000)) if hand.chance(0.8) else hand.amount(1_000),
        "max_bid": hand.one((200, 280, 400, 400)),
        "min_ask": hand.one((0, 150, 150, 200)),
        "sides": 7 if hand.chance(0.7) else hand.one((3, 1, 2, 0, 8)),
        "expires_at": hand.now_s + hand.one((600, 7_200, 80_000, 80_000, 80_000, 0, -1)),
    }
    agent = hand.campus.wallet(hand.one(AGENTS)) if hand.chance(0.9) else hand.anybody()
    owner = hand.owner() if hand.chance(0.95) else hand.anybody()
    if founder is not None:
        args |= {**WIDE, "expires_at": hand.now_s + 80_000}
        agent, owner = hand.campus.wallet(AGENTS[0]), founder
    accounts = {"owner": owner, "payer": hand.payer(), "agent": agent}
    return Case(hand.programs.registry, "authorise_agent", accounts, args)


def revoke_agent(hand: Hand) -> Case:
    record, found = hand.account("Agent")
    return Case(hand.programs.registry, "revoke_agent", {"owner": found["owner"], "agent_record": record})


ACTS: dict[Act, float] = {
    initialize_governance: 0.1,
    set_parameters: 0.4,
    propose_authority: 0.4,
    accept_authority: 2,
    set_approvers: 0.6,
    pause: 0.25,
    unpause: 1.5,
    register_user: 0.4,
    register_meter: 0.5,
    assign_meter: 0.6,
    update_meter_status: 0.6,
    rotate_meter_key: 0.4,
    retire_meter: 0.4,
    authorise_agent: 1.2,
    revoke_agent: 0.3,
}
