"""Bitcode modules into one BPF object: link, drop what is dead, lower, compile."""

import re
from collections.abc import Sequence
from pathlib import Path

from toolchain.linker.elf import LinkRefused
from toolchain.linker.llvm import llvm
from toolchain.linker.lowering import inline_what_registers_cannot_carry, lower, set_cpu

CPU = "v2"  # version 0 of SBPF has neither 32-bit jumps nor 32-bit arithmetic
STACK_BYTES = 4_096  # one frame of the virtual machine
MISALIGNED = "-mattr=+allows-misaligned-mem-access"
BITCODE_MAGIC = (b"BC\xc0\xde", b"\xde\xc0\x17\x0b")
ARCHIVES = (".rlib", ".a")
MEMORY_FUNCTIONS = ("memcpy", "memmove", "memset", "memcmp", "bcmp")
PINNED = re.compile(r"^@llvm\.(?:compiler\.)?used = .*\n", re.MULTILINE)


def build_object(inputs: Sequence[Path], folder: Path, *, keep: Sequence[str]) -> Path:
    """Make one BPF object of modules and archives.

    Args:
        inputs: Bitcode files, and archives of them, as rustc passes them.
        folder: For what is made on the way.
        keep: Symbols that stay visible.

    Raises:
        LinkRefused: A tool refused.
    """
    public = f"-internalize-public-api-list={','.join(keep)}"
    ir = _linked(inputs, folder, public)
    before = folder / "before.ll"
    before.write_text(inline_what_registers_cannot_carry(set_cpu(PINNED.sub("", ir), CPU)))
    optimised = llvm(
        "opt",
        "-passes=lto<O2>,globaldce,function(expand-memcmp)",
        f"-mcpu={CPU}",
        MISALIGNED,
        public,
        before,
        "-S",
        "-o",
        "-",
    ).decode()
    return _compiled(inline_what_registers_cannot_carry(lower(optimised)), folder)


def _linked(inputs: Sequence[Path], folder: Path, public: str) -> str:
    """Join the modules and return their text, without atomics and without loops for memory functions."""
    own, libraries = _modules(inputs, folder)
    joined = folder / "joined.bc"
    llvm("llvm-link", "-o", joined, *own, *libraries)
    symbols = llvm("llvm-nm", "--defined-only", joined).decode().split()
    replaced = [f"-func={name}" for name in MEMORY_FUNCTIONS if name in symbols]
    if replaced:
        llvm("llvm-extract", "-delete", *replaced, joined, "-o", folder / "cut.bc")
        joined = folder / "cut.bc"
    passes = "-passes=internalize,globaldce,function(lower-atomic)"
    return llvm("opt", passes, public, joined, "-S", "-o", "-").decode()


def is_bitcode(path: Path) -> bool:
    """Return whether a file is an LLVM module."""
    with path.open("rb") as module:
        return module.read(4) in BITCODE_MAGIC


def _modules(inputs: Sequence[Path], folder: Path) -> tuple[list[Path], list[Path]]:
    """Return rustc's own modules, and those in libraries."""
    own: list[Path] = []
    libraries: list[Path] = []
    for number, path in enumerate(inputs):
        if path.suffix in ARCHIVES:
            unpacked = folder / f"archive{number}"
            unpacked.mkdir()
            llvm("llvm-ar", "x", path.resolve(), cwd=unpacked)
            libraries += sorted(unpacked.glob("*.o"))
        elif is_bitcode(path):
            own.append(path)
        else:
            raise LinkRefused(f"{path.name} is no bitcode: the target must have obj-is-bitcode")
    return own, libraries


def _compiled(ir: str, folder: Path) -> Path:
    lowered, final, compiled = folder / "lowered.ll", folder / "final.bc", folder / "program.o"
    lowered.write_text(ir)
    llvm("opt", "-passes=always-inline,globaldce,function(sroa,simplifycfg)", lowered, "-o", final)
    llvm(
        "llc",
        "-march=bpfel",
        f"-mcpu={CPU}",
        MISALIGNED,
        "-O2",
        f"-bpf-stack-size={STACK_BYTES}",
        "-bpf-disable-trap-unreachable",
        "-filetype=obj",
        final,
        "-o",
        compiled,
    )
    return compiled
