"""Codecs of structs and enums, whose neighbouring scalars are read in one step.

Sources: Borsh, https://borsh.io; C layout as ISO/IEC 9899:2018, 6.7.2.1 for types read in place.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gridtokenx.chain.scalar import Codec, DataTooShort, Scalar, ValueNotEncodable

Wrap = Callable[[object], object]


@dataclass(frozen=True, slots=True)
class Run:
    """Scalars that follow one another, with the padding between them."""

    layout: struct.Struct
    names: tuple[str, ...]
    scalars: tuple[Scalar, ...]
    wraps: tuple[tuple[int, Wrap], ...]

    def encode(self, values: Mapping[str, object], out: bytearray) -> None:
        """Append the scalars' bytes."""
        raw = [scalar.raw(values[name]) for name, scalar in zip(self.names, self.scalars, strict=True)]
        try:
            out += self.layout.pack(*raw)
        except struct.error as fault:
            fields = dict(zip(self.names, raw, strict=True))
            raise ValueNotEncodable(f"fields {fields} are out of range: {fault}") from None

    def decode(self, data: bytes, offset: int, into: dict[str, object]) -> int:
        """Put the scalars into a record and return the offset behind them."""
        try:
            raw = list(self.layout.unpack_from(data, offset))
        except struct.error:
            raise DataTooShort(
                f"fields {', '.join(self.names)} run past the end of {len(data)} bytes: is it this type?"
            ) from None
        for position, wrap in self.wraps:
            raw[position] = wrap(raw[position])
        into.update(zip(self.names, raw, strict=True))
        return offset + self.layout.size


@dataclass(frozen=True, slots=True)
class Part:
    """A field that is no scalar."""

    name: str
    codec: Codec

    def encode(self, values: Mapping[str, object], out: bytearray) -> None:
        """Append the field's bytes."""
        self.codec.encode(values[self.name], out)

    def decode(self, data: bytes, offset: int, into: dict[str, object]) -> int:
        """Put the field into a record and return the offset behind it."""
        into[self.name], end = self.codec.decode(data, offset)
        return end


@dataclass(frozen=True, slots=True)
class Struct:
    """Named fields in order; a value is a mapping from names to values."""

    name: str
    names: tuple[str, ...]
    parts: tuple[Run | Part, ...]
    size: int | None
    align: int
    dtype: np.dtype[np.void] | None
    places: Mapping[str, tuple[int, Codec]]
    """Offset and codec of each field that no field of varying size comes before."""

    def encode(self, value: object, out: bytearray) -> None:
        """Append the fields' bytes."""
        if not isinstance(value, Mapping):
            raise ValueNotEncodable(f"{value!r} is no {self.name}: pass a mapping of its fields")
        if set(value) != set(self.names):
            missing, unknown = set(self.names) - set(value), set(value) - set(self.names)
            raise ValueNotEncodable(
                f"{self.name} misses fields {sorted(missing)} and has unknown fields {sorted(unknown)}"
            )
        for part in self.parts:
            part.encode(value, out)

    def decode(self, data: bytes, offset: int) -> tuple[dict[str, object], int]:
        """Return the fields and the offset behind them."""
        record: dict[str, object] = {}
        for part in self.parts:
            offset = part.decode(data, offset, record)
        return record, offset


def build_struct(name: str, fields: Sequence[tuple[str, Codec]], *, c_layout: bool) -> Struct:
    """Put fields together, with C's padding when the type is read in place.

    Args:
        name: The struct's name, for messages.
        fields: Names and codecs in order.
        c_layout: True to pad every field to its alignment.
    """
    parts: list[Run | Part] = []
    run: list[tuple[str, Scalar]] = []
    letters = "<"
    offset, align, offsets, fixed = 0, 1, list[int](), True
    places: dict[str, tuple[int, Codec]] = {}

    def close_run() -> None:
        nonlocal letters
        if letters != "<":
            parts.append(_run(letters, run))
        run.clear()
        letters = "<"

    for field, codec in fields:
        padding = -offset % codec.align if c_layout and fixed else 0
        letters += f"{padding}x" if padding else ""
        offset += padding
        offsets.append(offset)
        places |= {field: (offset, codec)} if fixed else {}
        align = max(align, codec.align if c_layout else 1)
        if isinstance(codec, Scalar):
            run.append((field, codec))
            letters += codec.letter
        else:
            close_run()
            parts.append(Part(field, codec))
        fixed = fixed and codec.size is not None
        offset += codec.size or 0
    tail = -offset % align
    letters += f"{tail}x" if tail else ""
    close_run()
    size = offset + tail if fixed else None
    dtype = _dtype(fields, offsets, size)
    return Struct(name, tuple(f for f, _ in fields), tuple(parts), size, align, dtype, places)


def _run(letters: str, run: Sequence[tuple[str, Scalar]]) -> Run:
    wraps = tuple((i, scalar.wrap) for i, (_, scalar) in enumerate(run) if scalar.wrap)
    names, scalars = tuple(name for name, _ in run), tuple(scalar for _, scalar in run)
    return Run(struct.Struct(letters), names, scalars, wraps)


def _dtype(
    fields: Sequence[tuple[str, Codec]], offsets: Sequence[int], size: int | None
) -> np.dtype[np.void] | None:
    """Return the NumPy record type when every field is made of numbers."""
    formats = [codec.dtype for _, codec in fields]
    if size is None or not formats or any(dtype is None for dtype in formats):
        return None
    names = [name for name, _ in fields]
    return np.dtype({"names": names, "formats": formats, "offsets": list(offsets), "itemsize": size})


@dataclass(frozen=True, slots=True)
class Enum:
    """One of several cases behind a u8; a case without fields is its name, another ``{name: fields}``."""

    name: str
    variants: tuple[tuple[str, Struct], ...]
    size: int | None
    align: int = 1
    dtype: None = None

    def encode(self, value: object, out: bytearray) -> None:
        """Append the case's number and its fields."""
        case, fields = value, dict[str, object]()
        if isinstance(value, Mapping) and len(value) == 1:
            ((case, fields),) = value.items()
        for number, (name, body) in enumerate(self.variants):
            if name == case:
                out.append(number)
                body.encode(fields, out)
                return
        names = [name for name, _ in self.variants]
        raise ValueNotEncodable(f"{value!r} is no {self.name}: use one of {names}")

    def decode(self, data: bytes, offset: int) -> tuple[object, int]:
        """Return the case and the offset behind it."""
        if offset >= len(data):
            raise DataTooShort(f"{self.name} at byte {offset} runs past the end of {len(data)} bytes")
        if data[offset] >= len(self.variants):
            raise DataTooShort(f"{self.name} has no case {data[offset]} (byte {offset}): is it this type?")
        name, body = self.variants[data[offset]]
        fields, end = body.decode(data, offset + 1)
        return ({name: fields} if body.names else name), end
