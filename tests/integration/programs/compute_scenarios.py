"""The defined states in which instructions are measured: a scenario a program, on the stages of its tests."""

from collections.abc import Callable, Mapping

from solders.instruction import AccountMeta
from tests.integration.programs import market_stage, oracle_stage
from tests.integration.programs.campus_stage import CampusStage, config_args, key, programs
from tests.integration.programs.compute_units import Meter, Table
from tests.integration.programs.market_stage import ASK, BID, Placed
from tests.integration.programs.oracle_entry import entry
from tests.integration.programs.security.scenario import Scenario
from tests.integration.programs.security.world import World
from tests.integration.programs.test_governance_set_approvers import approver_set

ALICE, BOB = key("alice"), key("bob")
METER = "UTCC_ENG_001"


def _campus(*, check_signatures: bool = True) -> tuple[CampusStage, Meter]:
    """The five programs on a machine that is measured from the first instruction on."""
    stage = CampusStage(check_signatures=check_signatures)
    meter = Meter(stage.svm)
    stage.svm = meter  # type: ignore[assignment]  # it passes everything on
    stage.initialize_governance()
    stage.initialize_tokens()
    return stage, meter


def _by_authority(stage: CampusStage, name: str, args: Mapping[str, object], *agreeing: str) -> None:
    votes = [AccountMeta(key(who).pubkey(), is_signer=True, is_writable=False) for who in agreeing]
    accounts = {"authority": stage.operator.pubkey()}
    instruction = programs().governance.instruction(name, accounts=accounts, args=args, remaining=votes)
    stage.send(instruction, signers=[stage.operator, *map(key, agreeing)])


def governance() -> Table:
    """Everything that the authority does, the hand-over last."""
    stage, meter = _campus()
    fields = programs().governance.idl.types["Parameters"].fields
    _by_authority(stage, "set_parameters", {"args": {f.name: config_args()[f.name] for f in fields}})
    _by_authority(stage, "set_approvers", {"args": approver_set()}, "PEA", "MEA")
    _by_authority(stage, "pause", {"mask": 2})
    _by_authority(stage, "unpause", {"mask": 2})
    _by_authority(stage, "propose_authority", {"new_authority": ALICE.pubkey()})
    accept = programs().governance.instruction("accept_authority", accounts={"pending": ALICE.pubkey()})
    stage.send(accept, signers=[ALICE])
    return meter.table


def registry() -> Table:
    """Two users and the life of a meter."""
    stage, meter = _campus()
    stage.register_user(ALICE.pubkey())
    stage.register_user(BOB.pubkey())
    stage.register_meter(METER, ALICE.pubkey())
    accounts = {"authority": stage.operator.pubkey(), "meter": stage.at.meter(METER)}
    for name, given, args in (
        ("assign_meter", {"user": stage.at.user(BOB.pubkey())}, {}),
        ("rotate_meter_key", {}, {"signing_key": key("new key").pubkey()}),
        ("update_meter_status", {}, {"status": 1}),
    ):
        change = programs().registry.instruction(name, accounts={**accounts, **given}, args=args)
        stage.send(change, signers=[stage.operator])
    return meter.table


def energy_token() -> Table:
    """Energy minted, burned and redeemed; credit issued and redeemed."""
    stage, meter = _campus(check_signatures=False)
    owner = ALICE.pubkey()
    energy = stage.token_account(owner, stage.at.energy_mint())
    credit = stage.token_account(owner, stage.at.credit_mint())
    stage.mint_energy(energy, 1_000)
    operator = stage.operator.pubkey()
    for name, accounts, args in (
        ("burn_energy", {"authority": owner, "source": energy}, {"wh": 300, "beneficiary": owner}),
        (
            "redeem_energy",
            {"authority": owner, "source": energy, "destination": credit},
            {"wh": 300, "price": 120},
        ),
        (
            "issue_credit",
            {"authority": operator, "destination": credit},
            {"amount": 10**9, "reference": bytes(range(32))},
        ),
        ("redeem_credit", {"owner": owner, "source": credit}, {"amount": 10**6, "reference": bytes(32)}),
    ):
        stage.send(programs().energy_token.instruction(name, accounts=accounts, args=args))
    return meter.table


