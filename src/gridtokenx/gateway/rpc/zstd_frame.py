"""Zstandard frames of blocks that are stored as they are.

Clients of Solana in Rust ask for ``base64+zstd``. A frame of raw blocks is valid for every decoder and needs
no library; it saves no bytes. Source: RFC 8878, sections 3.1.1 and 3.1.1.2.
"""

import struct

_MAGIC = 0xFD2FB528
_SINGLE_SEGMENT_8_BYTE_SIZE = 0b1110_0000
_BLOCK_BYTES_MAX = 128 * 1024


def frame(data: bytes) -> bytes:
    """Return bytes as one Zstandard frame, uncompressed."""
    pieces = [struct.pack("<IBQ", _MAGIC, _SINGLE_SEGMENT_8_BYTE_SIZE, len(data))]
    for start in range(0, max(len(data), 1), _BLOCK_BYTES_MAX):
        block = data[start : start + _BLOCK_BYTES_MAX]
        last = start + _BLOCK_BYTES_MAX >= len(data)
        pieces += [((len(block) << 3) | last).to_bytes(3, "little"), block]
    return b"".join(pieces)
