"""A bare ledger, the virtual machine's own loader, and one small program to deploy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gridtokenx.chain.programs import load_binary
from gridtokenx.ledger.deploy.ground import Ground
from gridtokenx.ledger.deploy.release import Release, program_key
from gridtokenx.ledger.keys import SeedKeys
from gridtokenx.ledger.litesvm.genesis import Genesis
from gridtokenx.ledger.litesvm.validator import open_litesvm

KEYS = SeedKeys(3, "bare")


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    ledger = open_litesvm(tmp_path, genesis=Genesis(KEYS.operator().pubkey(), 1_800_000_000))
    yield Ground(ledger, KEYS.operator(), ledger.rent_exempt, ledger.send)
    ledger.close()


@pytest.fixture
def release() -> Release:
    return Release("governance", program_key("governance"), load_binary("governance"))
