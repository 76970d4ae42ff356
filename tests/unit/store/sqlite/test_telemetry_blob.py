import zlib
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from gridtokenx.reading.block import Energies, FleetBlock
from gridtokenx.store.sqlite.telemetry_blob import decode_energies, encode

BlockOf = Callable[[int], FleetBlock]


def test_energies_come_back_exactly(block_of: BlockOf) -> None:
    decoded = decode_energies(encode(block_of(0)))
    assert decoded.tolist() == [[10 * place + meter for meter in range(3)] for place in range(6)]


@pytest.mark.parametrize("wh", [0, 2**32 - 1])
def test_the_whole_range_fits(block_of: BlockOf, wh: int) -> None:
    extreme = replace(block_of(0), energies=Energies(*(np.full(3, wh, dtype=np.int64) for _ in range(6))))
    assert set(decode_energies(encode(extreme)).ravel().tolist()) == {wh}


def test_the_layout_is_the_documented_one(block_of: BlockOf) -> None:
    raw = zlib.decompress(encode(block_of(0)))
    assert len(raw) == 3 * (6 * 4 + 4 * 4 + 2 + 1)
    voltages = np.frombuffer(raw, "<f4", 3, offset=72)
    assert voltages.tolist() == [229.5, 230.25, 231.0]
    assert np.frombuffer(raw, "<u2", 3, offset=120).tolist() == [0, 1, 8]
    assert raw[-3:] == bytes([0, 1, 2])
