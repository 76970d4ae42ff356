"""Text of LLVM IR, rewritten into what the virtual machine can run.

It has no signed division, no overflow-checked multiplication, no 128-bit values in registers, five argument
registers and one result register; and its memory functions are system calls.
"""

import re
from collections.abc import Sequence
from pathlib import Path

INLINE_MAX_BYTES = 128
"""A memory operation of a constant size up to this stays inline: a system call costs more."""
ARGUMENT_REGISTERS = 5
STUBS = Path(__file__).with_name("stubs.ll")

_MEMORY = re.compile(r"@llvm\.(memcpy|memmove|memset)(?:\.inline)?\.[a-z0-9.]+\((?=.*\bi1 (?:true|false)\b)")
_SIZE = re.compile(r"\bi64 (\d+), i1 (?:immarg )?(?:true|false)\)")
_COMPARE = re.compile(r"@(?:memcmp|bcmp)\(")
_ARITHMETIC = (
    (re.compile(r"@llvm\.umul\.with\.overflow\.i64\("), "@__sbf_umulo64("),
    (re.compile(r"@llvm\.smul\.with\.overflow\.i64\("), "@__sbf_smulo64("),
    (
        re.compile(r"= s(div|rem) (?:exact )?i(8|16|32|64) ([^,\n]+), ([^,\n]+)"),
        r"= call i\2 @__sbf_s\1\2(i\2 \3, i\2 \4)",
    ),
)
_DEFINITION = re.compile(
    r"^define (?:internal |private |hidden |dso_local |fastcc |noundef |unnamed_addr )*"
    r"(.*?)@([\w.$\"]+)\((.*)$"
)
_ATTRIBUTES = re.compile(r"\) (?:unnamed_addr |local_unnamed_addr )?(?:#\d+ )?([^()]*)\{$")
_SYSTEM_CALLS = {
    "sol_memcpy_": "declare void @sol_memcpy_(ptr, ptr, i64)",
    "sol_memmove_": "declare void @sol_memmove_(ptr, ptr, i64)",
    "sol_memset_": "declare void @sol_memset_(ptr, i64, i64)",
    "sol_memcmp_": "declare void @sol_memcmp_(ptr, ptr, i64, ptr)",
}


def set_cpu(ir: str, cpu: str) -> str:
    """Replace every function's target features by one cpu."""
    ir = re.sub(r'"target-features"="[^"]*"', "", ir)
    return re.sub(r'"target-cpu"="[^"]*"', f'"target-cpu"="{cpu}"', ir)


def inline_what_registers_cannot_carry(ir: str) -> str:
    """Mark functions with too many arguments or with a compound result: they must vanish into callers."""
    return "\n".join(_marked(line) for line in ir.splitlines()) + "\n"


def _marked(line: str) -> str:
    found = _DEFINITION.match(line) if line.startswith("define internal") else None
    if found is None:
        return line
    result, parameters = found[1], found[3]
    compound = any(sign in result for sign in ("{", "[", "i128"))
    if compound or _count(parameters) > ARGUMENT_REGISTERS:
        return _ATTRIBUTES.sub(") alwaysinline nounwind {", line)
    return line


def _count(parameters: str) -> int:
    """Count the parameters at the start of a definition's text."""
    depth, commas, any_seen = 0, 0, False
    for char in parameters:
        if char in "([{<":
            depth += 1
        elif char in ")]}>":
            if depth == 0:
                break
            depth -= 1
        elif char == "," and depth == 0:
            commas += 1
        any_seen = any_seen or char not in " )"
    return commas + 1 if any_seen else 0


def lower(ir: str) -> str:
    """Replace what the machine has no instruction for by calls, and add what is called."""
    lowered = "\n".join(_lowered(ir.splitlines())) + "\n"
    for name, declaration in _SYSTEM_CALLS.items():
        if not re.search(rf"^(?:declare|define)[^\n]*@{name}\(", lowered, re.MULTILINE):
            lowered += declaration + "\n"
    return lowered + STUBS.read_text()


def _lowered(lines: Sequence[str]) -> list[str]:
    out = []
    for line in lines:
        if line.startswith("declare"):
            if not _COMPARE.search(line):  # the stub replaces it
                out.append(line)
            continue
        text = _memory_call(line) if "@llvm.mem" in line else line
        text = _COMPARE.sub("@__sbf_memcmp(", text)
        for pattern, replacement in _ARITHMETIC:
            text = pattern.sub(replacement, text)
        out.append(text)
    return out


def _memory_call(line: str) -> str:
    found, size = _MEMORY.search(line), _SIZE.search(line)
    if found is None or (size and int(size[1]) <= INLINE_MAX_BYTES):
        return line
    return f"{line[: found.start()]}@__sbf_{found[1]}({line[found.end() :]}"
