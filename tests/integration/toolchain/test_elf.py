import pytest
from tests.integration.toolchain.object_file import EXIT, SHF_ALLOC, SHT_NOBITS, Part, move, object_file
from toolchain.linker.elf import SHT_RELA, LinkRefused, ObjectFile


def test_sections_symbols_and_relocations_are_read() -> None:
    text = Part(".text", move(0, 7) + EXIT, relocations=[(8, 10, "elsewhere")])
    constants = Part(".rodata", b"abc", flags=SHF_ALLOC)
    found = ObjectFile(object_file([text, constants], [("entrypoint", 1, 8), ("elsewhere", 0, 0)]))
    names = [section.name for section in found.sections]
    assert names == ["", ".text", ".rodata", ".rel.text", ".symtab", ".strtab", ".shstrtab"]
    assert found.content(found.sections[1]) == text.content
    assert found.content(found.sections[2]) == b"abc"
    assert [(s.name, s.section, s.value) for s in found.symbols[1:]] == [
        ("entrypoint", 1, 8),
        ("elsewhere", 0, 0),
    ]
    (relocation,) = found.relocations()
    assert (relocation.section, relocation.offset, relocation.type) == (1, 8, 10)
    assert relocation.symbol.name == "elsewhere"


def test_section_without_content_in_the_file_is_zeros() -> None:
    zeros = Part(".bss", b"\xff" * 5, type=SHT_NOBITS)
    found = ObjectFile(object_file([zeros, Part(".text", EXIT)], []))
    assert found.content(found.sections[1]) == bytes(5)
    assert found.content(found.sections[2]) == EXIT


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x01\x01" + bytes(60),
        b"\x7fELF\x02\x02" + bytes(60),
        b"!<arch>\n" + bytes(60),
        object_file([Part(".text", EXIT)], [], machine=62),
    ],
    ids=["32 bits", "big-endian", "an archive", "x86-64"],
)
def test_what_is_no_bpf_object_is_refused(data: bytes) -> None:
    with pytest.raises(LinkRefused, match="no little-endian 64-bit BPF object"):
        ObjectFile(data)


def test_relocations_with_addends_are_refused() -> None:
    text = Part(".text", EXIT, relocations=[(0, 10, "far")])
    found = ObjectFile(object_file([text], [("far", 0, 0)], rel=SHT_RELA))
    with pytest.raises(LinkRefused, match=r"\.rel\.text has relocations with addends"):
        list(found.relocations())
