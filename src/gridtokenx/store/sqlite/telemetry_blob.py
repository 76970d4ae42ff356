"""The arrays of one step as compressed bytes: energies exact in 32 bits, electricals as 32-bit floats.

Layout before compression, little-endian, n meters: six energies u32, then voltage, current, power factor
and state of charge f32, then quality u16 and role u8; each n long.
"""

import zlib

import numpy as np
from numpy.typing import NDArray

from gridtokenx.reading.block import FleetBlock

_ENERGIES = 6
_METER_BYTES = 4 * _ENERGIES + 4 * 4 + 2 + 1
_LEVEL = 1
_FIELDS = ("generated_wh", "consumed_wh", "charged_wh", "discharged_wh", "import_wh", "export_wh")


def encode(block: FleetBlock) -> bytes:
    """Return a step's arrays as bytes."""
    electricals = block.electricals
    floats = (
        electricals.voltage_v,
        electricals.current_a,
        electricals.power_factor,
        electricals.battery_soc,
    )
    raw = b"".join(
        (
            np.stack([getattr(block.energies, name) for name in _FIELDS]).astype("<u4").tobytes(),
            np.stack(floats).astype("<f4").tobytes(),
            block.quality.astype("<u2").tobytes(),
            block.role.astype("u1").tobytes(),
        )
    )
    return zlib.compress(raw, _LEVEL)


def decode_energies(blob: bytes) -> NDArray[np.int64]:
    """Return the energies of a step [Wh], shape (6, n), in the order of a reading's canonical bytes."""
    raw = zlib.decompress(blob)
    meters = len(raw) // _METER_BYTES
    return np.frombuffer(raw, "<u4", _ENERGIES * meters).reshape(_ENERGIES, meters).astype(np.int64)
