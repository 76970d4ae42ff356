"""Arguments of many instructions at once, from columns of whole numbers, range-checked as one by one."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from gridtokenx.chain.scalar import ValueNotEncodable

Column = int | Sequence[int] | npt.NDArray[np.integer]
"""One number for all rows, or a number for each."""


def records(layout: np.dtype[np.void], columns: Mapping[str, Column], *, count: int) -> npt.NDArray[np.void]:
    """Lay columns out as records.

    Args:
        layout: Names and formats of the fields.
        columns: A column for each field; shape (count,) where it is no single number.
        count: Number of records.

    Returns:
        Records of the layout, shape (count,).

    Raises:
        ValueNotEncodable: A field is missing or unknown, or a number is out of its range.
    """
    names = set(layout.names or ())
    if set(columns) != names:
        missing, unknown = sorted(names - set(columns)), sorted(set(columns) - names)
        raise ValueNotEncodable(f"columns {missing} are missing, {unknown} are unknown: give {sorted(names)}")
    rows = np.zeros(count, layout)
    for name, column in columns.items():
        rows[name] = _checked(name, column, layout[name])
    return rows


def _checked(name: str, column: Column, kind: np.dtype[np.generic]) -> npt.NDArray[np.integer]:
    values = np.asarray(column)
    if kind.kind not in "iu" or (values.size and values.dtype.kind not in "iu"):
        raise ValueNotEncodable(f"column {name} has {values.dtype}, not whole numbers: pass integers")
    limits = np.iinfo(str(kind))
    if values.size and (int(values.min()) < limits.min or int(values.max()) > limits.max):
        raise ValueNotEncodable(f"column {name} goes from {values.min()} to {values.max()}: it is {kind}")
    return values.astype(kind)
