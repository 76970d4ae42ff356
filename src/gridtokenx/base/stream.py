"""Random numbers that depend on who asks and when, never on who asked before.

A meter's draw at a step is a hash of the seed, the meter's own key, a channel and the step. So a
meter's day is the same in a fleet of one and of a million, in any order, and a run resumes exactly
without a generator state. The mixer is SplitMix64's finalizer (Steele, Lea, Flood 2014,
DOI 10.1145/2660193.2660195).
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


def stream_key(seed: int, name: str) -> int:
    """Derive a 64-bit stream key from a seed and a name.

    >>> stream_key(7, "UTCC_ENG_001") == stream_key(7, "UTCC_ENG_001")
    True
    """
    digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
    return int.from_bytes(digest[:8], "little")


def _mix(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    z = (z ^ (z >> np.uint64(30))) * _MIX_1
    z = (z ^ (z >> np.uint64(27))) * _MIX_2
    return z ^ (z >> np.uint64(31))


def uniform(keys: NDArray[np.uint64], step: int, *, channel: int = 0) -> NDArray[np.float64]:
    """Draw one number in [0, 1) for each key.

    Args:
        keys: Stream keys, shape (n,).
        step: Which draw of the stream, such as an epoch time [s].
        channel: Which quantity the draw is for, so that two quantities are independent.

    Returns:
        Numbers, shape (n,).
    """
    offset = np.uint64((step * 0x2545F4914F6CDD1D + channel * 0xD6E8FEB86659FD93) & 0xFFFFFFFFFFFFFFFF)
    with np.errstate(over="ignore"):
        mixed = _mix(_mix(keys + offset) + _GOLDEN)
    return (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53


def normal(keys: NDArray[np.uint64], step: int, *, channel: int = 0) -> NDArray[np.float64]:
    """Draw one standard normal number for each key, by Box and Muller (DOI 10.1214/aoms/1177706645)."""
    first = uniform(keys, step, channel=2 * channel + 1_000)
    second = uniform(keys, step, channel=2 * channel + 1_001)
    return np.sqrt(-2.0 * np.log1p(-first)) * np.cos(2.0 * np.pi * second)
