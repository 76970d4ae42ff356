"""A copy of Rust's library sources that knows the operating system "solana".

The upstream library refuses an operating system that it does not know. What a program needs of it is little:
an allocator that the program replaces, a panic that goes to the program's own hook, no threads, no random
numbers. Each change names the text that it replaces and fails loudly when a new release has other text.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

from toolchain.compiler import LIBRARY_SOURCE, sysroot
from toolchain.patches import FILES, REPLACEMENTS, SIGNATURES


class PatchRefused(Exception):
    """Library sources without the text that a patch replaces: another release of Rust."""


def main() -> int:
    """Prepare the copy when it is not there; return the exit code."""
    home = sysroot()
    if not home.is_dir():
        try:
            prepare(home)
        except PatchRefused as refused:
            print(f"programs/setup: {refused}", file=sys.stderr)
            return 1
    print(f"programs/setup: ready ({home.name})")
    return 0


def prepare(home: Path) -> None:
    """Copy and patch, and put the result in place in one step.

    Raises:
        PatchRefused: This release's library has other text.
    """
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        library = Path(folder) / "new" / "library"
        shutil.copytree(LIBRARY_SOURCE, library)
        patch(library)
        try:
            library.parent.rename(home)
        except OSError:
            if not home.is_dir():  # else another process was first
                raise


def patch(library: Path) -> None:
    """Teach a copy of ``library/`` the operating system.

    Raises:
        PatchRefused: A text to replace is not there.
    """
    for name, content in FILES.items():
        (library / name).write_text(content)
    for name, old, new in REPLACEMENTS:
        path = library / name
        text = path.read_text()
        if old not in text:
            raise PatchRefused(f"{name} of this rustc does not have {old!r}: patches.py needs a new text")
        path.write_text(text.replace(old, new))
    for name, pattern, inserted in SIGNATURES:
        path = library / name
        text, count = re.subn(pattern, lambda found: found[0] + inserted, path.read_text(), count=1)  # noqa: B023  # called at once
        if count != 1:
            raise PatchRefused(
                f"{name} of this rustc has no function like {pattern!r}: patches.py needs a new one"
            )
        path.write_text(text)


if __name__ == "__main__":
    sys.exit(main())
