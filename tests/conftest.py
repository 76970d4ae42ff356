"""What every test starts with."""

import math

import pytest


@pytest.fixture(autouse=True)
def clean_registers() -> None:
    """Take up the NaN that a virtual machine of an earlier test may have left in this thread.

    See docs/adr/0007-a-thread-for-the-virtual-machine.md; programs are tested on bare machines.
    """
    for _ in range(4):
        try:
            math.fmod(5.5, 2.0)
        except ValueError:
            continue
