"""Anchor's own TypeScript client reads our IDL files, and decodes every account and event as Python does.

The bytes are those that real transactions left. Each type that an IDL names must have an example here.
"""

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, TypeAlias

import pytest
from solders.pubkey import Pubkey
from tests.clients.plain import camel, plain
from tests.clients.sample import arguments
from tests.clients.scene_campus import govern, pay, register, upgrade
from tests.clients.scene_certificate import certify
from tests.clients.scene_forward import deal, reserve
from tests.clients.scene_market import attest, trade, trigger
from tests.clients.script import SCRIPTS, Answer, node, python
from tests.clients.serving import idl
from tests.clients.witness import Seen, Witness, outermost, programs

from gridtokenx.chain.program import Program
from gridtokenx.chain.programs import PROGRAM_NAMES

SCENES: Final[tuple[Callable[[], Witness], ...]] = (
    govern,
    upgrade,
    register,
    pay,
    attest,
    trade,
    trigger,
    certify,
    reserve,
    deal,
)
BY_NAME: Final = {program.name: program for program in programs().all()}
CALLS_EACH = 5
Log: TypeAlias = tuple[Program, tuple[str, ...]]


@dataclass(frozen=True)
class Call:
    """An instruction's name and arguments, and the bytes that our client makes of them."""

    program: Program
    name: str
    arguments: dict[str, object]

    @property
    def data(self) -> bytes:
        spec = self.program.idl.instructions[self.name]
        anybody = {account.name: self.program.id for account in spec.accounts}
        return bytes(self.program.instruction(self.name, accounts=anybody, args=self.arguments).data)


NAMES = pytest.mark.parametrize("name", PROGRAM_NAMES)


@pytest.fixture(scope="module")
def witnesses() -> list[Witness]:
    return [scene() for scene in SCENES]


@pytest.fixture(scope="module")
def accounts(witnesses: list[Witness]) -> list[Seen]:
    """The distinct accounts of each type that the transactions left."""
    return _distinct(witness.accounts for witness in witnesses)


@pytest.fixture(scope="module")
def events(witnesses: list[Witness]) -> list[Seen]:
    return _distinct(witness.events for witness in witnesses)


def _distinct(found: Iterable[Mapping[tuple[str, str], Sequence[Seen]]]) -> list[Seen]:
    return list(dict.fromkeys(seen for kinds in found for kept in kinds.values() for seen in kept))


@pytest.fixture(scope="module")
def logs(witnesses: list[Witness]) -> list[Log]:
    """Each transaction's log, once for every program that it called and that said something."""
    return [
        (program, lines)
        for witness in witnesses
        for lines in witness.logs
        for program in programs().all()
        if program.events(outermost(lines))
    ]


@pytest.fixture(scope="module")
def calls() -> list[Call]:
    """Every instruction of every program several times, with arguments at random."""
    draw = Random(7)  # noqa: S311  # test data, the same in every run
    return [
        Call(program, item.name, arguments(program.idl, item.args, draw))
        for program in programs().all()
        for item in program.idl.instructions.values()
        for _ in range(CALLS_EACH)
    ]


@pytest.fixture(scope="module")
def asked(accounts: list[Seen], events: list[Seen], logs: list[Log], calls: list[Call]) -> Answer:
    return {
        "calls": [{"program": call.program.name, "data": _text(call.data)} for call in calls],
        "idls": {name: idl(name) for name in PROGRAM_NAMES},
        "accounts": [_asked(seen) for seen in accounts],
        "events": [_asked(seen) for seen in events],
        "logs": [{"program": program.name, "lines": lines} for program, lines in logs],
    }


@pytest.fixture(scope="module")
def decoded(asked: Answer) -> Answer:
    """What Anchor's client makes of the bytes."""
    return node(SCRIPTS / "decode.mjs", given=asked)


def _asked(seen: Seen) -> dict[str, str]:
    return {"program": seen.program, "kind": camel(seen.kind), "data": _text(seen.data)}


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


@NAMES
def test_every_account_type_has_an_example(name: str, accounts: list[Seen]) -> None:
    known = {item["name"] for item in idl(name)["accounts"]}
    assert {seen.kind for seen in accounts if seen.program == name} == known


@NAMES
def test_every_event_has_an_example(name: str, events: list[Seen]) -> None:
    known = {item["name"] for item in idl(name)["events"]}
    assert {seen.kind for seen in events if seen.program == name} == known


def test_accounts_decode_alike(accounts: list[Seen], decoded: Answer) -> None:
    for seen, theirs in zip(accounts, decoded["accounts"], strict=True):
        ours = BY_NAME[seen.program].account(seen.kind, seen.data)
        assert theirs == plain(ours), f"{seen.program} {seen.kind}"


def test_events_decode_alike(events: list[Seen], decoded: Answer) -> None:
    for seen, theirs in zip(events, decoded["events"], strict=True):
        ours = BY_NAME[seen.program].event(seen.data)
        assert ours is not None
        assert theirs == {"name": camel(ours.name), "data": plain(ours.data)}


def test_logs_are_read_alike(logs: list[Log], decoded: Answer) -> None:
    """Anchor's parser credits an event to the program that a transaction called, and to no other."""
    for (program, lines), theirs in zip(logs, decoded["parsed"], strict=True):
        ours = program.events(outermost(lines))
        assert theirs == [{"name": camel(event.name), "data": plain(event.data)} for event in ours]


def test_calls_are_read_alike(calls: list[Call], decoded: Answer) -> None:
    """What we encode as an instruction, Anchor's client decodes to the same arguments."""
    for call, theirs in zip(calls, decoded["calls"], strict=True):
        assert theirs == {"name": camel(call.name), "data": plain(call.arguments)}


def test_anchorpy_decodes_alike(
    accounts: list[Seen], events: list[Seen], calls: list[Call], asked: Answer
) -> None:
    """AnchorPy reads the older form of IDL, which an example makes of ours."""
    theirs = python("anchorpy", SCRIPTS / "decode_anchorpy.py", given=asked)
    for seen, account in zip(accounts, theirs["accounts"], strict=True):
        assert account == plain(BY_NAME[seen.program].account(seen.kind, seen.data), spell=str)
    for seen, event in zip(events, theirs["events"], strict=True):
        ours = BY_NAME[seen.program].event(seen.data)
        assert ours is not None
        assert event == {"name": ours.name, "data": plain(ours.data, spell=str)}
    for call, read in zip(calls, theirs["calls"], strict=True):
        assert read == {"name": call.name, "data": plain(call.arguments, spell=str)}


@NAMES
def test_anchor_knows_every_instruction(name: str, decoded: Answer) -> None:
    assert decoded["instructions"][name] == [camel(item["name"]) for item in idl(name)["instructions"]]


@NAMES
def test_addresses_in_the_idl_are_addresses(name: str) -> None:
    fixed = [a["address"] for item in idl(name)["instructions"] for a in item["accounts"] if "address" in a]
    for text in (idl(name)["address"], *fixed):
        assert str(Pubkey.from_string(text)) == text
