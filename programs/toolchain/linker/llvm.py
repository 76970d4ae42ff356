"""LLVM's own tools, of one release that is not older than rustc's."""

import subprocess
from pathlib import Path

from toolchain.linker.elf import LinkRefused

LLVM_RELEASE = "22"
MAX_REPORTED_LINES = 40


def llvm(tool: str, *args: str | Path, cwd: Path | None = None) -> bytes:
    """Run a tool and return what it printed.

    Raises:
        LinkRefused: It failed; the message has its own words, each line once.
    """
    command = [f"{tool}-{LLVM_RELEASE}", *map(str, args)]
    done = subprocess.run(command, capture_output=True, cwd=cwd, check=False)
    if done.returncode:
        lines = dict.fromkeys(line for line in done.stderr.decode(errors="replace").splitlines() if line)
        raise LinkRefused(f"{command[0]} failed:\n" + "\n".join([*lines][:MAX_REPORTED_LINES]))
    return done.stdout
