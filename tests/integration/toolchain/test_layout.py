import struct
from collections.abc import Sequence

import pytest
from tests.integration.toolchain.object_file import (
    CALL,
    EXIT,
    SHF_ALLOC,
    SHF_WRITE,
    Part,
    load_constant,
    move,
    object_file,
)
from toolchain.linker.elf import LinkRefused, ObjectFile
from toolchain.linker.layout import (
    IMAGE_BASE,
    R_BPF_64_32,
    R_BPF_64_64,
    R_BPF_64_ABS64,
    Placed,
    align,
    place,
)

CALLX_R3 = struct.pack("<BBhi", 0x8D, 3, 0, 0)
WIDE = 4  # program headers of a program with constants
TEXT_AT = 64 + 56 * WIDE


def placed(parts: Sequence[Part], symbols: Sequence[tuple[str, int, int]]) -> Placed:
    return place(ObjectFile(object_file(parts, symbols)), "entrypoint")


def code(content: bytes, *relocations: tuple[int, int, str]) -> Part:
    return Part(".text", content, relocations=relocations)


def constants(content: bytes, *relocations: tuple[int, int, str], name: str = ".rodata") -> Part:
    return Part(name, content, flags=SHF_ALLOC, relocations=relocations)


@pytest.mark.parametrize(("value", "to", "rounded"), [(0, 8, 0), (1, 8, 8), (8, 8, 8), (9, 8, 16), (5, 1, 5)])
def test_align_rounds_up(value: int, to: int, rounded: int) -> None:
    assert align(value, to) == rounded


def test_text_starts_after_the_headers() -> None:
    without = placed([code(EXIT)], [("entrypoint", 1, 0)])
    assert (without.text_offset, without.entry) == (64 + 56 * 3, 64 + 56 * 3)
    both = placed([code(move(0, 0) + EXIT), constants(b"abc")], [("entrypoint", 1, 8)])
    assert (both.text_offset, both.entry) == (TEXT_AT, TEXT_AT + 8)
    assert both.rodata_offset == TEXT_AT + 16
    assert both.rodata == b"abc" + bytes(5)


def test_address_of_a_constant_goes_into_both_words() -> None:
    text = code(load_constant(1, 2) + EXIT, (0, R_BPF_64_64, "greeting"))
    program = placed([text, constants(bytes(8) + b"hello")], [("entrypoint", 1, 0), ("greeting", 2, 8)])
    low, high = (struct.unpack_from("<I", program.text, at)[0] for at in (4, 12))
    assert high << 32 | low == IMAGE_BASE + program.rodata_offset + 8 + 2


def test_pointer_in_the_constants_is_absolute() -> None:
    table = constants((16).to_bytes(8, "little"), (0, R_BPF_64_ABS64, "entrypoint"), name=".data.rel.ro")
    program = placed([code(EXIT), table], [("entrypoint", 1, 0)])
    assert int.from_bytes(program.rodata, "little") == IMAGE_BASE + TEXT_AT + 16


def test_sections_keep_their_alignment() -> None:
    text = code(load_constant(1, 0) + EXIT, (0, R_BPF_64_64, "second"))
    second = Part(".rodata.cst16", bytes(16), flags=SHF_ALLOC, align=16)
    program = placed([text, constants(b"abc"), second], [("entrypoint", 1, 0), ("second", 3, 0)])
    assert len(program.rodata) == 32
    assert struct.unpack_from("<I", program.text, 4)[0] == program.rodata_offset + 16


def test_call_of_a_function_is_a_distance() -> None:
    caller = Part(".text", CALL + EXIT, relocations=[(0, R_BPF_64_32, "callee")])
    callee = Part(".text.callee", move(0, 1) + EXIT)
    program = placed([caller, callee], [("entrypoint", 1, 0), ("callee", 2, 0)])
    assert program.text[1] >> 4 == 1
    assert struct.unpack_from("<i", program.text, 4)[0] == 1  # over the exit, from the next instruction on
    assert program.calls == []


