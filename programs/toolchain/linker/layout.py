"""Code and constants at their final addresses, with every relocation applied.

A program's image starts at 0x1_0000_0000. System calls stay symbolic: the loader puts their numbers in.
"""

import struct
from dataclasses import dataclass

from toolchain.linker.elf import SHF_ALLOC, LinkRefused, ObjectFile, Relocation, Section, Symbol

IMAGE_BASE = 1 << 32
EHDR_BYTES, PHDR_BYTES = 64, 56
R_BPF_64_64, R_BPF_64_ABS64, R_BPF_64_32 = 1, 2, 10
ALIASES = {"__bpf_trap": "abort"}
LDDW, CALLX = 0x18, 0x8D
ATOMICS = (0xC3, 0xDB)
BYTE_SWAPS = (0xD4, 0xDC)
ALU32, JMP32 = 4, 6


@dataclass(slots=True)
class Placed:
    """A program, ready to be written."""

    text: bytearray
    rodata: bytearray
    entry: int
    calls: list[tuple[int, str]]
    """Offset in the text and name of each system call."""

    @property
    def text_offset(self) -> int:
        """Where the text is in the file, and in the image."""
        return EHDR_BYTES + PHDR_BYTES * (4 if self.rodata else 3)

    @property
    def rodata_offset(self) -> int:
        """Where the constants are; they follow the text."""
        return self.text_offset + len(self.text)


def align(value: int, to: int) -> int:
    """Round up to a multiple."""
    return -(-value // to) * to


def place(source: ObjectFile, entry: str) -> Placed:
    """Lay out an object's code and constants and relocate them.

    Raises:
        LinkRefused: A writable section, an unknown relocation, an instruction that the machine lacks, or no
            entry point.
    """
    layout = _Layout(source)
    for relocation in source.relocations():
        layout.apply(relocation)
    _check_instructions(layout.placed.text)
    layout.placed.entry = layout.entry(entry)
    return layout.placed


class _Layout:
    """Where each section went, while relocations are applied."""

    def __init__(self, source: ObjectFile) -> None:
        self._source = source
        self._offsets: dict[int, int] = {}
        self._texts: set[int] = set()
        self.placed = Placed(bytearray(), bytearray(), 0, [])
        for index, section in enumerate(source.sections):
            if section.flags & SHF_ALLOC and section.size:
                self._add(index, section)
        self.placed.rodata += bytes(-len(self.placed.rodata) % 8)

    def _add(self, index: int, section: Section) -> None:
        if section.name.startswith(".text"):
            buffer = self.placed.text
            self._texts.add(index)
        elif section.name.startswith((".rodata", ".data.rel.ro")):
            buffer = self.placed.rodata
            buffer += bytes(-len(buffer) % max(1, section.align))
        elif section.name.startswith((".eh_frame", ".BTF")):
            return
        else:
            raise LinkRefused(f"section {section.name} is writable: a Solana program has no writable statics")
        self._offsets[index] = len(buffer)
        buffer += self._source.content(section)

    def apply(self, relocation: Relocation) -> None:
        """Write one address, call target or system call."""
        if relocation.section not in self._offsets:
            return
        is_text = relocation.section in self._texts
        buffer = self.placed.text if is_text else self.placed.rodata
        at = self._offsets[relocation.section] + relocation.offset
        if relocation.type == R_BPF_64_32:
            self._call(buffer, at, relocation.symbol)
            return
        target = self._address(relocation.symbol)
        if relocation.type == R_BPF_64_64:
            (low,) = struct.unpack_from("<I", buffer, at + 4)
            (high,) = struct.unpack_from("<I", buffer, at + 12)
            value = target + (high << 32 | low)
            struct.pack_into("<I", buffer, at + 4, value & 0xFFFF_FFFF)
            struct.pack_into("<I", buffer, at + 12, value >> 32)
        elif relocation.type == R_BPF_64_ABS64:
            (addend,) = struct.unpack_from("<Q", buffer, at)
            struct.pack_into("<Q", buffer, at, target + addend)
        else:
            raise LinkRefused(f"relocation type {relocation.type} of {relocation.symbol.name!r} is not known")

    def _call(self, buffer: bytearray, at: int, symbol: Symbol) -> None:
        """Set the target of a call: another function by distance, a system call by name."""
        if symbol.section == 0:
            buffer[at + 1] &= 0x0F
            struct.pack_into("<i", buffer, at + 4, -1)
            self.placed.calls.append((at, ALIASES.get(symbol.name, symbol.name)))
            return
        (words,) = struct.unpack_from("<i", buffer, at + 4)
        target = self._offsets[symbol.section] + symbol.value + (words + 1) * 8
        buffer[at + 1] = buffer[at + 1] & 0x0F | 0x10
        struct.pack_into("<i", buffer, at + 4, (target - at) // 8 - 1)

    def _address(self, symbol: Symbol) -> int:
        if symbol.section not in self._offsets:
            raise LinkRefused(f"the address of {symbol.name!r} is asked for, and it is not defined")
        is_text = symbol.section in self._texts
        start = self.placed.text_offset if is_text else self.placed.rodata_offset
        return IMAGE_BASE + start + self._offsets[symbol.section] + symbol.value

    def entry(self, name: str) -> int:
        """Return the entry point's offset in the file."""
        for symbol in self._source.symbols:
            if symbol.name == name and symbol.section in self._texts:
                return self.placed.text_offset + self._offsets[symbol.section] + symbol.value
        raise LinkRefused(f"no symbol {name!r}: a program is linked, not a library")


def _check_instructions(text: bytearray) -> None:
    """Refuse what version 0 lacks, and write indirect calls as it reads them: register in the immediate."""
    at = 0
    while at < len(text):
        code = text[at]
        if code == CALLX:
            register = text[at + 1] & 15
            text[at + 1] &= 0xF0
            struct.pack_into("<i", text, at + 4, register)
        elif code in ATOMICS or code & 7 == JMP32 or (code & 7 == ALU32 and code not in BYTE_SWAPS):
            raise LinkRefused(f"instruction {code:#04x} at {at:#x} is none of version 0")
        at += 16 if code == LDDW else 8
