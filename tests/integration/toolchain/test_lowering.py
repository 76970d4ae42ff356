import pytest
from toolchain.linker.lowering import inline_what_registers_cannot_carry, lower, set_cpu

LARGE, SMALL = 129, 128


def body(line: str) -> str:
    """A line of a function, lowered."""
    return lower(f"define void @f() {{\n  {line}\n}}\n").splitlines()[1].strip()


@pytest.mark.parametrize("name", ["memcpy", "memmove"])
def test_large_copies_are_system_calls_and_small_ones_stay(name: str) -> None:
    call = f"call void @llvm.{name}.p0.p0.i64(ptr %a, ptr %b, i64 {{}}, i1 false)"
    assert body(call.format(SMALL)) == call.format(SMALL)
    assert body(call.format(LARGE)) == f"call void @__sbf_{name}(ptr %a, ptr %b, i64 {LARGE}, i1 false)"
    assert body(call.format("%n")) == f"call void @__sbf_{name}(ptr %a, ptr %b, i64 %n, i1 false)"


def test_large_fills_are_system_calls() -> None:
    call = "call void @llvm.memset.p0.i64(ptr %a, i8 0, i64 {}, i1 false)"
    assert body(call.format(SMALL)) == call.format(SMALL)
    assert body(call.format(LARGE)) == f"call void @__sbf_memset(ptr %a, i8 0, i64 {LARGE}, i1 false)"


@pytest.mark.parametrize("name", ["memcmp", "bcmp"])
def test_comparisons_are_system_calls(name: str) -> None:
    assert (
        body(f"%1 = call i32 @{name}(ptr %a, ptr %b, i64 3)")
        == "%1 = call i32 @__sbf_memcmp(ptr %a, ptr %b, i64 3)"
    )
    assert f"declare i32 @{name}" not in lower(f"declare i32 @{name}(ptr, ptr, i64)\n")


@pytest.mark.parametrize("bits", [8, 16, 32, 64])
@pytest.mark.parametrize("name", ["div", "rem"])
def test_signed_division_is_a_call(bits: int, name: str) -> None:
    called = f"%1 = call i{bits} @__sbf_s{name}{bits}(i{bits} %a, i{bits} -7)"
    assert body(f"%1 = s{name} i{bits} %a, -7") == called
    assert body(f"%1 = s{name} exact i{bits} %a, -7") == called


def test_unsigned_division_is_an_instruction() -> None:
    assert body("%1 = udiv i64 %a, %b") == "%1 = udiv i64 %a, %b"


def test_checked_multiplication_is_a_call() -> None:
    call = "%1 = call {{ i64, i1 }} @{}(i64 %a, i64 %b)"
    assert body(call.format("llvm.umul.with.overflow.i64")) == call.format("__sbf_umulo64")
    assert body(call.format("llvm.smul.with.overflow.i64")) == call.format("__sbf_smulo64")


def test_declarations_of_intrinsics_are_left_alone() -> None:
    declared = "declare { i64, i1 } @llvm.umul.with.overflow.i64(i64, i64)"
    assert declared in lower(declared + "\n")


def test_system_calls_are_declared_once() -> None:
    assert lower("").count("declare void @sol_memcpy_(") == 1
    own = "declare void @sol_memcpy_(ptr, ptr, i64)\n"
    assert lower(own).count("declare void @sol_memcpy_(") == 1


@pytest.mark.parametrize(
    ("head", "inlined"),
    [
        ("i64 @f(i64 %a, i64 %b, i64 %c, i64 %d, i64 %e)", False),
        ("i64 @f(i64 %a, i64 %b, i64 %c, i64 %d, i64 %e, i64 %g)", True),
        ("void @f()", False),
        ("void @f(ptr align 8 dereferenceable(16) captures(none) %a)", False),
        ("{ i64, i1 } @f(i64 %a)", True),
        ("[2 x i64] @f(i64 %a)", True),
        ("i128 @f(i64 %a)", True),
        ("i64 @f({ i64, i64, i64, i64, i64, i64 } %a, i64 %b)", False),
    ],
)
def test_what_registers_cannot_carry_is_inlined(head: str, inlined: bool) -> None:
    line = f"define internal fastcc {head} unnamed_addr #3 {{"
    assert ("alwaysinline" in inline_what_registers_cannot_carry(line)) is inlined


def test_what_is_public_is_not_inlined() -> None:
    line = "define { i64, i1 } @f(i64 %a) #3 {"
    assert inline_what_registers_cannot_carry(line) == line + "\n"


def test_one_cpu_takes_the_place_of_all() -> None:
    ir = 'attributes #0 = { "target-cpu"="v3" "target-features"="+alu32" }\n#1 = { "target-cpu"="generic" }'
    assert set_cpu(ir, "v2") == 'attributes #0 = { "target-cpu"="v2"  }\n#1 = { "target-cpu"="v2" }'
