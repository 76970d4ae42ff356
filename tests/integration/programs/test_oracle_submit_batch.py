"""`submit_batch`: many meters attested and their surpluses minted; every account is checked."""

from collections.abc import Mapping

import pytest
from solders.instruction import AccountMeta
from solders.pubkey import Pubkey
from tests.integration.programs.oracle_stage import (
    INTERVAL_S,
    START,
    UNITS_PER_WH,
    Metered,
    Refused,
    Stage,
    entry,
    key,
    programs,
)

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.chain.packing import fits
from gridtokenx.chain.token import create_token_account
from gridtokenx.chain.transaction import MAX_BYTES

PAUSE_ATTEST, PAUSE_ORDERS = 1, 2
SURPLUS = entry(generated=1_000, consumed=300, imported=50, exported=750)
DEFICIT = entry(generated=100, consumed=900, imported=800, exported=0)
CU_PER_METER_MAX = 3_700


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def opened(stage: Stage) -> Stage:
    stage.open_batch(9)
    return stage


def submit(stage: Stage, meter: Metered, line: Mapping[str, int] = SURPLUS, **changes: Pubkey) -> None:
    stage.submit((meter, line), start=START, **changes)


def test_a_surplus_is_minted_to_the_owner(opened: Stage) -> None:
    meter = opened.meter()
    result = opened.submit((meter, SURPLUS))
    assert opened.balance(meter.energy) == 700 * UNITS_PER_WH
    assert opened.supply() == 700 * UNITS_PER_WH
    assert opened.minted_wh() == 700
    (event,) = opened.events(result)
    assert event.name == "ReadingAttested"
    assert event.data == {
        "meter": meter.address,
        "interval_start": START,
        **SURPLUS,
        "minted_wh": 700,
        "previous_end": 0,
    }


def test_feed_and_batch_remember_the_interval(opened: Stage) -> None:
    meter = opened.meter()
    submit(opened, meter)
    feed, batch = opened.feed(meter), opened.batch()
    assert (feed["last_end"], feed["last_import_wh"], feed["last_export_wh"]) == (START + INTERVAL_S, 50, 750)
    assert (feed["minted_wh"], feed["sequence"]) == (700, 1)
    for account in (feed, batch):
        assert {name: account[name] for name in SURPLUS} == dict(SURPLUS)
    assert (batch["attested"], batch["minted_wh"], batch["sealed"]) == (1, 700, 0)


@pytest.mark.parametrize("line", [DEFICIT, entry(imported=70, exported=70), entry()])
def test_no_surplus_mints_nothing(opened: Stage, line: dict[str, int]) -> None:
    meter = opened.meter()
    submit(opened, meter, line)
    assert (opened.supply(), opened.minted_wh()) == (0, 0)
    assert opened.feed(meter)["last_import_wh"] == line["import_wh"]
    assert opened.batch()["attested"] == 1


def test_totals_add_up_over_intervals(stage: Stage) -> None:
    meter = stage.meter()
    stage.set_time(START + 3 * INTERVAL_S)
    for start in (START, START + INTERVAL_S, START + 2 * INTERVAL_S):
        stage.open_batch(1, start=start)
        stage.submit((meter, SURPLUS), start=start)
    feed = stage.feed(meter)
    assert {name: feed[name] for name in SURPLUS} == {name: 3 * value for name, value in SURPLUS.items()}
    assert (feed["minted_wh"], feed["sequence"]) == (2_100, 3)


def test_the_last_reading_seals_the_batch(stage: Stage) -> None:
    meters = [stage.meter(f"ENG_{i}", owner=f"owner {i}") for i in range(3)]
    stage.open_batch(3, root=b"\x05" * 32)
    stage.submit(*[(meter, SURPLUS) for meter in meters[:2]])
    assert stage.batch()["sealed"] == 0
    events = stage.events(stage.submit((meters[2], SURPLUS)))
    assert events[-1].name == "BatchSealed"
    assert events[-1].data == {"interval_start": START, "root": b"\x05" * 32, "count": 3}
    assert stage.batch()["sealed"] == 1
    with pytest.raises(Refused, match="BatchSealed"):
        submit(stage, stage.meter("ENG_9"))


