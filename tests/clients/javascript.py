"""Running scripts in Node.js with the packages of this folder."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

from tests.needing import need

HERE: Final = Path(__file__).parent
TIMEOUT_S: Final = 90


class ScriptFailed(Exception):
    """A client's script that ended with an error; the message is what it said."""


def node(script: Path, *arguments: str, given: object = None) -> dict[str, Any]:
    """Run a script; it is given JSON and answers an object.

    Raises:
        ScriptFailed: It ended with an error.
    """
    program = shutil.which("node") or shutil.which("nodejs")
    ready = bool(program) and (HERE / "node_modules" / "@solana").is_dir()
    need(present=ready, missing="Node.js or the clients' packages are missing: run tests/clients/setup")
    done = subprocess.run(
        [str(program), str(script), *arguments],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    if done.returncode:
        raise ScriptFailed(f"{script.name}: {done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
