"""Running the clients' scripts, each in its own world: Node.js, or a Python with other packages than ours."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final, Literal

from tests.needing import need

HERE: Final = Path(__file__).parent
SCRIPTS: Final = HERE / "scripts"
EXAMPLES: Final = HERE.parents[1] / "examples" / "ledger"
TIMEOUT_S: Final = 90
Answer = dict[str, Any]


class ScriptFailed(Exception):
    """A client's script that ended with an error; the message is what it said."""


def node(script: Path, *arguments: str, given: object = None) -> Answer:
    """Run a script in Node.js; it is given JSON and answers an object.

    Raises:
        ScriptFailed: It ended with an error.
    """
    program = shutil.which("node") or shutil.which("nodejs")
    ready = bool(program) and (HERE / "node_modules" / "@solana").is_dir()
    need(present=ready, missing="Node.js or the clients' packages are missing: run tests/clients/setup")
    return _run(str(program), script, arguments, given)


def python(
    environment: Literal["solana", "anchorpy"], script: Path, *arguments: str, given: object = None
) -> Answer:
    """Run a script in one of the two Python environments; it is given JSON and answers an object.

    Raises:
        ScriptFailed: It ended with an error.
    """
    program = HERE / ".venv" / environment / "bin" / "python"
    need(present=program.exists(), missing=f"{environment}'s Python is missing: run tests/clients/setup")
    return _run(str(program), script, arguments, given)


def _run(program: str, script: Path, arguments: tuple[str, ...], given: object) -> Answer:
    done = subprocess.run(
        [program, str(script), *arguments],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    if done.returncode:
        raise ScriptFailed(f"{script.name}: {done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    answer: Answer = json.loads(done.stdout)
    return answer
