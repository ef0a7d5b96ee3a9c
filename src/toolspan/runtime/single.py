"""Base of objects that are never copied or pickled."""

from __future__ import annotations

from typing import Any, NoReturn, Self


class Single:
    """Base of connectors and entities: they hold connections, limits and secrets, which a copy cannot share.

    `copy.copy`, `copy.deepcopy` and `dataclasses.asdict` give the same object.
    """

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} is not pickled: it holds connections and credentials. "
            "Make it in the other process, with credentials from that one's environment."
        )
