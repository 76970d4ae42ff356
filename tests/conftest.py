"""What every test starts with."""

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def clean_registers() -> None:
    """Take up the NaN that a virtual machine of an earlier test may have left in this thread.

    See docs/adr/0007-a-thread-for-the-virtual-machine.md; programs are tested on bare machines.
    """
    with np.errstate(invalid="ignore"):
        for _ in range(4):
            np.remainder(np.float64(5.5), np.float64(2.0))
