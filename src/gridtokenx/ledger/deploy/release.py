"""What is to be deployed: a program's name, the key of its address, its code.

The keys are SHA-256 of a text that everybody knows, so that our programs have the same addresses on every
ledger and a build needs no secret. They sign nothing but the programs' creation; what a program may do, and
who may upgrade it, does not depend on them. On a shared cluster somebody else can take the addresses first.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from solders.keypair import Keypair
from solders.pubkey import Pubkey

from gridtokenx.chain.addresses import find_address
from gridtokenx.chain.programs import Programs, load_binary

SEED_CHARACTERS = 32


@dataclass(frozen=True, slots=True)
class Release:
    """One program in one version."""

    name: str
    key: Keypair = field(repr=False)
    code: bytes = field(repr=False)

    @property
    def address(self) -> Pubkey:
        """Where it is, or will be."""
        return self.key.pubkey()

    @property
    def buffer_seed(self) -> str:
        """Names the buffer of this code, so that an interrupted deployment finds it again."""
        return hashlib.sha256(self.code).hexdigest()[:SEED_CHARACTERS]


def program_key(name: str) -> Keypair:
    """Return the key of a program's address.

    >>> str(program_key("governance").pubkey())
    'FqKcHUm9WMoHQCh3SjfdGQ5DcDFBYdu23ts6kHu9pq3B'
    """
    return Keypair.from_seed(hashlib.sha256(f"gridtokenx program {name}".encode()).digest())


HOLDER: Final = find_address((b"upgrade_authority",), program_key("governance").pubkey())[0]
"""Governance's own address, which upgrades the programs once they are handed to it."""


def shipped(programs: Programs) -> tuple[Release, ...]:
    """Return the five programs as this package ships them, in deployment order."""
    return tuple(Release(p.name, program_key(p.name), load_binary(p.name)) for p in programs.all())


def code_bytes(releases: Iterable[Release]) -> int:
    """Return how much code there is [byte]."""
    return sum(len(release.code) for release in releases)
