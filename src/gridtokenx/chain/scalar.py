"""Codecs of single values: integers, booleans, addresses, byte strings, text.

They are the leaves that :mod:`gridtokenx.chain.codec` puts together. Source: Borsh, https://borsh.io.
"""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from solders.pubkey import Pubkey

from gridtokenx.base.errors import GridTokenXError


class ValueNotEncodable(GridTokenXError):
    """A value that does not fit the type that the program expects."""


class DataTooShort(GridTokenXError):
    """Bytes that end before the type does."""


class Codec(Protocol):
    """Encodes and decodes one type; `size` is None when it depends on the value."""

    @property
    def size(self) -> int | None:
        """Length [bytes] when every value has the same."""

    @property
    def align(self) -> int:
        """Alignment in C's layout [bytes]."""

    @property
    def dtype(self) -> np.dtype[np.void] | np.dtype[np.generic] | None:
        """The NumPy type when the value is made of numbers alone."""

    def encode(self, value: object, out: bytearray) -> None:
        """Append the value's bytes.

        Raises:
            ValueNotEncodable: The value is of another kind or out of range.
        """

    def decode(self, data: bytes, offset: int) -> tuple[object, int]:
        """Return the value at an offset, and the offset behind it.

        Raises:
            DataTooShort: The bytes end first.
        """


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value that one ``struct`` letter reads; `wrap` and `unwrap` translate what is no plain number."""

    name: str
    letter: str
    size: int
    align: int
    unwrap: Callable[[object], object]
    wrap: Callable[[object], object] | None = None
    dtype: np.dtype[np.generic] | None = None

    def raw(self, value: object) -> object:
        """Return what ``struct.pack`` takes.

        Raises:
            ValueNotEncodable: The value is of another kind.
        """
        return self.unwrap(value)

    def encode(self, value: object, out: bytearray) -> None:
        """Append the value's bytes."""
        try:
            out += struct.pack("<" + self.letter, self.unwrap(value))
        except struct.error as fault:
            raise ValueNotEncodable(f"{value!r} is no {self.name}: {fault}") from None

    def decode(self, data: bytes, offset: int) -> tuple[object, int]:
        """Return the value and the offset behind it."""
        try:
            (raw,) = struct.unpack_from("<" + self.letter, data, offset)
        except struct.error:
            raise _short(self.name, data, offset) from None
        return (self.wrap(raw) if self.wrap else raw), offset + self.size


def _short(name: str, data: bytes, offset: int) -> DataTooShort:
    return DataTooShort(f"{name} at byte {offset} runs past the end of {len(data)} bytes: is it this type?")


def _integer(name: str, letter: str, size: int) -> Scalar:
    def unwrap(value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            raise ValueNotEncodable(f"{value!r} is no {name}: pass a whole number")
        return int(value)

    return Scalar(name, letter, size, size, unwrap, dtype=np.dtype("<" + _numpy_letter(letter, size)))


def _numpy_letter(letter: str, size: int) -> str:
    return ("u" if letter.isupper() else "i") + str(size)


def _float(name: str, letter: str, size: int) -> Scalar:
    def unwrap(value: object) -> object:
        if not isinstance(value, int | float):
            raise ValueNotEncodable(f"{value!r} is no {name}: pass a number")
        return float(value)

    return Scalar(name, letter, size, size, unwrap, dtype=np.dtype(f"<f{size}"))


def _boolean(value: object) -> object:
    if not isinstance(value, bool):
        raise ValueNotEncodable(f"{value!r} is no bool: pass True or False")
    return value


def _pubkey(value: object) -> object:
    if not isinstance(value, Pubkey):
        raise ValueNotEncodable(f"{value!r} is no address: pass a solders Pubkey")
    return bytes(value)


def _to_pubkey(raw: object) -> object:
    assert isinstance(raw, bytes)
    return Pubkey(raw)


def _wide(name: str, *, signed: bool) -> Scalar:
    def unwrap(value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueNotEncodable(f"{value!r} is no {name}: pass a whole number")
        try:
            return value.to_bytes(16, "little", signed=signed)
        except OverflowError:
            raise ValueNotEncodable(f"{value} is out of the range of {name}") from None

    def wrap(raw: object) -> object:
        assert isinstance(raw, bytes)
        return int.from_bytes(raw, "little", signed=signed)

    return Scalar(name, "16s", 16, 16, unwrap, wrap)


def fixed_bytes(length: int) -> Scalar:
    """Return the codec of ``[u8; length]``, whose value is ``bytes``; text in ASCII is padded with zeros."""

    def unwrap(value: object) -> object:
        raw = value.encode("ascii") if isinstance(value, str) else value
        if isinstance(raw, str) or not isinstance(raw, bytes | bytearray):
            raise ValueNotEncodable(f"{value!r} is no [u8; {length}]: pass bytes or ASCII text")
        if len(raw) > length or (isinstance(value, bytes | bytearray) and len(raw) != length):
            raise ValueNotEncodable(f"{value!r} has {len(raw)} bytes: [u8; {length}] takes {length}")
        return bytes(raw).ljust(length, b"\0")

    return Scalar(f"[u8; {length}]", f"{length}s", length, 1, unwrap)


@dataclass(frozen=True, slots=True)
class Text:
    """Bytes behind a u32 count: ``string`` when `text`, else ``bytes``."""

    text: bool
    size: None = None
    align: int = 1
    dtype: None = None

    def encode(self, value: object, out: bytearray) -> None:
        """Append the count and the bytes."""
        raw = value.encode() if self.text and isinstance(value, str) else value
        if self.text != isinstance(value, str) or not isinstance(raw, bytes | bytearray):
            raise ValueNotEncodable(f"{value!r} is no {'string' if self.text else 'bytes'}")
        out += struct.pack("<I", len(raw))
        out += raw

    def decode(self, data: bytes, offset: int) -> tuple[object, int]:
        """Return the text or bytes and the offset behind them."""
        length, start = read_count(data, offset)
        end = start + length
        if end > len(data):
            raise _short("string", data, offset)
        raw = data[start:end]
        return (raw.decode() if self.text else raw), end


def read_count(data: bytes, offset: int) -> tuple[int, int]:
    """Return a u32 count, which can be no larger than the bytes that follow, and the offset behind it."""
    if offset + 4 > len(data):
        raise _short("count", data, offset)
    count = int.from_bytes(data[offset : offset + 4], "little")
    if count > len(data):
        raise DataTooShort(f"count {count} at byte {offset} is more than the {len(data)} bytes there are")
    return count, offset + 4


SCALARS: Mapping[str, Scalar] = {
    **{
        name: _integer(name, letter, size)
        for name, letter, size in (
            ("u8", "B", 1),
            ("u16", "H", 2),
            ("u32", "I", 4),
            ("u64", "Q", 8),
            ("i8", "b", 1),
            ("i16", "h", 2),
            ("i32", "i", 4),
            ("i64", "q", 8),
        )
    },
    "u128": _wide("u128", signed=False),
    "i128": _wide("i128", signed=True),
    "f32": _float("f32", "f", 4),
    "f64": _float("f64", "d", 8),
    "bool": Scalar("bool", "?", 1, 1, _boolean),
    "pubkey": Scalar("pubkey", "32s", 32, 1, _pubkey, _to_pubkey),
}
"""Codecs of the IDL's primitive types by name."""
