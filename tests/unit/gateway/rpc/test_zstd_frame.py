"""Frames are read by the reference decoder, where it is installed."""

import shutil
import subprocess

import pytest
from tests.needing import need

from gridtokenx.gateway.rpc.zstd_frame import frame


@pytest.mark.parametrize("size", [0, 1, 165, 128 * 1024, 128 * 1024 + 1, 300_000])
def test_the_reference_decoder_reads_a_frame(size: int) -> None:
    zstd = shutil.which("zstd")
    need(present=zstd is not None, missing="zstd is not installed: apt-get install zstd")
    data = bytes(number % 251 for number in range(size))
    assert (
        subprocess.run(["zstd", "-d", "-c"], input=frame(data), capture_output=True, check=True).stdout
        == data
    )


def test_a_frame_says_its_length() -> None:
    made = frame(b"abc")
    assert made[:4] == b"\x28\xb5\x2f\xfd"
    assert int.from_bytes(made[5:13], "little") == 3
    assert made.endswith(b"abc")
