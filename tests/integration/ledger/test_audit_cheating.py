"""A validator that writes down other things than it did: the audit finds each, and names what was touched."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.transaction import VersionedTransaction
from tests.integration.ledger.cheating import SUPPLY_AT, THIEF, Cheater, Row, codes

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.addresses import program_data
from gridtokenx.chain.token import create_token_account
from gridtokenx.chain.transaction import address_of
from gridtokenx.ledger.audit import AuditReport
from gridtokenx.ledger.litesvm.journal import Entry, Kind
from gridtokenx.ledger.litesvm.outcome import Outcome, decode
from gridtokenx.pipeline.sending import Step


@pytest.fixture
def cheater(tmp_path: Path) -> Iterator[Cheater]:
    with Cheater(tmp_path) as made:
        yield made


def message_about(report: AuditReport, code: str, address: Pubkey) -> str:
    """The finding of a code that names an account."""
    found = [f.message for f in report.findings if f.code == code and str(address) in f.message]
    assert found, [(f.code, f.message) for f in report.findings[:10]]
    return found[0]


def test_an_honest_run_is_clean(cheater: Cheater) -> None:
    cheater.trade()
    report = cheater.audited()
    assert report.ok, report.findings
    assert (report.notices, report.readings) == ((), 10)


def test_tokens_written_into_an_account_are_found(cheater: Cheater) -> None:
    owner = cheater.site.connections[0]

    def mint() -> None:
        cheater.add(owner.energy, 777)
        cheater.add(cheater.site.addresses.energy_mint(), 777, at=SUPPLY_AT)

    cheater.behind(mint)
    cheater.trade()
    report = cheater.audited()
    assert "STATE_DIFFERS" in codes(report)
    told = message_about(report, "ACCOUNT_DIFFERS", owner.energy)
    assert told.split(":", 1)[1].strip().startswith(f"token account {owner.energy}: amount is recorded as ")


def test_tokens_taken_out_of_a_vault_are_found(cheater: Cheater) -> None:
    thief = cheater.site.connections[-1]
    vault = cheater.site.addresses.credit_vault()

    def steal() -> None:
        cheater.add(vault, -1_000)
        cheater.add(thief.credit, 1_000)

    cheater.after("place_order", steal)
    with suppress(GridTokenXError):  # the vault may be too empty to settle with
        cheater.trade()
    report = cheater.audited()
    assert {"RESULT_DIFFERS", "STATE_DIFFERS"} & codes(report)
    message_about(report, "ACCOUNT_DIFFERS", thief.credit)


def test_a_fill_that_was_changed_is_found(cheater: Cheater) -> None:
    trading = cheater.site.programs.trading
    changed: list[Pubkey] = []

    def change() -> None:
        for account in list(cheater.machine.owned_by(trading.id)):
            if account.data.startswith(trading.discriminator("Order")):
                quantity = trading.account("Order", account.data)["quantity_wh"]
                assert isinstance(quantity, int)
                cheater.edit(trading, "Order", account.address, quantity_wh=quantity - 1)
                changed.append(account.address)

    cheater.after("clear_interval", change)
    with suppress(GridTokenXError):  # what the orders now say may not settle
        cheater.trade()
    assert changed
    report = cheater.audited()
    finding = next(f for f in report.findings if f.code == "RESULT_DIFFERS")
    assert finding.signature is not None
    assert finding.advice


def test_a_configuration_that_was_changed_is_found_where_it_is_used(cheater: Cheater) -> None:
    site = cheater.site
    config = site.addresses.config()

    def take_over() -> None:
        cheater.edit(site.programs.governance, "Config", config, authority=address_of(THIEF))

    cheater.behind(take_over)
    accounts = {"authority": address_of(THIEF), "payer": site.operator_address()}
    zone = site.programs.trading.instruction("open_zone", accounts=accounts, args={"zone": 7})
    receipt = cheater.send(Step((zone,), (THIEF,)))
    assert receipt.error is None
    report = cheater.audited()
    (finding,) = [f for f in report.findings if f.code == "RESULT_DIFFERS"]
    assert finding.signature == str(receipt.signature)
    assert "recorded as success" in finding.message
    assert "authority is recorded as" in message_about(report, "ACCOUNT_DIFFERS", config)


def test_code_that_was_swapped_is_found(cheater: Cheater) -> None:
    place = program_data(cheater.site.programs.energy_token.id)

    def swap() -> None:
        code = cheater.read(place)
        cheater.write(
            place, code.replace(bytes.fromhex("2705000040420f00"), bytes.fromhex("2705000080841e00"))
        )
        program = cheater.site.programs.energy_token.id
        cheater.write(program, cheater.read(program))

    cheater.behind(swap)
    report = cheater.audited()
    assert message_about(report, "ACCOUNT_DIFFERS", place).split(": ")[1].startswith("program code")


def forget(cheater: Cheater, number: int) -> Callable[[Callable[..., Entry], Row], Entry | None]:
    """Leave the so-manieth transaction out of the journal."""
    seen = iter(range(1_000))

    def change(honest: Callable[..., Entry], row: Row) -> Entry | None:
        return None if next(seen) == number else honest(Kind.TRANSACTION, **row)

    return change


def test_a_transaction_that_was_left_out_is_found(cheater: Cheater) -> None:
    cheater.writing(forget(cheater, 1))
    cheater.trade()
    report = cheater.audited()
    assert {"RESULT_DIFFERS", "STATE_DIFFERS"} <= codes(report)


def test_transactions_in_another_order_are_found(cheater: Cheater) -> None:
    held: list[Row] = []

    def swap(honest: Callable[..., Entry], row: Row) -> Entry | None:
        if not held:
            held.append(row)
            return None
        written = honest(Kind.TRANSACTION, **row)
        if len(held) == 1:
            held.append(row)
            return honest(Kind.TRANSACTION, **held[0])
        return written

    cheater.writing(swap)
    cheater.trade()
    assert {"RESULT_DIFFERS"} <= codes(cheater.audited())


def altered(result: bytes, **changes: object) -> bytes:
    found = msgspec.structs.asdict(decode(result))
    return msgspec.msgpack.encode(Outcome(**{**found, **changes}))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"error": "InstructionError(0, Custom(6000))"},
            "it is recorded as InstructionError(0, Custom(6000))",
        ),
        ({"compute_units": 1}, "it is recorded as success with 1 compute units"),
        ({"logs": ["Program log: all is well"]}, "its log says 'Program log: all is well'"),
        ({"effects": None}, "run again it moves other amounts or calls other programs than recorded"),
    ],
)
def test_a_result_that_was_changed_is_found(cheater: Cheater, changes: Row, told: str) -> None:
    def change(honest: Callable[..., Entry], row: Row) -> Entry | None:
        return honest(Kind.TRANSACTION, **{**row, "result": altered(row["result"], **changes)})

    cheater.writing(change)
    payer, mint = cheater.site.operator_address(), cheater.site.addresses.energy_mint()
    cheater.send(Step((create_token_account(payer, owner=address_of(THIEF), mint=mint),)))
    report = cheater.audited()
    (finding,) = report.findings
    assert finding.code == "RESULT_DIFFERS"
    assert told in finding.message


def test_a_signature_that_was_forged_is_found(cheater: Cheater) -> None:
    """The validator runs a transaction that the operator never signed."""
    site = cheater.site
    accounts = {"authority": site.operator_address()}
    pause = site.programs.governance.instruction("pause", accounts=accounts, args={"mask": 2})

    def trust_anybody() -> None:
        cheater.machine._svm.with_sigverify(False)

    cheater.behind(trust_anybody)
    sender = site.sender
    (unsigned,) = sender.build([Step((pause,))], site.ledger.blockhash())
    (genuine,) = sender.sign([Step((pause,))], [unsigned])
    forged = VersionedTransaction.populate(genuine.message, [Signature(bytes([7]) * 64)])
    receipt = cheater.run.ledger.send([forged])[0]
    assert receipt.error is None
    report = cheater.audited()
    (finding,) = [f for f in report.findings if f.code == "RESULT_DIFFERS"]
    assert "SignatureFailure" in finding.message
