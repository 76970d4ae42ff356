from dataclasses import dataclass

import pytest

from gridtokenx.chain.errors import ProgramError, expect_success, fault_of
from gridtokenx.chain.program import Program
from gridtokenx.chain.programs import Programs


@dataclass(frozen=True)
class Failed:
    error: str | None
    custom_code: int | None
    logs: tuple[str, ...]


@pytest.fixture
def programs(shop: Program) -> Programs:
    return Programs(shop, shop, shop, shop, shop)


def _failed(shop: Program, code: int | None, error: str = "InstructionError(0, Custom)") -> Failed:
    return Failed(
        error, code, (f"Program {shop.id} invoke [1]", f"Program {shop.id} failed: custom program error")
    )


def test_a_programs_own_error_is_named(shop: Program, programs: Programs) -> None:
    with pytest.raises(ProgramError, match=r"shop answered Full \(6000\): no seat is left") as caught:
        expect_success(_failed(shop, 6000), programs)
    assert caught.value.fault.name == "Full"


def test_anchors_errors_are_named(shop: Program, programs: Programs) -> None:
    fault = fault_of(_failed(shop, 2006), programs)
    assert fault is not None
    assert fault.name == "ConstraintSeeds"


def test_unknown_codes_programs_and_runtime_errors_stay_readable(shop: Program, programs: Programs) -> None:
    unknown = fault_of(_failed(shop, 7777), programs)
    assert unknown is not None
    assert unknown.name == "Custom7777"
    foreign = fault_of(Failed("InstructionError(0, Custom(1))", 1, ("Program Else failed: x",)), programs)
    assert foreign is not None
    assert (foreign.program, foreign.code) == ("Else", 1)
    runtime = fault_of(_failed(shop, None, "InstructionError(0, MissingRequiredSignature)"), programs)
    assert runtime is not None
    assert "MissingRequiredSignature" in runtime.name


def test_success_is_no_fault(programs: Programs) -> None:
    expect_success(Failed(None, None, ()), programs)
