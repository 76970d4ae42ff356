"""The linker's command line, as rustc's ``bpf`` flavour writes it."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from toolchain.linker.bitcode import ARCHIVES, build_object, is_bitcode
from toolchain.linker.elf import LinkRefused, ObjectFile
from toolchain.linker.image import write_image
from toolchain.linker.layout import place
from toolchain.linker.llvm import llvm

ENTRY = "entrypoint"
TAKES_A_VALUE = {"--export-symbols", "--export", "-L", "--cpu", "--cpu-features", "--target"}


def main(argv: Sequence[str]) -> int:
    """Link the modules that the arguments name; return the exit code."""
    out, inputs = parse(argv)
    if out is None or not inputs:
        print("usage: linker -o PROGRAM MODULE...", file=sys.stderr)
        return 2
    try:
        if not is_program(inputs):
            out.write_bytes(b"")
            return 0
        with tempfile.TemporaryDirectory() as folder:
            data = build_object(inputs, Path(folder), keep=(ENTRY,)).read_bytes()
        out.write_bytes(write_image(place(ObjectFile(data), ENTRY)))
    except LinkRefused as refused:
        print(f"linker: {refused}", file=sys.stderr)
        return 1
    return 0


def is_program(inputs: Sequence[Path]) -> bool:
    """Return whether rustc's own modules have an entry point.

    A program that another one takes for its accounts is linked as well, since its crate says ``cdylib``, and
    without one: nobody loads what comes of it.
    """
    own = [path for path in inputs if path.suffix not in ARCHIVES and is_bitcode(path)]
    return not own or any(ENTRY in llvm("llvm-nm", "--defined-only", path).decode().split() for path in own)


def parse(argv: Sequence[str]) -> tuple[Path | None, list[Path]]:
    """Return the output and the input modules; what else rustc says does not matter here."""
    out: Path | None = None
    inputs: list[Path] = []
    words = iter(argv)
    for word in words:
        if word == "-o":
            out = Path(next(words))
        elif word in TAKES_A_VALUE:
            next(words)
        elif not word.startswith("-") and Path(word).name != "symbols.o":
            inputs.append(Path(word))
    return out, inputs
