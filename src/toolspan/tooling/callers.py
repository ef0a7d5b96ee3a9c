"""Which framework is calling: read from the call stack, never from what is installed."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import TYPE_CHECKING

from toolspan.contract import Threading

if TYPE_CHECKING:
    from types import FrameType

    from toolspan.contract import Adapter

DEEPEST = 60
"""Frames to look at; the framework is nearly always the first."""


def find_caller(adapters: dict[str, Adapter], frame: FrameType | None) -> Adapter | None:
    """Return the adapter of the nearest calling frame that belongs to a known framework.

    Args:
        adapters: Adapters by the root module that identifies them, `agents:function_tool` where
            an attribute tells it from a namesake.
        frame: Where to start.
    """
    roots = _roots(tuple(adapters.items()))
    for _ in range(DEEPEST):
        if frame is None:
            return _in_thread(adapters)
        root = frame.f_globals.get("__name__", "").partition(".")[0]
        if root in roots:
            attribute, adapter = roots[root]
            if not attribute or hasattr(sys.modules.get(root), attribute):
                return adapter
        frame = frame.f_back
    return None


def _in_thread(adapters: dict[str, Adapter]) -> Adapter | None:
    """Return the adapter whose framework has put this call into a thread, where the stack does not show it."""
    threading = (each for each in adapters.values() if isinstance(each, Threading))
    return next((each for each in threading if each.is_calling()), None)


@lru_cache(maxsize=4)
def _roots(adapters: tuple[tuple[str, Adapter], ...]) -> dict[str, tuple[str, Adapter]]:
    split = ((caller.partition(":"), adapter) for caller, adapter in adapters)
    return {root: (attribute, adapter) for (root, _, attribute), adapter in split}
