"""The program file: an ELF shared object of SBPF version 0, with its system calls as dynamic relocations.

Source: https://github.com/anza-xyz/sbpf, ``elf.rs`` and ``elf_parser``: what the loader asks for.
"""

import struct
from collections.abc import Sequence

from toolchain.linker.layout import EHDR_BYTES, PHDR_BYTES, R_BPF_64_32, Placed, align

ET_DYN, EM_BPF = 3, 247
PT_LOAD, PT_DYNAMIC = 1, 2
READ, READ_EXECUTE, READ_WRITE = 4, 5, 6
SHT_PROGBITS, SHT_STRTAB, SHT_DYNAMIC, SHT_REL, SHT_DYNSYM = 1, 3, 6, 9, 11
DT_NULL, DT_STRTAB, DT_SYMTAB, DT_STRSZ, DT_SYMENT, DT_REL, DT_RELSZ, DT_RELENT = 0, 5, 6, 10, 11, 17, 18, 19
GLOBAL = 0x10
SHDR_BYTES = 64


class Strings:
    """A string table."""

    def __init__(self) -> None:
        self.data = bytearray(1)
        self._at = {"": 0}

    def add(self, text: str) -> int:
        """Return where a string is, adding it when it is new."""
        if text not in self._at:
            self._at[text] = len(self.data)
            self.data += text.encode() + b"\0"
        return self._at[text]


def write_image(program: Placed) -> bytes:
    """Return the bytes of the program file."""
    start, constants = program.text_offset, program.rodata_offset
    dynamic = _Dynamic(program, constants + len(program.rodata))
    body = bytes(program.text) + bytes(program.rodata) + dynamic.data
    names = Strings()
    sections = _sections(program, dynamic, names)
    table = names.add(".shstrtab")
    sections.append((table, SHT_STRTAB, 0, 0, start + len(body), len(names.data), 0, 0, 1, 0))
    body += bytes(names.data)
    body += bytes(-(start + len(body)) % 8)
    headers = _program_headers(program, dynamic)
    ehdr = struct.pack(
        "<16sHHIQQQIHHHHHH",
        b"\x7fELF\x02\x01\x01",
        ET_DYN,
        EM_BPF,
        1,
        program.entry,
        EHDR_BYTES,
        start + len(body),
        0,
        EHDR_BYTES,
        PHDR_BYTES,
        len(headers),
        SHDR_BYTES,
        len(sections),
        len(sections) - 1,
    )
    return ehdr + b"".join(headers) + body + b"".join(struct.pack("<IIQQQQIIQQ", *s) for s in sections)


class _Dynamic:
    """The dynamic section, symbols, strings and relocations, which name the system calls."""

    def __init__(self, program: Placed, offset: int) -> None:
        strings = Strings()
        names = list(dict.fromkeys(name for _, name in program.calls))
        self.symbols = bytes(24) + b"".join(
            struct.pack("<IBBHQQ", strings.add(name), GLOBAL, 0, 0, 0, 0) for name in names
        )
        self.strings = bytes(strings.data)
        self.relocations = b"".join(
            struct.pack("<QQ", program.text_offset + at, (names.index(name) + 1) << 32 | R_BPF_64_32)
            for at, name in program.calls
        )
        self.offset = offset
        self.size = 16 * (8 if self.relocations else 5)
        self.symbols_at = offset + self.size
        self.strings_at = self.symbols_at + len(self.symbols)
        self.relocations_at = align(self.strings_at + len(self.strings), 8)
        self.end = self.relocations_at + len(self.relocations)
        gap = bytes(self.relocations_at - self.strings_at - len(self.strings))
        self.data = self._entries() + self.symbols + self.strings + gap + self.relocations

    def _entries(self) -> bytes:
        entries = [
            (DT_SYMTAB, self.symbols_at),
            (DT_SYMENT, 24),
            (DT_STRTAB, self.strings_at),
            (DT_STRSZ, len(self.strings)),
        ]
        if self.relocations:
            relocations = [(DT_REL, self.relocations_at), (DT_RELSZ, len(self.relocations)), (DT_RELENT, 16)]
            entries = relocations + entries
        return b"".join(struct.pack("<QQ", *entry) for entry in [*entries, (DT_NULL, 0)])


def _sections(program: Placed, dynamic: _Dynamic, names: Strings) -> list[Sequence[int]]:
    start, constants = program.text_offset, program.rodata_offset
    sections: list[Sequence[int]] = [(0,) * 10]
    sections.append((names.add(".text"), SHT_PROGBITS, 6, start, start, len(program.text), 0, 0, 8, 0))
    if program.rodata:
        size = len(program.rodata)
        sections.append((names.add(".rodata"), SHT_PROGBITS, 2, constants, constants, size, 0, 0, 8, 0))
    first = len(sections)
    symbols, strings, relocations = dynamic.symbols_at, dynamic.strings_at, dynamic.relocations_at
    sections += [
        (names.add(".dynamic"), SHT_DYNAMIC, 3, *(dynamic.offset,) * 2, dynamic.size, first + 2, 0, 8, 16),
        (names.add(".dynsym"), SHT_DYNSYM, 2, symbols, symbols, len(dynamic.symbols), first + 2, 1, 8, 24),
        (names.add(".dynstr"), SHT_STRTAB, 2, strings, strings, len(dynamic.strings), 0, 0, 1, 0),
    ]
    if dynamic.relocations:
        size = len(dynamic.relocations)
        sections.append(
            (names.add(".rel.dyn"), SHT_REL, 2, relocations, relocations, size, first + 1, 0, 8, 16)
        )
    return sections


def _program_headers(program: Placed, dynamic: _Dynamic) -> list[bytes]:
    parts = [(PT_LOAD, READ_EXECUTE, program.text_offset, len(program.text))]
    if program.rodata:
        parts.append((PT_LOAD, READ, program.rodata_offset, len(program.rodata)))
    parts.append((PT_LOAD, READ, dynamic.offset, dynamic.end - dynamic.offset))
    parts.append((PT_DYNAMIC, READ_WRITE, dynamic.offset, dynamic.size))
    return [
        struct.pack("<IIQQQQQQ", kind, flags, at, at, at, size, size, 8) for kind, flags, at, size in parts
    ]
