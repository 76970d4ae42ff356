"""A failed transaction in words: which program refused, by which of its errors."""

from dataclasses import dataclass
from typing import Protocol

from gridtokenx.base.errors import GridTokenXError
from gridtokenx.chain.event import failing_program
from gridtokenx.chain.programs import Programs

ANCHOR_ERRORS = {
    100: ("InstructionMissing", "the instruction's 8-byte discriminator is missing"),
    101: ("InstructionFallbackNotFound", "the program has no such instruction"),
    102: ("InstructionDidNotDeserialize", "the instruction's arguments could not be read"),
    2000: ("ConstraintMut", "an account had to be writable"),
    2001: ("ConstraintHasOne", "an account names another one than was given"),
    2002: ("ConstraintSigner", "an account had to sign"),
    2003: ("ConstraintRaw", "an account did not meet a condition"),
    2004: ("ConstraintOwner", "an account belongs to another program"),
    2006: ("ConstraintSeeds", "an account is not at the address that its seeds give"),
    2040: ("ConstraintDuplicateMutableAccount", "one account stands in two places, one of them writable"),
    2012: ("ConstraintAddress", "an account is not at its fixed address"),
    2014: ("ConstraintTokenMint", "a token account is of another mint"),
    2015: ("ConstraintTokenOwner", "a token account belongs to another owner"),
    3000: ("AccountDiscriminatorAlreadySet", "an account that should be new is in use"),
    3001: ("AccountDiscriminatorNotFound", "an account is empty"),
    3002: ("AccountDiscriminatorMismatch", "an account is of another type"),
    3003: ("AccountDidNotDeserialize", "an account could not be read"),
    3005: ("AccountNotEnoughKeys", "accounts are missing from the instruction"),
    3007: ("AccountOwnedByWrongProgram", "an account belongs to another program"),
    3008: ("InvalidProgramId", "a program account is another program"),
    3010: ("AccountNotSigner", "an account had to sign"),
    3012: ("AccountNotInitialized", "an account does not exist yet"),
}
"""Anchor's own errors (anchor-lang, ``error.rs``), which every Anchor program may answer with."""


class Failure(Protocol):
    """What a receipt tells of a failed transaction."""

    @property
    def error(self) -> str | None:
        """The runtime's error, or None when the transaction succeeded."""

    @property
    def custom_code(self) -> int | None:
        """The program's own code when there is one."""

    @property
    def logs(self) -> tuple[str, ...]:
        """The log."""


@dataclass(frozen=True, slots=True)
class ProgramFault:
    """A refusal, as a value for batches."""

    program: str
    code: int | None
    name: str
    message: str


class ProgramError(GridTokenXError):
    """A transaction that a program refused; `fault` has the parts."""

    def __init__(self, fault: ProgramFault) -> None:
        super().__init__(f"{fault.program} answered {fault.name} ({fault.code}): {fault.message}")
        self.fault = fault


def fault_of(receipt: Failure, programs: Programs) -> ProgramFault | None:
    """Name what made a transaction fail.

    Args:
        receipt: The receipt.
        programs: The programs whose errors are known.

    Returns:
        The fault, or None when the transaction succeeded.
    """
    if receipt.error is None:
        return None
    program_id = failing_program(receipt.logs) or ""
    program = programs.by_id(program_id)
    code = receipt.custom_code
    if code is None:
        return ProgramFault(program.name if program else program_id, None, receipt.error, receipt.error)
    if program is None:
        return ProgramFault(program_id, code, f"Custom{code}", receipt.error)
    name, message = program.error(code) or ANCHOR_ERRORS.get(code, (f"Custom{code}", receipt.error))
    return ProgramFault(program.name, code, name, message)


def expect_success(receipt: Failure, programs: Programs) -> None:
    """Do nothing when a transaction succeeded.

    Raises:
        ProgramError: It failed.
    """
    fault = fault_of(receipt, programs)
    if fault is not None:
        raise ProgramError(fault)
