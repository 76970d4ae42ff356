"""What can be tried against any instruction: every account of it replaced, every signature left out, every
number at its limits. Each try must fail, unless the instruction's own table says why it may not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from solders.instruction import AccountMeta, Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from tests.integration.programs.security.world import World

from gridtokenx.chain.addresses import TOKEN_PROGRAM
from gridtokenx.chain.program import Program
from gridtokenx.chain.scalar import ValueNotEncodable

FOREIGN = Keypair.from_seed(b"a program that nobody deployed..").pubkey()
MOST = tuple(2**bits - 1 for bits in (64, 63, 32, 16, 8))


@dataclass(frozen=True)
class Case:
    """One instruction that succeeds, in the world as it is."""

    program: Program
    name: str
    accounts: Mapping[str, Pubkey]
    args: Mapping[str, object] = field(default_factory=dict)
    remaining: tuple[AccountMeta, ...] = ()
    before: tuple[Instruction, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.program.name}.{self.name}"

    def build(self, args: Mapping[str, object] | None = None) -> Instruction:
        return self.program.instruction(
            self.name,
            accounts=self.accounts,
            args=self.args if args is None else args,
            remaining=self.remaining,
        )


@dataclass(frozen=True)
class Try:
    """One change; `place` and `kind` name it."""

    place: str
    kind: str
    instruction: Instruction
    temporary: Pubkey | None = None


def accepted(world: World, case: Case) -> list[str]:
    """Return the changes that the programs let through, as ``place:kind``.

    A forgery that only the program itself could have made, at an address that the interface does not fix, is
    not among them: programs make such accounts at their own addresses alone, so there is no second one.
    """
    fixed = {a.name for a in case.program.idl.instructions[case.name].accounts if a.pda or a.address}
    passed: list[str] = []
    for attempt in (*_accounts(world, case), *_numbers(case)):
        is_impossible = attempt.kind == "forged" and attempt.place not in fixed
        if not is_impossible and world.attempt(*case.before, attempt.instruction) is None:
            passed.append(f"{attempt.place}:{attempt.kind}")
        if attempt.temporary is not None:
            world.remove(attempt.temporary)
    return sorted(set(passed))


def _accounts(world: World, case: Case) -> Iterator[Try]:
    genuine = case.build()
    names = [account.name for account in case.program.idl.instructions[case.name].accounts]
    names += [f"remaining[{k}]" for k in range(len(genuine.accounts) - len(names))]
    for index, (name, meta) in enumerate(zip(names, genuine.accounts, strict=True)):

        def swapped(kind: str, other: Pubkey, *, signs: bool | None = None, temporary: bool = False) -> Try:
            signer = meta.is_signer if signs is None else signs  # noqa: B023  # used within this turn
            changed = AccountMeta(other, is_signer=signer, is_writable=meta.is_writable)  # noqa: B023
            metas = [*genuine.accounts[:index], changed, *genuine.accounts[index + 1 :]]  # noqa: B023
            instruction = Instruction(genuine.program_id, bytes(genuine.data), metas)
            return Try(name, kind, instruction, other if temporary else None)  # noqa: B023

        yield swapped("stranger", world.mallory)
        yield swapped("missing", Keypair().pubkey())
        if meta.is_signer:
            yield swapped("unsigned", meta.pubkey, signs=False)
        for other in world.siblings(meta.pubkey):
            yield swapped("sibling", other)
        found = world.account(meta.pubkey)
        if found is None or found.executable or not found.data:
            continue
        same = "own twin" if found.owner == TOKEN_PROGRAM else "forged"
        for kind, owner in ((same, found.owner), ("foreign", FOREIGN)):
            twin = Keypair().pubkey()
            world.put(twin, bytes(found.data), owner)
            yield swapped(kind, twin, temporary=True)


def _numbers(case: Case) -> Iterator[Try]:
    """Every number among the arguments at zero and at the most that its type holds."""
    for path, old in _integers(case.args, ()):
        place = ".".join(map(str, path))
        for kind, numbers in (("zero", (0,)), ("most", MOST)):
            built = next(filter(None, (_built(case, path, number) for number in numbers)), None)
            if built is not None and (kind == "most" or old):
                yield Try(place, kind, built)


def _built(case: Case, path: tuple[str | int, ...], number: int) -> Instruction | None:
    args = _with(case.args, path, number)
    assert isinstance(args, dict)
    try:
        return case.build(args)
    except ValueNotEncodable:
        return None


def _integers(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], int]]:
    if isinstance(value, int):
        yield path, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _integers(inner, (*path, name))
    elif isinstance(value, Sequence) and not isinstance(value, bytes | str):
        for index, inner in enumerate(value):
            yield from _integers(inner, (*path, index))


def _with(value: object, path: tuple[str | int, ...], new: int) -> object:
    if not path:
        return new
    head, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        return {**value, head: _with(value[str(head)], rest, new)}
    assert isinstance(value, Sequence)
    return [_with(inner, rest, new) if index == head else inner for index, inner in enumerate(value)]
