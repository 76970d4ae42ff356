"""Running the clients' scripts, each in its own world: Node.js, or a Python with other packages than ours."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, Literal

from tests.needing import need

HERE: Final = Path(__file__).parent
SCRIPTS: Final = HERE / "scripts"
EXAMPLES: Final = HERE.parents[1] / "examples" / "ledger"
TIMEOUT_S: Final = 90
Answer = dict[str, Any]
Environment = Literal["solana", "anchorpy"]


class ScriptFailed(Exception):
    """A client's script that ended with an error; the message is what it said."""


def node(script: Path, *, given: object = None) -> Answer:
    """Run a script in Node.js; it is given JSON and answers an object.

    Raises:
        ScriptFailed: It ended with an error.
    """
    answer: Answer = json.loads(_run([_node(), script], given=given))
    return answer


def python(environment: Environment, script: Path, *, given: object = None) -> Answer:
    """Run a script in one of the two Python environments; it is given JSON and answers an object.

    Raises:
        ScriptFailed: It ended with an error.
    """
    answer: Answer = json.loads(_run([_python(environment), script], given=given))
    return answer


def shown(example: Path, *arguments: str) -> str:
    """Run an example as a user does; return what it shows.

    Raises:
        ScriptFailed: It ended with an error.
    """
    program = _node() if example.suffix == ".mjs" else _python("solana")
    return _run([program, example, *arguments])


@contextmanager
def watching(example: Path, *arguments: str) -> Iterator[IO[str]]:
    """Run an example that goes on until it is ended; yields what it shows, line by line."""
    process = subprocess.Popen([_node(), str(example), *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.kill()
        process.communicate()


def _node() -> str:
    program = shutil.which("node") or shutil.which("nodejs")
    ready = bool(program) and (HERE / "node_modules" / "@solana").is_dir()
    need(present=ready, missing="Node.js or the clients' packages are missing: run tests/clients/setup")
    return str(program)


def _python(environment: Environment) -> str:
    program = HERE / ".venv" / environment / "bin" / "python"
    need(present=program.exists(), missing=f"{environment}'s Python is missing: run tests/clients/setup")
    return str(program)


def _run(command: Sequence[str | Path], given: object = None) -> str:
    done = subprocess.run(
        command, input=json.dumps(given), capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    if done.returncode:
        raise ScriptFailed(f"{command[1]}: {done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout
