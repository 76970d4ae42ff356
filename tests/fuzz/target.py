"""What a fuzz target is, and how inputs are made of its seeds.

A target parses bytes that a stranger may have written. It raises nothing but what it promises; whatever
else comes out of `one_input` is a bug. The same function serves hypothesis in CI and, for longer, atheris or
`run.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from hypothesis import strategies as st

NAMES = (
    *("account", "campus_file", "ed25519_instruction", "engineering_body", "event_log", "genesis", "idl"),
    "instruction",
    *("journal_result", "keypair_file", "reading", "replay_file", "snapshot_file", "transaction"),
)
MAX_BYTES = 4_096


class Target(Protocol):
    """A module of ``targets/``."""

    def one_input(self, data: bytes) -> None:
        """Parse bytes; raise on anything that the parser does not promise."""

    def seeds(self) -> Sequence[bytes]:
        """Return inputs that the parser takes."""


@dataclass(frozen=True)
class Edit:
    """A change of bytes at a place."""

    at: int
    cut: int
    put: bytes

    def apply(self, data: bytes) -> bytes:
        """Return the bytes with some cut out and others in their place."""
        at = self.at % (len(data) + 1)
        return data[:at] + self.put + data[at + self.cut :]


def target(name: str) -> Target:
    """Return a target by its name."""
    return cast("Target", import_module(f"tests.fuzz.targets.{name}"))


def inputs(seeds: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Return random bytes, and seeds with a few edits."""
    put = st.one_of(
        st.binary(max_size=8),
        st.sampled_from([b"\xff" * 4, b"\x00" * 8, b"\x80", b"\x7f\xff\xff\xff", b"\xef\xbb\xbf", b"9" * 40]),
        st.sampled_from([b"NaN", b"Infinity", b"1e309", b"-1", b"null", b"{}", b"[]", b'""', b"\\u0000"]),
    )
    edits = st.lists(st.builds(Edit, st.integers(0, 1 << 16), st.integers(0, 8), put), max_size=4)
    return st.one_of(st.binary(max_size=300), st.builds(_edited, st.sampled_from(list(seeds)), edits))


def _edited(seed: bytes, edits: Sequence[Edit]) -> bytes:
    for edit in edits:
        seed = edit.apply(seed)
    return seed


def refuses(parse: Callable[[bytes], object], data: bytes, *promised: type[Exception]) -> bool:
    """Parse, and return whether it was refused with an error that is promised."""
    try:
        parse(data)
    except promised:
        return True
    return False


def in_words(error: Exception) -> None:
    """Raise when a refusal does not say why."""
    if not str(error):
        raise AssertionError(f"{type(error).__name__} says nothing")
