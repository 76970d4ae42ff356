"""A small program's IDL, written for the tests, with every kind of type that ours use: ``shop.json``."""

from pathlib import Path

import pytest

from gridtokenx.chain.idl import Idl, parse
from gridtokenx.chain.program import Program


@pytest.fixture(scope="session")
def idl() -> Idl:
    return parse(Path(__file__).with_name("shop.json").read_bytes())


@pytest.fixture(scope="session")
def shop(idl: Idl) -> Program:
    return Program(idl)
