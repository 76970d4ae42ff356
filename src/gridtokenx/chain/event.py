"""Events from a transaction's logs, each credited to the program that was running when it was logged.

The runtime writes ``Program <id> invoke [n]`` and ``Program <id> success`` or ``failed`` around what a
program logs, so a stack of them tells who spoke: another program's bytes are never taken for ours.
"""

import base64
from collections.abc import Iterator, Sequence

from gridtokenx.base.errors import GridTokenXError

_INVOKE = 4
_DATA = "Program data: "
TRUNCATED = "Log truncated"


class EventsTruncated(GridTokenXError):
    """A log that was cut off, so that events may be missing."""


def data_of(program: str, logs: Sequence[str]) -> Iterator[bytes]:
    """Yield what one program logged as data, in order.

    Args:
        program: The program's address in base 58.
        logs: A transaction's log lines.

    Raises:
        EventsTruncated: The log was cut off.
    """
    return (data for speaker, data in all_data(logs) if speaker == program)


def all_data(logs: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield what any program logged as data, with the program's address in base 58, in order.

    Raises:
        EventsTruncated: The log was cut off.
    """
    stack: list[str] = []
    for line in logs:
        if line.startswith(_DATA):
            if stack:
                yield from ((stack[-1], data) for data in _decoded(line))
        elif line.startswith("Program "):
            _step(line.split(" "), stack)
        elif line == TRUNCATED:
            raise EventsTruncated("the transaction's log was cut off: read the events from the accounts")


def _step(words: Sequence[str], stack: list[str]) -> None:
    """Follow one line that enters or leaves a program."""
    if len(words) == _INVOKE and words[2] == "invoke" and words[3].startswith("["):
        stack.append(words[1])
    elif stack and words[1] == stack[-1] and (words[2:] == ["success"] or words[2:3] == ["failed:"]):
        stack.pop()


def _decoded(line: str) -> Iterator[bytes]:
    for item in line.removeprefix(_DATA).split(" "):
        try:
            yield base64.b64decode(item, validate=True)
        except ValueError:
            continue  # another program's own format; ours are always base 64


def failing_program(logs: Sequence[str]) -> str | None:
    """Return the program that failed first, the innermost one, or None when none did."""
    for line in logs:
        words = line.split(" ", 3)
        if len(words) > 2 and words[0] == "Program" and words[2] == "failed:":
            return words[1]
    return None
