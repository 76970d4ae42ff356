"""Relocatable BPF objects, written by hand from the System V ABI, as llc would make them."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SHT_PROGBITS, SHT_SYMTAB, SHT_STRTAB, SHT_NOBITS, SHT_REL = 1, 2, 3, 8, 9
SHF_WRITE, SHF_ALLOC, SHF_EXECUTE = 1, 2, 4
EXIT: Final = struct.pack("<BBhi", 0x95, 0, 0, 0)
CALL: Final = struct.pack("<BBhi", 0x85, 0x10, 0, -1)


def load_constant(register: int, value: int) -> bytes:
    """``lddw``: a 64-bit constant, in two words."""
    return struct.pack("<BBhIBBhI", 0x18, register, 0, value & 0xFFFF_FFFF, 0, 0, 0, value >> 32)


def move(register: int, value: int) -> bytes:
    """``mov64``: a constant into a register."""
    return struct.pack("<BBhi", 0xB7, register, 0, value)


@dataclass(frozen=True)
class Part:
    """A section and the relocations of it: offset, type, symbol's name."""

    name: str
    content: bytes
    flags: int = SHF_ALLOC | SHF_EXECUTE
    relocations: Sequence[tuple[int, int, str]] = ()
    type: int = SHT_PROGBITS
    align: int = 8


def object_file(
    parts: Sequence[Part], symbols: Sequence[tuple[str, int, int]], *, machine: int = 247, rel: int = SHT_REL
) -> bytes:
    """Write an object.

    Args:
        parts: Its sections; they are numbered from 1.
        symbols: Name, section (0: undefined) and offset of each.
        machine: Of the ELF header; 247 is BPF.
        rel: Type of the sections of relocations.
    """
    strings = b"\0" + b"".join(name.encode() + b"\0" for name, _, _ in symbols)
    names = [name for name, _, _ in symbols]
    table = bytes(24) + b"".join(
        struct.pack("<IBBHQQ", _at(strings, name), 0x12, 0, section, value, 0)
        for name, section, value in symbols
    )
    bodies = [(part.name, part.type, part.flags, part.content, 0, 0, part.align) for part in parts]
    first = len(parts) + 1
    for number, part in enumerate(parts, 1):
        if part.relocations:
            entries = b"".join(
                struct.pack("<QQ", offset, (names.index(symbol) + 1) << 32 | kind)
                for offset, kind, symbol in part.relocations
            )
            bodies.append((f".rel{part.name}", rel, 0, entries, -1, number, 8))
    symtab = len(bodies) + 1
    bodies.append((".symtab", SHT_SYMTAB, 0, table, symtab + 1, 0, 8))
    bodies.append((".strtab", SHT_STRTAB, 0, strings, 0, 0, 1))
    assert first <= symtab
    return _elf(bodies, symtab, machine)


def _elf(bodies: list[tuple[str, int, int, bytes, int, int, int]], symtab: int, machine: int) -> bytes:
    headings = b"\0" + b"".join(name.encode() + b"\0" for name, *_ in bodies) + b".shstrtab\0"
    bodies = [*bodies, (".shstrtab", SHT_STRTAB, 0, headings, 0, 0, 1)]
    data, headers = bytearray(64), [bytes(64)]
    for name, kind, flags, content, link, info, align in bodies:
        headers.append(
            struct.pack(
                "<IIQQQQIIQQ",
                _at(headings, name), kind, flags, 0, len(data), len(content),
                symtab if link == -1 else link, info, align, 0,
            )
        )  # fmt: skip
        data += b"" if kind == SHT_NOBITS else content
    start = len(data)
    struct.pack_into(
        "<16sHHIQQQIHHHHHH", data, 0,
        b"\x7fELF\x02\x01\x01", 1, machine, 1, 0, 0, start, 0, 64, 0, 0, 64, len(headers), len(headers) - 1,
    )  # fmt: skip
    return bytes(data) + b"".join(headers)


def _at(table: bytes, text: str) -> int:
    return table.index(b"\0" + text.encode() + b"\0") + 1