def test_call_within_a_section_counts_from_its_start() -> None:
    """llc leaves the words between section and function in the instruction."""
    call = struct.pack("<BBhi", 0x85, 0x10, 0, 1)
    program = placed(
        [code(call + EXIT + move(0, 1) + EXIT, (0, R_BPF_64_32, ".text"))],
        [(".text", 1, 0), ("entrypoint", 1, 0)],
    )
    assert struct.unpack_from("<i", program.text, 4)[0] == 1


def test_system_calls_stay_names() -> None:
    text = code(CALL + CALL + EXIT, (0, R_BPF_64_32, "sol_log_"), (8, R_BPF_64_32, "__bpf_trap"))
    program = placed([text], [("entrypoint", 1, 0), ("sol_log_", 0, 0), ("__bpf_trap", 0, 0)])
    assert program.calls == [(0, "sol_log_"), (8, "abort")]
    assert [struct.unpack_from("<i", program.text, at + 4)[0] for at in (0, 8)] == [-1, -1]
    assert program.text[1] >> 4 == 0


def test_indirect_call_has_its_register_in_the_immediate() -> None:
    program = placed([code(CALLX_R3 + EXIT)], [("entrypoint", 1, 0)])
    assert program.text[:8] == struct.pack("<BBhi", 0x8D, 0, 0, 3)


def test_sections_that_no_program_needs_are_left_out() -> None:
    notes = [constants(b"x", name=name) for name in (".eh_frame", ".BTF", ".BTF.ext")]
    assert placed([code(EXIT), *notes], [("entrypoint", 1, 0)]).rodata == b""


@pytest.mark.parametrize("name", [".data", ".bss", ".tdata"])
def test_writable_statics_are_refused(name: str) -> None:
    writable = Part(name, bytes(8), flags=SHF_ALLOC | SHF_WRITE)
    with pytest.raises(LinkRefused, match=f"section {name} is writable"):
        placed([code(EXIT), writable], [("entrypoint", 1, 0)])


@pytest.mark.parametrize(
    ("instruction", "number"),
    [(0xC3, "0xc3"), (0xDB, "0xdb"), (0x04, "0x04"), (0x16, "0x16")],
    ids=["atomic word", "atomic double word", "32-bit sum", "32-bit jump"],
)
def test_instructions_of_later_machines_are_refused(instruction: int, number: str) -> None:
    with pytest.raises(LinkRefused, match=rf"instruction {number} at 0x8 is none of version 0"):
        placed([code(EXIT + bytes([instruction]) + bytes(7))], [("entrypoint", 1, 0)])


def test_second_word_of_a_constant_is_no_instruction() -> None:
    wide = load_constant(0, 0xC3 << 32 | 0xDB)
    assert placed([code(wide + EXIT)], [("entrypoint", 1, 0)]).text == wide + EXIT


@pytest.mark.parametrize("swap", [0xD4, 0xDC])
def test_byte_swaps_are_kept(swap: int) -> None:
    text = struct.pack("<BBhi", swap, 0, 0, 16) + EXIT
    assert placed([code(text)], [("entrypoint", 1, 0)]).text == text


def test_library_has_no_entry_point() -> None:
    with pytest.raises(LinkRefused, match="no symbol 'entrypoint'"):
        placed([code(EXIT)], [("other", 1, 0)])


def test_address_of_nothing_is_refused() -> None:
    text = code(load_constant(1, 0) + EXIT, (0, R_BPF_64_64, "missing"))
    with pytest.raises(LinkRefused, match="address of 'missing'"):
        placed([text], [("entrypoint", 1, 0), ("missing", 0, 0)])


def test_unknown_relocation_is_refused() -> None:
    with pytest.raises(LinkRefused, match="relocation type 4 of 'entrypoint'"):
        placed([code(EXIT, (0, 4, "entrypoint"))], [("entrypoint", 1, 0)])
