"""Signing and sending of program instructions, the operator paying the fees.

A stage hands over steps; each step is one transaction. A refusal by a program is an error of the stage: every
stage looks at the ledger before it acts, so nothing it sends is expected to fail.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from solders.instruction import Instruction
from solders.keypair import Keypair

from gridtokenx.chain.errors import expect_success
from gridtokenx.chain.programs import Programs
from gridtokenx.chain.transaction import pack, sign
from gridtokenx.port.ledger import Ledger, Receipt

MAX_TRANSACTIONS_A_CALL = 4_096


@dataclass(frozen=True, slots=True)
class Step:
    """One transaction to be: its instructions, and who signs beside the operator."""

    instructions: tuple[Instruction, ...]
    signers: tuple[Keypair, ...] = ()


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends steps to a ledger in the operator's name."""

    ledger: Ledger
    programs: Programs
    operator: Keypair

    def send(self, steps: Sequence[Step]) -> list[Receipt]:
        """Sign and send steps in order; return their receipts when they are durable.

        Raises:
            ProgramError: The first refusal by a program, named with its program and reason.
            TransactionRefused: The ledger did not take a transaction at all.
        """
        receipts: list[Receipt] = []
        for start in range(0, len(steps), MAX_TRANSACTIONS_A_CALL):
            blockhash = self.ledger.blockhash()
            signed = [
                sign(step.instructions, payer=self.operator, signers=step.signers, blockhash=blockhash)
                for step in steps[start : start + MAX_TRANSACTIONS_A_CALL]
            ]
            receipts += self.ledger.send(signed)
        for receipt in receipts:
            expect_success(receipt, self.programs)
        return receipts

    def send_packed(
        self, instructions: Sequence[Instruction], *, signers: Sequence[Keypair] = ()
    ) -> list[Receipt]:
        """Send instructions in as few transactions as they fit, in order.

        Raises:
            ProgramError: As :meth:`send`.
        """
        pieces = pack(instructions, payer=self.operator.pubkey())
        return self.send([Step(tuple(piece), tuple(signers)) for piece in pieces])