def oracle() -> Table:
    """A batch of one and of six meters, and one reading by itself."""
    stage = oracle_stage.Stage()
    meter = Meter(stage.machine._svm)
    stage.machine._svm = meter  # type: ignore[assignment]  # it passes everything on
    meters = [stage.meter(f"ENG_00{n}", owner=f"owner {n}") for n in range(8)]
    line = entry(generated=800, consumed=300, exported=500)
    stage.open_batch(7)
    meter.label = "(1 meter)"
    stage.submit((meters[0], line))
    meter.label = "(6 meters)"
    stage.submit(*[(one, line) for one in meters[1:7]])
    stage.submit_single(meters[7], stage.reading(meters[7], line))
    return meter.table


def trading() -> Table:
    """A market of 25 orders, 9 of them at the rationed level; 600 price levels lie between the limits."""
    stage = market_stage.Stage(with_market=False)
    meter = Meter(stage.svm)
    stage.svm = meter  # type: ignore[assignment]  # it passes everything on
    stage.initialize()
    stage.open_zone(0)
    stage.write_config(price_min=0, price_max=599)
    stage.seal(stage.start)
    stage.open()
    asks = [_ask(stage, meter, n) for n in range(12)]
    bids = [_bid(stage, meter, n) for n in range(12)]
    gone = _ask(stage, meter, 12)
    stage.cancel(gone)
    first = asks[0]
    accounts = {"owner": first.trader.wallet, "order": first.address}
    accounts |= {"payout_energy": first.trader.energy, "payout_credit": first.trader.credit}
    stage.send(stage.call("redirect_order", accounts), first.trader.keypair)
    stage.close_gate()
    stage.clear()
    meter.label = "(8 orders)"
    stage.rank(*asks[4:])
    meter.label = "(1 tombstone)"
    stage.rank(gone)
    _settle(stage, meter, asks, bids)
    for placed in (*asks, *bids, gone):
        stage.close_order(placed)
    stage.close_interval()
    return meter.table


def _ask(stage: market_stage.Stage, meter: Meter, number: int) -> Placed:
    meter.label = "(ask)"
    limit = 100 + number if number < 4 else 300
    return stage.place(stage.trader(f"seller {number}", energy_wh=500), ASK, limit, 500)


def _bid(stage: market_stage.Stage, meter: Meter, number: int) -> Placed:
    meter.label = "(bid, 1 meter)"
    buyer = stage.trader(f"buyer {number}", credit=10**9)
    pairs = stage.attest(buyer.wallet, f"M{number}", 300)
    return stage.place(buyer, BID, 500 - number, 300, pairs=pairs)


def _settle(stage: market_stage.Stage, meter: Meter, asks: list[Placed], bids: list[Placed]) -> None:
    for label, orders in (
        ("(1 ask, sold)", asks[:1]),
        ("(1 bid)", bids[:1]),
        ("(8 asks)", asks[1:9]),
        ("(8 bids)", bids[1:9]),
    ):
        meter.label = label
        stage.settle(*orders)
    meter.label = "(3 asks, 3 bids)"
    stage.settle(*asks[9:], *bids[9:])


def life() -> Table:
    """A campus's life from its founding to the last account closed: what the others do not have."""
    world = World()
    meter = Meter(world.svm)
    world.svm = meter  # type: ignore[assignment]  # it passes everything on
    for case in Scenario(world).cases():
        world.do(*case.before, case.build())
    return meter.table


SCENARIOS: tuple[Callable[[], Table], ...] = (governance, registry, energy_token, oracle, trading, life)
