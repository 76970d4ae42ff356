"""Certificates among the real programs: attested meters, approvers, and every instruction."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.transaction_metadata import TransactionMetadata
from tests.integration.programs.oracle_entry import entry
from tests.integration.programs.oracle_stage import (
    INTERVAL_S,
    MODELS,
    NO_KEY,
    START,
    Metered,
    Stage,
    key,
    programs,
)

from gridtokenx.chain.program import Event

DAY_S: Final = 86_400
MIDNIGHT: Final = START // DAY_S * DAY_S + DAY_S
"""The first one after START, which is at eight in the morning."""
GENERATED, EXPORTED = 2_000, 1_500
"""Of each quarter hour that `generate` attests [Wh]."""
REQUESTED, ISSUED, REJECTED, LAPSED, RETIRED, DISPUTED, REVOKED, EXPIRED = range(8)
SOLAR, STORAGE = 1, 4
PEA, MEA, EGAT = (key(f"approver {index}") for index in range(3))
ALICE, BOB = key("alice"), key("bob")
EVIDENCE: Final = b"\x07" * 32


def text(said: str) -> bytes:
    return said.encode().ljust(64, b"\0")


class CertificateStage(Stage):
    """A campus whose meter ENG_001 of Alice has generated for four quarter hours."""

    def __init__(self, *, model: str = "regulators", quarters: int = 4) -> None:
        super().__init__(model=model)
        self.program = programs().energy_token
        self.tokens = self.program
        self.meter_of_alice = self.meter()
        for quarter in range(quarters):
            self.generate(self.meter_of_alice, START + quarter * INTERVAL_S)

    def _reason(self, error: str | None, code: int | None, logs: Sequence[str]) -> str:
        failing = next((line.split(" ")[1] for line in logs if " failed: " in line), "")
        program = programs().by_id(failing)
        known = program.error(code) if program is not None and code is not None else None
        return known[0] if known else f"{error} {code} {logs[-2:]}"

    def generate(
        self, meter: Metered, start: int, *, generated: int = GENERATED, exported: int = EXPORTED
    ) -> None:
        """Let the oracle attest a quarter hour, and let the clock stand at its end."""
        self.set_time(max(self.now, start + INTERVAL_S))
        self.open_batch(1, start=start)
        self.submit((meter, entry(generated=generated, exported=exported)), start=start)

    def set_approvers(self, *keys: Keypair, threshold: int = 2, model: str = "regulators") -> None:
        """Replace the set; the first two of the present one agree."""
        spare = 7 - len(keys)
        args = {
            "model": MODELS[model],
            "approver_count": len(keys),
            "threshold": threshold,
            "approvers": [*(k.pubkey() for k in keys), *[NO_KEY] * spare],
            "approver_names": [b"someone".ljust(16, b"\0")] * len(keys) + [bytes(16)] * spare,
        }
        instruction = programs().governance.instruction(
            "set_approvers",
            accounts={"authority": self.operator.pubkey()},
            args={"args": args},
            remaining=[AccountMeta(k.pubkey(), True, False) for k in (PEA, MEA)],
        )
        self.send(instruction, PEA, MEA)

    def unpause(self, mask: int) -> None:
        accounts = {"authority": self.operator.pubkey()}
        self.send(programs().governance.instruction("unpause", accounts=accounts, args={"mask": mask}))

    # Reading.

    def logged(self, done: TransactionMetadata) -> list[Event]:
        return programs().events(tuple(done.logs()))

    def only(self, done: TransactionMetadata, name: str) -> Mapping[str, Any]:
        """The data of the one event of a transaction."""
        events = self.logged(done)
        assert [event.name for event in events] == [name]
        return events[0].data

    def state(self, kind: str, address: Pubkey) -> Mapping[str, Any]:
        account = self.machine.account(address)
        assert account is not None, f"no {kind} at {address}"
        assert account.owner == self.program.id
        return self.program.account(kind, account.data)

    def certificate(self, serial: int = 1, meter: Metered | None = None) -> Mapping[str, Any]:
        return self.state("Certificate", self.address(serial, meter))

    def totals(self, meter: Metered | None = None) -> Mapping[str, Any]:
        address = self.at.certification((meter or self.meter_of_alice).address)
        return self.state("MeterCertification", address)

    def taken(self, day: int = START // DAY_S, meter: Metered | None = None) -> set[int]:
        """The quarter hours of a day that are taken."""
        address = self.at.certified_day((meter or self.meter_of_alice).address, day=day)
        words = self.state("CertifiedDay", address)["taken"]
        bits = int.from_bytes(b"".join(word.to_bytes(4, "little") for word in words), "little")
        return {quarter for quarter in range(96) if bits >> quarter & 1}

    def address(self, serial: int = 1, meter: Metered | None = None) -> Pubkey:
        return self.at.certificate((meter or self.meter_of_alice).address, serial=serial)

    def days(self, start: int, end: int, meter: Metered | None = None) -> list[AccountMeta]:
        """The certified days of a span, as remaining accounts; those that are missing are opened."""
        found = []
        for day in range(start // DAY_S, (end - 1) // DAY_S + 1):
            address = self.at.certified_day((meter or self.meter_of_alice).address, day=day)
            if self.machine.account(address) is None:
                self.send(self.open_day_instruction(day, meter))
            found.append(AccountMeta(address, is_signer=False, is_writable=True))
        return found

    # The instructions.

    def call(
        self,
        name: str,
        accounts: Mapping[str, Pubkey],
        args: Mapping[str, object] | None = None,
        remaining: Sequence[AccountMeta] = (),
    ) -> Instruction:
        return self.program.instruction(name, accounts=accounts, args=args, remaining=remaining)

    def open_day_instruction(self, day: int, meter: Metered | None = None, **changes: Pubkey) -> Instruction:
        accounts = {"payer": self.operator.pubkey(), "meter": (meter or self.meter_of_alice).address}
        return self.call("open_certified_day", accounts | changes, {"day": day})

    def request_instruction(
        self,
        *,
        meter: Metered | None = None,
        requester: Keypair = ALICE,
        start: int = START,
        end: int = START + 2 * INTERVAL_S,
        serial: int = 1,
        wh: int = 2 * GENERATED,
        surplus_wh: int = 2 * EXPORTED,
        source: int = SOLAR,
        days: Sequence[AccountMeta] | None = None,
        **changes: Pubkey,
    ) -> Instruction:
        accounts = {
            "requester": requester.pubkey(),
            "payer": self.operator.pubkey(),
            "meter": (meter or self.meter_of_alice).address,
        }
        args = {
            "serial": serial,
            "start": start,
            "end": end,
            "wh": wh,
            "surplus_wh": surplus_wh,
            "source": source,
            "evidence_root": EVIDENCE,
        }
        remaining = self.days(start, end, meter) if days is None else days
        return self.call("request_certificate", accounts | changes, args, remaining)

    def request(self, *, requester: Keypair = ALICE, **changes: Any) -> TransactionMetadata:  # noqa: ANN401  # handed on
        return self.send(self.request_instruction(requester=requester, **changes), requester)

    def approve_instruction(self, approver: Keypair, serial: int = 1, **changes: Pubkey) -> Instruction:
        accounts = {"approver": approver.pubkey(), "certificate": self.address(serial)}
        return self.call("approve_certificate", accounts | changes)

    def approve(self, approver: Keypair, serial: int = 1) -> TransactionMetadata:
        return self.send(self.approve_instruction(approver, serial), approver)

    def reject_instruction(
        self,
        approver: Keypair,
        serial: int = 1,
        *,
        reason: bytes = text("no permit"),
        days: Sequence[AccountMeta] | None = None,
        **changes: Pubkey,
    ) -> Instruction:
        accounts = {
            "approver": approver.pubkey(),
            "certificate": self.address(serial),
            "meter": self.meter_of_alice.address,
        }
        taken = self.days_of(serial) if days is None else days
        return self.call("reject_certificate", accounts | changes, {"reason": reason}, taken)

    def reject(self, approver: Keypair, serial: int = 1, **changes: Any) -> TransactionMetadata:  # noqa: ANN401  # handed on
        return self.send(self.reject_instruction(approver, serial, **changes), approver)

    def days_of(self, serial: int) -> list[AccountMeta]:
        certificate = self.certificate(serial)
        return self.days(certificate["start"], certificate["end"])

    def issue_instruction(self, serial: int = 1, **changes: Pubkey) -> Instruction:
        meter = self.meter_of_alice
        accounts = {
            "certificate": self.address(serial),
            "meter": meter.address,
            "energy_account": meter.energy,
        }
        return self.call("issue_certificate", accounts | changes)

    def issue(self, serial: int = 1, **changes: Pubkey) -> TransactionMetadata:
        return self.send(self.issue_instruction(serial, **changes))

    def issued(self, serial: int = 1, **changes: Any) -> None:  # noqa: ANN401  # handed on
        """Bring a certificate into being: requested, approved by two of three, issued."""
        self.request(serial=serial, **changes)
        self.approve(PEA, serial)
        self.approve(MEA, serial)
        self.issue(serial)

    def split_instruction(
        self, wh: int, *, owner: Keypair = ALICE, serial: int = 1, part: int = 2, **changes: Pubkey
    ) -> Instruction:
        accounts = {
            "owner": owner.pubkey(),
            "payer": self.operator.pubkey(),
            "certificate": self.address(serial),
            "meter": self.meter_of_alice.address,
        }
        return self.call("split_certificate", accounts | changes, {"serial": part, "wh": wh})

    def split(self, wh: int, *, owner: Keypair = ALICE, **changes: Any) -> TransactionMetadata:  # noqa: ANN401  # handed on
        return self.send(self.split_instruction(wh, owner=owner, **changes), owner)

    def transfer_instruction(
        self, wallet: Pubkey, *, owner: Keypair = ALICE, serial: int = 1, **changes: Pubkey
    ) -> Instruction:
        accounts = {
            "owner": owner.pubkey(),
            "certificate": self.address(serial),
            "new_owner": self.at.user(wallet),
        }
        return self.call("transfer_certificate", accounts | changes)

    def transfer(self, wallet: Pubkey, *, owner: Keypair = ALICE, **changes: Any) -> TransactionMetadata:  # noqa: ANN401  # handed on
        return self.send(self.transfer_instruction(wallet, owner=owner, **changes), owner)

    def retire_instruction(
        self,
        *,
        owner: Keypair = ALICE,
        serial: int = 1,
        beneficiary: bytes = text("UTCC"),
        purpose: bytes = text("Scope 2, 2026"),
        **changes: Pubkey,
    ) -> Instruction:
        accounts = {"owner": owner.pubkey(), "certificate": self.address(serial)}
        args = {"beneficiary": beneficiary, "purpose": purpose}
        return self.call("retire_certificate", accounts | changes, args)

    def retire_certificate(self, *, owner: Keypair = ALICE, **changes: Any) -> TransactionMetadata:  # noqa: ANN401  # handed on
        return self.send(self.retire_instruction(owner=owner, **changes), owner)

    def lapse(
        self, serial: int = 1, *, days: Sequence[AccountMeta] | None = None, **changes: Pubkey
    ) -> TransactionMetadata:
        accounts = {"certificate": self.address(serial), "meter": self.meter_of_alice.address}
        taken = self.days_of(serial) if days is None else days
        return self.send(self.call("lapse_certificate", accounts | changes, None, taken))

    def dispute(
        self, signer: Keypair, serial: int = 1, *, reason: bytes = text("double"), **changes: Pubkey
    ) -> TransactionMetadata:
        accounts = {"signer": signer.pubkey(), "certificate": self.address(serial)}
        return self.send(self.call("dispute_certificate", accounts | changes, {"reason": reason}), signer)

    def resolve(
        self, *agreeing: Keypair, revoke: bool, serial: int = 1, silent: Sequence[Keypair] = ()
    ) -> TransactionMetadata:
        votes = [AccountMeta(k.pubkey(), True, False) for k in agreeing]
        votes += [AccountMeta(k.pubkey(), False, False) for k in silent]
        accounts = {"certificate": self.address(serial)}
        return self.send(self.call("resolve_dispute", accounts, {"revoke": revoke}, votes), *agreeing)
