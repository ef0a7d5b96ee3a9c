"""What stands for something that there is once: its copies are itself, and it does not travel."""

from __future__ import annotations

from typing import Any, NoReturn, Self


class Single:
    """Base of connectors and their faces: they hold connections, limits and secrets, which no copy can share.

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
