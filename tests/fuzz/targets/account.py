"""Accounts of the five programs: what any address may hold, read as one of ours."""

from functools import cache

from tests.fuzz.target import refuses

from gridtokenx.chain.program import AccountMismatch
from gridtokenx.chain.programs import Programs, load_programs
from gridtokenx.chain.scalar import DataTooShort


@cache
def programs() -> Programs:
    return load_programs()


def seeds() -> list[bytes]:
    found = []
    for program in programs().all():
        for name in program.idl.accounts:
            size = program._accounts[name].size or 0
            found.append(program.discriminator(name) + bytes(size))
    return [seed for seed in found if len(seed) < 4_096]


def one_input(data: bytes) -> None:
    for program in programs().all():
        for name in program.idl.accounts:
            if refuses(lambda raw: program.account(name, raw), data, AccountMismatch, DataTooShort):  # noqa: B023  # called at once
                continue
            again = program.encode_account(name, program.account(name, data))
            assert data.startswith(again), f"{name} does not read what it writes"
