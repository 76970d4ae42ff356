"""Founding a campus on a ledger: parameters, mints, market, users, meters, wallets; resumes by looking."""

from hashlib import sha256

from solders.instruction import Instruction
from solders.pubkey import Pubkey

from gridtokenx.base.interval import SETTLEMENT_S
from gridtokenx.campus.model import AuthorityModel, MeterSpec
from gridtokenx.chain.addresses import meter_id_bytes
from gridtokenx.chain.token import create_token_account
from gridtokenx.pipeline.hand_over import hand_over
from gridtokenx.pipeline.site import Connection, Site
from gridtokenx.reading.shape import EMISSION_G_PER_KWH
from gridtokenx.reading.validation import limits_of

MAX_AGE_S = 7 * 86_400
"""Oldest interval that an attestation may carry: a meter that was away for a week still counts."""
MIN_LOT_WH = 1
REQUEST_LIFE_S = 30 * 86_400
"""How long a certificate request may wait for its approvers."""
CERTIFICATE_LIFE_S = 2 * 365 * 86_400
"""How long an issued certificate may be transferred and retired."""
NO_METER_LIMIT = 0
"""A meter's own power is its only limit."""
FORWARD_HORIZON_S = 48 * 3_600
"""How far ahead of delivery energy may be promised: what the weather is forecast for."""
NO_KEY = Pubkey.default()
REGULATORS = ("PEA", "MEA", "EGAT")
THRESHOLD = 2
SOLAR, WIND, STORAGE = 1, 2, 4


def found(site: Site) -> None:
    """Bring a campus into being on its ledger, whatever of it is there already.

    Last, under the regulators' model, the programs become governance's to upgrade.

    Raises:
        ProgramError: A program refused; nothing of that transaction was done.
    """
    found_programs(site)
    present = site.ledger.accounts([c.feed for c in site.connections])
    missing = [c for c, feed in zip(site.connections, present, strict=True) if feed is None]
    users = site.ledger.accounts([c.user for c in missing])
    known = {c.wallet for c, user in zip(missing, users, strict=True) if user is not None}
    instructions: list[Instruction] = []
    for connection in missing:
        instructions += _join(site, connection, with_user=connection.wallet not in known)
        known.add(connection.wallet)
    site.sender.send_packed(instructions)
    hand_over(site)


def found_programs(site: Site) -> None:
    """Set the programs up: parameters, mints, market, zone, whatever of it is not there yet.

    The operator must be the programs' upgrade authority, or nobody could keep another from being first.

    Raises:
        ProgramError: A program refused.
    """
    at, programs, me = site.addresses, site.programs, site.operator().pubkey()
    zones = sorted({connection.zone for connection in site.connections} | {0})
    config, tokens, market, *opened = site.ledger.accounts(
        [at.config(), at.token_state(), at.market(), *(at.zone(zone) for zone in zones)],
    )
    steps: list[Instruction] = []
    if config is None:
        accounts = {
            "payer": me,
            "upgrade_authority": me,
        }
        steps.append(
            programs.governance.instruction("initialize", accounts=accounts, args={"args": parameters(site)})
        )
    if tokens is None:
        steps.append(programs.energy_token.instruction("initialize", accounts={"payer": me, "authority": me}))
    if market is None:
        steps.append(programs.trading.instruction("initialize", accounts={"payer": me, "authority": me}))
    steps += [
        programs.trading.instruction(
            "open_zone", accounts={"payer": me, "authority": me}, args={"zone": zone}
        )
        for zone, account in zip(zones, opened, strict=True)
        if account is None
    ]
    site.sender.send_packed(steps)


def parameters(site: Site) -> dict[str, object]:
    """Return the campus's parameters as governance's `initialize` takes them."""
    return {
        "authority": site.operator().pubkey(),
        "energy_mint": site.addresses.energy_mint(),
        "credit_mint": site.addresses.credit_mint(),
        "paused": 0,
        "approver_set": _approver_set(site),
        "parameters": _parameters(site),
    }


