"""Connection to the database of a context store, within one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolspan.store.rows import Batch


class Connection(Protocol):
    """Open connection within one transaction.

    `columnar` says whether it is cheap to look for keys in a whole table.
    """

    columnar: bool

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement with `?` for each value and return its rows."""
        ...

    def portions(self, sql: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """Run a query and yield its rows, at most `size` at a time."""
        ...

    def load(self, name: str, batch: Batch) -> None:
        """Make the texts of a batch readable as a table with the column `_number`, and `_zone` where it has zones."""
        ...
