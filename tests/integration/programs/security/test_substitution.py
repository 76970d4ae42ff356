"""Every instruction of the five programs, with each account replaced and each number at its limits."""

from fnmatch import fnmatchcase
from functools import lru_cache

import pytest
from tests.integration.programs.security.allowed import ALLOWED, ANYWHERE
from tests.integration.programs.security.forgery import accepted
from tests.integration.programs.security.scenario import Scenario
from tests.integration.programs.security.world import World

from gridtokenx.chain.programs import load_programs

EVERY = [f"{p.name}.{name}" for p in load_programs().all() for name in p.idl.instructions]


@lru_cache(maxsize=1)
def passed() -> dict[str, list[str]]:
    """What each instruction let through, from one walk of the scenario; ``again`` if it could be repeated."""
    world = World()
    found: dict[str, list[str]] = {}
    for case in Scenario(world).cases():
        transaction = (*case.before, case.build())
        assert world.attempt(*transaction) is None, f"{case.title} does not succeed"
        through = accepted(world, case)
        world.do(*transaction)
        if world.attempt(*transaction) is None:
            through.append("again")
        found[case.title] = sorted({*found.get(case.title, []), *through})
    return found


@pytest.mark.parametrize("title", EVERY)
def test_nothing_passes_without_a_reason(title: str) -> None:
    """Wrong signer, owner, address, mint, vault, closed account, another's account, numbers at limits."""
    reasons = {**ANYWHERE, **ALLOWED.get(title, {})}
    assert title in passed(), f"{title} has no case: add one to the scenario"
    unexplained = [it for it in passed()[title] if not any(fnmatchcase(it, known) for known in reasons)]
    assert not unexplained


@pytest.mark.parametrize("title", sorted(ALLOWED))
def test_every_reason_is_needed(title: str) -> None:
    assert title in EVERY
    idle = [known for known in ALLOWED[title] if not any(fnmatchcase(it, known) for it in passed()[title])]
    assert not idle
