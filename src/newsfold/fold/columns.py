"""Arrays that grow at the end, as articles come in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Column:
    """A one-dimensional array with room to grow; adding n values costs O(n) over time."""

    def __init__(self, dtype: type[np.generic]) -> None:
        self._room: NDArray[Any] = np.zeros(256, dtype=dtype)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def extend(self, values: Sequence[float] | NDArray[Any]) -> None:
        """Add values at the end."""
        self.reserve(self._length + len(values))
        self._room[self._length : self._length + len(values)] = values
        self._length += len(values)

    def lengthen(self, length: int) -> None:
        """Fill with zeros up to this length."""
        self.reserve(length)
        self._length = max(self._length, length)

    def reserve(self, length: int) -> None:
        """Make room for this many values."""
        if length > len(self._room):
            grown = np.zeros(max(length, 2 * len(self._room)), dtype=self._room.dtype)
            grown[: self._length] = self._room[: self._length]
            self._room = grown

    def replace(self, values: NDArray[Any]) -> None:
        """Hold these values instead."""
        self._room, self._length = values.astype(self._room.dtype), len(values)

    @property
    def values(self) -> NDArray[Any]:
        """The values so far; a view, valid until the next growth."""
        return self._room[: self._length]


class Rows:
    """A matrix of single-precision numbers that grows by rows; how wide it is, its first rows tell."""

    def __init__(self) -> None:
        self._column, self._width = Column(np.float32), 0

    def extend(self, rows: NDArray[np.float32]) -> None:
        """Add rows at the end."""
        self._width = rows.shape[1] if len(rows) else self._width
        self._column.extend(rows.ravel())

    def keep(self, places: NDArray[np.int64]) -> None:
        """Hold only these rows, where there are any."""
        if self._width:
            self._column.replace(self.values[places].ravel())

    @property
    def values(self) -> NDArray[np.float32]:
        """The rows so far; a view, valid until the next growth."""
        rows: NDArray[np.float32] = self._column.values.reshape(-1, max(1, self._width))
        return rows
