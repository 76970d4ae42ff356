"""A relocatable ELF object of the BPF machine, as llc writes it.

Source: System V ABI, chapter 4 (object files); LLVM, ``ELFRelocs/BPF.def``.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

EM_BPF = 247
SHT_SYMTAB, SHT_RELA, SHT_NOBITS, SHT_REL = 2, 4, 8, 9
SHF_ALLOC = 2
STT_FUNC = 2


class LinkRefused(Exception):
    """Modules that cannot become a Solana program; the message says which part and why."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section's header."""

    name: str
    type: int
    flags: int
    offset: int
    size: int
    link: int
    info: int
    align: int


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name with its section and offset; section 0 is undefined."""

    name: str
    type: int
    section: int
    value: int
    size: int


@dataclass(frozen=True, slots=True)
class Relocation:
    """A place in a section that depends on a symbol's address."""

    section: int
    offset: int
    type: int
    symbol: Symbol


class ObjectFile:
    """The sections, symbols and relocations of one object."""

    def __init__(self, data: bytes) -> None:
        if data[:6] != b"\x7fELF\x02\x01" or struct.unpack_from("<H", data, 18)[0] != EM_BPF:
            raise LinkRefused("llc made no little-endian 64-bit BPF object")
        self._data = data
        (start,) = struct.unpack_from("<Q", data, 40)
        entry_size, count, names = struct.unpack_from("<HHH", data, 58)
        raw = [struct.unpack_from("<IIQQQQIIQQ", data, start + i * entry_size) for i in range(count)]
        self.sections = [
            Section(self._text(raw[names][4] + s[0]), s[1], s[2], s[4], s[5], s[6], s[7], s[8]) for s in raw
        ]
        self.symbols = [symbol for section in self.sections for symbol in self._symbols(section)]

    def content(self, section: Section) -> bytes:
        """Return a section's bytes."""
        if section.type == SHT_NOBITS:
            return bytes(section.size)
        return self._data[section.offset : section.offset + section.size]

    def relocations(self) -> Iterator[Relocation]:
        """Yield every relocation.

        Raises:
            LinkRefused: A section has relocations with addends, which BPF objects do not have.
        """
        for section in self.sections:
            if section.type == SHT_RELA:
                raise LinkRefused(f"section {section.name} has relocations with addends")
            if section.type != SHT_REL:
                continue
            for at in range(section.offset, section.offset + section.size, 16):
                offset, info = struct.unpack_from("<QQ", self._data, at)
                yield Relocation(section.info, offset, info & 0xFFFF_FFFF, self.symbols[info >> 32])

    def _symbols(self, section: Section) -> Iterator[Symbol]:
        if section.type != SHT_SYMTAB:
            return
        names = self.sections[section.link].offset
        for at in range(section.offset, section.offset + section.size, 24):
            name, info, _, index, value, size = struct.unpack_from("<IBBHQQ", self._data, at)
            yield Symbol(self._text(names + name), info & 15, index, value, size)

    def _text(self, at: int) -> str:
        return self._data[at : self._data.index(b"\0", at)].decode()