def _approver_set(site: Site) -> dict[str, object]:
    """Any two of three regulators; under the engineering model nobody beside the authority (R-LED-3)."""
    is_regulated = site.campus.authority is AuthorityModel.REGULATORS
    names = REGULATORS if is_regulated else ()
    approvers = [site.keys.approver(name).pubkey() for name in names]
    return {
        "model": 1 if is_regulated else 0,
        "approver_count": len(approvers),
        "threshold": THRESHOLD if is_regulated else 0,
        "approvers": [*approvers, *[NO_KEY] * (7 - len(approvers))],
        "approver_names": [_padded(n, 16) for n in [*names, *[""] * (7 - len(names))]],
    }


def _parameters(site: Site) -> dict[str, object]:
    campus, tariff = site.campus, site.campus.tariff
    prefixes = campus.meter_prefixes if campus.authority is AuthorityModel.ENGINEERING else ()
    return {
        "oracle": site.keys.oracle().pubkey(),
        "interval_s": SETTLEMENT_S,
        "gate_s": site.gate_s,
        "max_age_s": MAX_AGE_S,
        "price_min": 0,
        "price_max": 599,
        "grid_price": tariff.grid_ticks,
        "feed_in_price": tariff.feed_in_ticks,
        "min_lot_wh": MIN_LOT_WH,
        "prefix_count": len(prefixes),
        "prefixes": [_padded(p, 16) for p in [*prefixes, *[""] * (4 - len(prefixes))]],
        "emission_g_per_kwh": EMISSION_G_PER_KWH,
        "request_life_s": REQUEST_LIFE_S,
        "certificate_life_s": CERTIFICATE_LIFE_S,
        "meter_limit_wh": NO_METER_LIMIT,
        "forward_horizon_s": FORWARD_HORIZON_S,
    }


def _join(site: Site, connection: Connection, *, with_user: bool) -> list[Instruction]:
    """Instructions that make one meter and its owner part of the market."""
    programs, me = site.programs, site.operator_address()
    spec = connection.spec
    steps = []
    if with_user:
        role = 1 if not (spec.pv_kw or spec.wind_kw or spec.battery_kwh) else 0
        accounts = {"payer": me, "authority": me, "wallet": connection.wallet}
        steps.append(programs.registry.instruction("register_user", accounts=accounts, args={"role": role}))
        mints = (site.addresses.energy_mint(), site.addresses.credit_mint())
        steps += [create_token_account(me, owner=connection.wallet, mint=mint) for mint in mints]
    accounts = {"payer": me, "authority": me, "owner_user": connection.user, "meter": connection.meter}
    args = meter_arguments(spec, site.public_key_of(spec.meter_id), zone=connection.zone)
    steps.append(programs.registry.instruction("register_meter", accounts=accounts, args=args))
    steps.append(programs.oracle.instruction("open_feed", accounts={"payer": me, "meter": connection.meter}))
    return steps


def meter_arguments(spec: MeterSpec, signing_key: bytes, *, zone: int) -> dict[str, object]:
    """Return a meter's entry as the registry's `register_meter` takes it."""
    limits = limits_of(spec)
    sources = SOLAR * bool(spec.pv_kw) | WIND * bool(spec.wind_kw) | STORAGE * bool(spec.battery_kwh)
    return {
        "meter_id": meter_id_bytes(spec.meter_id),
        "signing_key": Pubkey(signing_key),
        "kind": ("consumer", "prosumer", "hybrid", "storage").index(spec.meter_type.value),
        "capacity_w": limits.capacity_w,
        "load_w": limits.load_w,
        "sources": sources,
        "zone": zone,
        "permit_hash": sha256(f"installation {spec.meter_id} {spec.pv_kw} {spec.wind_kw}".encode()).digest(),
    }


def _padded(text: str, size: int) -> bytes:
    return text.encode("ascii")[:size].ljust(size, b"\0")