def test_more_than_the_count_is_refused_as_a_whole(stage: Stage) -> None:
    meters = [stage.meter(f"ENG_{i}") for i in range(2)]
    stage.open_batch(1)
    with pytest.raises(Refused, match="BatchFull"):
        stage.submit(*[(meter, SURPLUS) for meter in meters])
    assert stage.batch()["attested"] == 0
    assert stage.supply() == 0


def test_six_meters_fit_a_transaction_within_the_budget(opened: Stage) -> None:
    meters = [opened.meter(f"ENG_{i}", owner=f"owner {i}") for i in range(6)]
    instruction = opened.submit_instruction([(meter, SURPLUS) for meter in meters])
    assert fits([instruction], payer=opened.operator.pubkey()), f"over {MAX_BYTES} bytes"
    units = opened.send(instruction, opened.oracle).compute_units_consumed()
    assert units < CU_PER_METER_MAX * 6 + 2_500
    assert opened.minted_wh() == 6 * 700


def test_meters_of_one_owner_share_a_token_account(opened: Stage) -> None:
    meters = [opened.meter(f"ENG_{i}") for i in range(3)]
    opened.submit(*[(meter, SURPLUS) for meter in meters])
    assert opened.balance(meters[0].energy) == 2_100 * UNITS_PER_WH


# An interval counts once.


def test_a_replay_mints_nothing(opened: Stage) -> None:
    meter = opened.meter()
    instruction = opened.submit_instruction([(meter, SURPLUS)])
    opened.send(instruction, opened.oracle)
    with pytest.raises(Refused, match="StaleReading"):
        opened.send(instruction, opened.oracle)
    assert opened.minted_wh() == 700


def test_a_meter_twice_in_one_instruction_is_refused(opened: Stage) -> None:
    meter = opened.meter()
    with pytest.raises(Refused, match="StaleReading"):
        opened.submit((meter, SURPLUS), (meter, SURPLUS))
    assert opened.supply() == 0
    assert opened.feed(meter)["sequence"] == 0


def test_an_older_interval_after_a_newer_one_is_refused(stage: Stage) -> None:
    meter, late = stage.meter(), stage.meter("ENG_002")
    older = START - INTERVAL_S
    stage.open_batch(2, start=older)
    stage.open_batch(2)
    stage.submit((meter, SURPLUS))
    with pytest.raises(Refused, match="StaleReading"):
        stage.submit((meter, SURPLUS), start=older)
    stage.submit((late, SURPLUS), start=older)
    stage.submit((late, SURPLUS))
    assert stage.feed(late)["sequence"] == 2


def test_a_gap_is_allowed_and_logged(stage: Stage) -> None:
    meter = stage.meter()
    later = START + 3 * INTERVAL_S
    stage.set_time(later + INTERVAL_S)
    stage.open_batch(1)
    stage.open_batch(1, start=later)
    stage.submit((meter, SURPLUS))
    event = stage.events(stage.submit((meter, SURPLUS), start=later))[0]
    assert (event.data["previous_end"], event.data["interval_start"]) == (START + INTERVAL_S, later)


# Who may, and when.


@pytest.mark.parametrize("signer", ["stranger", "operator"])
def test_only_the_oracle_attests(opened: Stage, signer: str) -> None:
    keypair = {"stranger": opened.stranger, "operator": opened.operator}[signer]
    instruction = opened.submit_instruction([(opened.meter(), SURPLUS)], oracle=keypair.pubkey())
    with pytest.raises(Refused, match="UnauthorizedValidator"):
        opened.send(instruction, keypair)


def test_the_oracle_has_to_sign(opened: Stage) -> None:
    instruction = opened.submit_instruction([(opened.meter(), SURPLUS)])
    with pytest.raises(Refused, match="MissingRequiredSignature"):
        opened.send(opened.unsigned(instruction, opened.oracle.pubkey()))


def test_nothing_is_attested_while_that_is_paused(opened: Stage) -> None:
    meter, other = opened.meter(), opened.meter("ENG_002")
    opened.pause(PAUSE_ORDERS)
    submit(opened, meter)
    opened.pause(PAUSE_ATTEST)
    with pytest.raises(Refused, match="Paused"):
        submit(opened, other)


def test_a_batch_opens_before_it_takes_readings(stage: Stage) -> None:
    meter, other = stage.meter(), stage.meter("ENG_002")
    stage.submit_single(meter, stage.reading(meter, SURPLUS))
    with pytest.raises(Refused, match="BatchNotOpen"):
        submit(stage, other)


