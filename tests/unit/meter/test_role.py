"""Roles follow from what a meter does."""

import numpy as np

from gridtokenx.meter.role import roles
from gridtokenx.reading.block import Role


def role(
    generation: float, load: float, charge: float = 0.0, discharge: float = 0.0, export: float = 0.0
) -> Role:
    found = roles(
        generation_w=np.array([generation]),
        load_w=np.array([load]),
        charge_w=np.array([charge]),
        discharge_w=np.array([discharge]),
        export_w=np.array([export]),
    )
    assert found.dtype == np.uint8
    return Role(int(found[0]))


def test_each_role_has_its_conditions() -> None:
    assert role(0.0, 500.0) is Role.CONSUMER
    assert role(200.0, 500.0) is Role.CONSUMER
    assert role(900.0, 500.0, export=400.0) is Role.PROSUMER
    assert role(900.0, 500.0, charge=400.0, export=0.0) is Role.PROSUMER
    assert role(0.0, 500.0, discharge=400.0) is Role.STORAGE
    assert role(900.0, 100.0, charge=800.0) is Role.STORAGE
    assert role(0.0, 3.0) is Role.AMI
