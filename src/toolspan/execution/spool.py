"""A body on its way to whoever reads it: a small one in memory, a large one in a file that has no name."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import TYPE_CHECKING
from weakref import finalize

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_MEMORY = 8 * 2**20
"""Bytes up to which a body stays in memory."""
_PIECE = 2**18


class Spool:
    """Bytes that are written once and then read as often as wanted, by several threads too.

    Above `IN_MEMORY` they lie in a temporary file that no path leads to (`TMPDIR` says on which
    disk): it is gone with the spool, and with the process however that ends.
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed below
        finalize(self, self._file.close)
        self._lock = Lock()
        self.size = 0

    def write(self, piece: bytes) -> int:
        """Add a piece at the end; return its length."""
        self.size += len(piece)
        return self._file.write(piece)

    def tell(self) -> int:
        """Return how much has been written."""
        return self.size

    def read(self, start: int, length: int = _PIECE) -> bytes:
        """Return bytes from a place on; fewer than asked for at the end."""
        with self._lock:
            self._file.seek(start)
            return self._file.read(length)

    def pieces(self) -> Iterator[bytes]:
        """Yield everything, a quarter of a MiB at a time."""
        place = 0
        while piece := self.read(place):
            yield piece
            place += len(piece)