def test_without_a_batch_nothing_is_attested(stage: Stage) -> None:
    with pytest.raises(Refused, match="AccountDataTooSmall"):
        submit(stage, stage.meter())


# The meter.


@pytest.mark.parametrize("change", ["suspend", "retire"])
def test_a_meter_that_is_not_active_is_refused(opened: Stage, change: str) -> None:
    meter = opened.meter()
    getattr(opened, change)(meter)
    with pytest.raises(Refused, match="MeterInactive"):
        submit(opened, meter)


def test_under_engineering_a_meter_needs_an_accepted_prefix(opened: Stage) -> None:
    meter = opened.meter()
    opened.set_parameters(prefix_count=1, prefixes=[b"LAB_".ljust(16, b"\0"), *[bytes(16)] * 3])
    with pytest.raises(Refused, match="InvalidEngineeringMeter"):
        submit(opened, meter)
    assert opened.supply() == 0


def test_under_regulators_any_meter_is_attested_and_nothing_minted() -> None:
    stage = Stage(model="regulators")
    meter = stage.meter("PEA_1")
    stage.open_batch(1)
    assert stage.events(stage.submit((meter, SURPLUS)))[0].data["minted_wh"] == 0
    assert (stage.supply(), stage.minted_wh(), stage.feed(meter)["minted_wh"]) == (0, 0, 0)
    assert (stage.feed(meter)["export_wh"], stage.feed(meter)["surplus_wh"]) == (750, 700)
    assert stage.batch()["sealed"] == 1


@pytest.mark.parametrize(
    ("field", "limit"),
    [("generated_wh", 2_626), ("export_wh", 2_626), ("consumed_wh", 3_676), ("import_wh", 3_676)],
)
def test_energies_stay_below_what_the_meter_can_do(opened: Stage, field: str, limit: int) -> None:
    """10 kW of sources and 4 kW of load: 1.05 x 2,500 + 1 Wh and 1.05 x 3,500 + 1 Wh, rounded down."""
    meter = opened.meter(capacity_w=10_000, load_w=4_000)
    with pytest.raises(Refused, match="ReadingOutOfRange"):
        submit(opened, meter, {**entry(), field: limit + 1})
    submit(opened, meter, {**entry(), field: limit})
    assert opened.feed(meter)[field] == limit


def test_the_largest_numbers_do_not_wrap(opened: Stage) -> None:
    largest = 2**32 - 1
    meter = opened.meter(capacity_w=largest, load_w=largest)
    with pytest.raises(Refused, match="ReadingOutOfRange"):
        submit(opened, meter, entry(exported=largest))


# The accounts.


def metas(meter: Metered, **changes: Pubkey) -> list[AccountMeta]:
    addresses = {"address": meter.address, "feed": meter.feed, "energy": meter.energy} | changes
    return [AccountMeta(key, False, name != "address") for name, key in addresses.items()]


def send_metas(stage: Stage, meter: Metered, remaining: list[AccountMeta]) -> None:
    stage.send(stage.submit_instruction([(meter, SURPLUS)], remaining=remaining), stage.oracle)


def test_a_feed_of_another_meter_is_refused(opened: Stage) -> None:
    meter, other = opened.meter(), opened.meter("ENG_002")
    with pytest.raises(Refused, match="FeedMismatch"):
        send_metas(opened, meter, metas(meter, feed=other.feed))


def test_a_feed_of_another_program_is_refused(opened: Stage) -> None:
    meter = opened.meter()
    forged = opened.copy(meter.feed, owner=programs().registry.id)
    with pytest.raises(Refused, match="IllegalOwner"):
        send_metas(opened, meter, metas(meter, feed=forged))


def test_a_meter_of_another_program_is_refused(opened: Stage) -> None:
    meter = opened.meter()
    forged = opened.copy(meter.address, owner=opened.oracle_program.id)
    with pytest.raises(Refused, match="IllegalOwner"):
        send_metas(opened, meter, metas(meter, address=forged))


def test_a_batch_is_no_feed_and_a_user_no_meter(opened: Stage) -> None:
    meter = opened.meter()
    older = START - INTERVAL_S
    opened.open_batch(1, start=older)
    for wrong in ({"feed": opened.at.batch(older)}, {"address": opened.at.user(meter.owner)}):
        with pytest.raises(Refused, match=r"InvalidAccountData|AccountDataTooSmall"):
            send_metas(opened, meter, metas(meter, **wrong))


