"""Signing and sending of program instructions, the operator paying the fees.

A stage hands over steps, each of which must be done in one transaction. A refusal by a program is an error of
the stage: every stage looks at the ledger before it acts, so nothing it sends is expected to fail.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from solders.hash import Hash
from solders.keypair import Keypair
from solders.transaction import VersionedTransaction

from gridtokenx.chain.errors import expect_success
from gridtokenx.chain.message import LookupTable, Unsigned, as_call, compile_message, signed
from gridtokenx.chain.packing import AnyCall, pack
from gridtokenx.chain.programs import Programs
from gridtokenx.chain.transaction import address_of
from gridtokenx.port.ledger import Ledger, Receipt

MAX_TRANSACTIONS_A_CALL = 4_096


@dataclass(frozen=True, slots=True)
class Step:
    """What belongs into one transaction: its instructions, and who signs beside the operator."""

    instructions: tuple[AnyCall, ...]
    signers: tuple[Keypair, ...] = ()
    tables: tuple[LookupTable, ...] = ()


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends steps to a ledger in the operator's name."""

    ledger: Ledger
    programs: Programs
    operator: Keypair
    most_a_call: int = MAX_TRANSACTIONS_A_CALL
    """Transactions that share a blockhash: as many as a ledger takes before it expires."""

    def send(self, steps: Sequence[Step]) -> list[Receipt]:
        """Sign and send steps in order, a transaction each; return their receipts when they are durable.

        Raises:
            ProgramError: The first refusal by a program, named with its program and reason.
            TransactionRefused: The ledger did not take a transaction at all.
        """
        receipts: list[Receipt] = []
        for start in range(0, len(steps), self.most_a_call):
            some = steps[start : start + self.most_a_call]
            receipts += self.deliver(self.sign(some, self.build(some, self.ledger.blockhash())))
        for receipt in receipts:
            expect_success(receipt, self.programs)
        return receipts

    def send_together(self, steps: Sequence[Step]) -> list[Receipt]:
        """Send steps in order, neighbours in one transaction as far as they fit.

        Raises:
            ProgramError: As :meth:`send`; with a step that fails, its neighbours are undone too.
        """
        counts = pack([step.instructions for step in steps], payer=address_of(self.operator))
        joined, start = list[Step](), 0
        for count in counts:
            group, start = steps[start : start + count], start + count
            calls = tuple(call for step in group for call in step.instructions)
            joined.append(Step(calls, tuple(key for step in group for key in step.signers)))
        return self.send(joined)

    def send_packed(
        self, instructions: Sequence[AnyCall], *, signers: Sequence[Keypair] = ()
    ) -> list[Receipt]:
        """Send instructions in as few transactions as they fit, in order.

        Raises:
            ProgramError: As :meth:`send`.
        """
        return self.send_together([Step((instruction,), tuple(signers)) for instruction in instructions])

    def build(self, steps: Sequence[Step], blockhash: Hash) -> list[Unsigned]:
        """Lay out a message for each step."""
        payer = bytes(address_of(self.operator))
        return [
            compile_message(
                [as_call(call) for call in step.instructions],
                payer=payer,
                blockhash=blockhash,
                tables=step.tables,
            )
            for step in steps
        ]

    def sign(self, steps: Sequence[Step], messages: Sequence[Unsigned]) -> list[VersionedTransaction]:
        """Sign the steps' messages."""
        return [
            signed(message, {bytes(address_of(key)): key for key in (*step.signers, self.operator)})
            for step, message in zip(steps, messages, strict=True)
        ]

    def deliver(self, transactions: Sequence[VersionedTransaction]) -> list[Receipt]:
        """Have the ledger run signed transactions."""
        return self.ledger.send(transactions)
