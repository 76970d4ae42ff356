"""Random numbers that depend on who asks and when, never on who asked before.

A meter's draw at a step is a hash of the seed, the meter's own key, a channel and the step. So a
meter's day is the same in a fleet of one and of a million, in any order, and a run resumes exactly
without a generator state. The mixer is SplitMix64's finalizer (Steele, Lea, Flood 2014,
DOI 10.1145/2660193.2660195).
"""

import hashlib
from collections.abc import Iterable, Sequence

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
    """Mix in place, and return the same array."""
    shifted = z >> np.uint64(30)
    z ^= shifted
    z *= _MIX_1
    z ^= np.right_shift(z, np.uint64(27), out=shifted)
    z *= _MIX_2
    z ^= np.right_shift(z, np.uint64(31), out=shifted)
    return z


def _offset(step: int, *, channel: int) -> int:
    return (step * 0x2545F4914F6CDD1D + channel * 0xD6E8FEB86659FD93) & 0xFFFFFFFFFFFFFFFF


def _bits(keys: NDArray[np.uint64], steps: Iterable[int], *, channel: int) -> NDArray[np.uint64]:
    """Return 64 bits for each step and key, shape (steps, n); integer arrays wrap around without a word."""
    offsets = np.array([_offset(step, channel=channel) for step in steps], dtype=np.uint64)
    mixed = _mix(offsets[:, np.newaxis] + keys)
    mixed += _GOLDEN
    return _mix(mixed)


def uniform(keys: NDArray[np.uint64], step: int, *, channel: int = 0) -> NDArray[np.float64]:
    """Draw one number in [0, 1) for each key.

    Args:
        keys: Stream keys, shape (n,).
        step: Which draw of the stream, such as an epoch time [s].
        channel: Which quantity the draw is for, so that two quantities are independent.

    Returns:
        Numbers, shape (n,).
    """
    alone: NDArray[np.float64] = uniforms(keys, (step,), channel=channel)[0]
    return alone


def uniforms(keys: NDArray[np.uint64], steps: Iterable[int], *, channel: int = 0) -> NDArray[np.float64]:
    """Draw one number in [0, 1) for each step and key, shape (steps, n)."""
    drawn: NDArray[np.float64] = (_bits(keys, steps, channel=channel) >> np.uint64(11)).astype(np.float64)
    drawn *= 2.0**-53
    return drawn


def normals(keys: NDArray[np.uint64], steps: Sequence[int], *, channel: int = 0) -> NDArray[np.float32]:
    """Draw one standard normal number for each step and key, by Box and Muller.

    Single precision from 24 bits each: what is drawn ends at 5.8 standard deviations, which chance passes
    once in 10^8 draws, and its rounding, 10^-7, is far below what any noise here stands for.

    Args:
        keys: Stream keys, shape (n,).
        steps: Which draws of the stream, shape (steps,).
        channel: Which quantity the draws are for.

    Returns:
        Numbers, shape (steps, n).

    Source: DOI 10.1214/aoms/1177706645.
    """
    radius = _single(_bits(keys, steps, channel=2 * channel + 1_000))
    np.log1p(np.negative(radius, out=radius), out=radius)
    radius *= np.float32(-2.0)
    np.sqrt(radius, out=radius)
    angle = _single(_bits(keys, steps, channel=2 * channel + 1_001))
    angle *= np.float32(2.0 * np.pi)
    radius *= np.cos(angle, out=angle)
    return radius


def _single(bits: NDArray[np.uint64]) -> NDArray[np.float32]:
    """Return the highest 24 bits as numbers in [0, 1), exactly."""
    bits >>= np.uint64(40)
    return bits.astype(np.float32) * np.float32(2.0**-24)