def test_the_batch_itself_is_no_feed(opened: Stage) -> None:
    meter = opened.meter()
    with pytest.raises(Refused, match="2040"):
        send_metas(opened, meter, metas(meter, feed=opened.at.batch(START)))


def test_a_feed_has_to_be_writable(opened: Stage) -> None:
    meter = opened.meter()
    remaining = [AccountMeta(meta.pubkey, False, False) for meta in meter.metas()]
    with pytest.raises(Refused, match=r"2000|ReadonlyDataModified"):
        send_metas(opened, meter, remaining)


def test_energy_goes_to_the_meters_owner_only(opened: Stage) -> None:
    meter, other = opened.meter(), opened.meter("ENG_002", owner="bob")
    with pytest.raises(Refused, match="WrongTokenAccount"):
        send_metas(opened, meter, metas(meter, energy=other.energy))
    with pytest.raises(Refused, match="WrongTokenAccount"):
        send_metas(opened, meter, metas(meter, energy=meter.feed))


def test_a_token_account_of_another_mint_is_refused(opened: Stage) -> None:
    meter, payer = opened.meter(), opened.operator.pubkey()
    opened.send(create_token_account(payer, owner=meter.owner, mint=opened.at.credit_mint()))
    credit = opened.at.credit_account(meter.owner)
    with pytest.raises(Refused, match="WrongTokenAccount"):
        send_metas(opened, meter, metas(meter, energy=credit))


def test_a_token_account_of_another_program_is_refused(opened: Stage) -> None:
    meter = opened.meter()
    forged = opened.copy(meter.energy, owner=opened.oracle_program.id)
    with pytest.raises(Refused, match="WrongTokenAccount"):
        send_metas(opened, meter, metas(meter, energy=forged))


def test_any_token_account_of_the_owner_will_do(opened: Stage) -> None:
    meter = opened.meter()
    second = opened.copy(meter.energy, owner=TOKEN_PROGRAM)
    send_metas(opened, meter, metas(meter, energy=second))
    assert opened.balance(second) == 700 * UNITS_PER_WH


def test_energy_follows_a_meter_to_its_new_owner(opened: Stage) -> None:
    meter = opened.meter()
    opened.meter("ENG_002", owner="bob")
    moved = opened.assign(meter, "bob")
    with pytest.raises(Refused, match="WrongTokenAccount"):
        submit(opened, meter)
    submit(opened, moved)
    assert opened.balance(opened.at.energy_account(key("bob").pubkey())) == 700 * UNITS_PER_WH


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_every_entry_needs_its_three_accounts(opened: Stage, kept: int) -> None:
    meter = opened.meter()
    with pytest.raises(Refused, match="AccountsIncomplete"):
        send_metas(opened, meter, meter.metas()[:kept])


def test_accounts_without_an_entry_are_refused(opened: Stage) -> None:
    meter = opened.meter()
    with pytest.raises(Refused, match="AccountsIncomplete"):
        send_metas(opened, meter, [*meter.metas(), *meter.metas()])


def test_no_entry_is_refused(opened: Stage) -> None:
    with pytest.raises(Refused, match="AccountsIncomplete"):
        opened.submit()


@pytest.mark.parametrize(
    "name",
    ["attestor", "energy_token_program", "token_state", "mint_authority", "energy_mint", "config"],
)
def test_a_substitute_for_a_fixed_account_is_refused(opened: Stage, name: str) -> None:
    meter = opened.meter()
    real = opened.submit_instruction([(meter, SURPLUS)])
    at = {
        account.name: i
        for i, account in enumerate(opened.oracle_program.idl.instructions["submit_batch"].accounts)
    }
    address = real.accounts[at[name]].pubkey
    twin = opened.copy(address) if opened.machine.account(address) else opened.stranger.pubkey()
    with pytest.raises(Refused, match="2012"):
        submit(opened, meter, SURPLUS, **{name: twin})


def test_another_token_program_is_refused(opened: Stage) -> None:
    with pytest.raises(Refused, match="IncorrectProgramId"):
        submit(opened, opened.meter(), token_program=programs().registry.id)


def test_a_batch_of_another_program_is_refused(opened: Stage) -> None:
    meter = opened.meter()
    forged = opened.copy(opened.at.batch(START), owner=programs().trading.id)
    with pytest.raises(Refused, match="IllegalOwner"):
        submit(opened, meter, batch=forged)
