"""Finds adapters: those of this distribution by file name, others by entry point."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache, lru_cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import TYPE_CHECKING

from toolspan.contract import Threading
from toolspan.errors import ConfigurationError
from toolspan.operations.names import squash, suggestion
from toolspan.runtime.calling import belongs

if TYPE_CHECKING:
    from types import FrameType

    from toolspan.contract import Adapter


DEEPEST = 60
"""Frames to look at; the framework is nearly always the first."""


def find_caller(adapters: dict[str, Adapter], frame: FrameType | None) -> Adapter | None:
    """Return the adapter of the nearest calling frame that belongs to a known framework.

    Args:
        adapters: Adapters by the modules that identify them, as in `Adapter.callers`.
        frame: Where to start.
    """
    roots = _roots(tuple(adapters.items()))
    for _ in range(DEEPEST):
        if frame is None:
            return _in_thread(adapters)
        name = frame.f_globals.get("__name__") or ""
        for caller, adapter in roots.get(name.partition(".")[0], ()):
            if belongs(name, caller):
                return adapter
        frame = frame.f_back
    return None


def _in_thread(adapters: dict[str, Adapter]) -> Adapter | None:
    """Return the adapter whose framework runs this call in a thread, where the stack does not show it."""
    threading = (each for each in adapters.values() if isinstance(each, Threading))
    return next((each for each in threading if each.is_calling()), None)


@lru_cache(maxsize=4)
def _roots(adapters: tuple[tuple[str, Adapter], ...]) -> dict[str, list[tuple[str, Adapter]]]:
    """Return callers and adapters by root module, the longest caller first."""
    roots: dict[str, list[tuple[str, Adapter]]] = {}
    for caller, adapter in sorted(adapters, key=lambda each: len(each[0].partition(":")[0]), reverse=True):
        roots.setdefault(caller.partition(":")[0].partition(".")[0], []).append((caller, adapter))
    return roots


PACKAGE = "toolspan_adapters"
GROUP = "toolspan.adapters"


@cache
def adapter_names() -> tuple[str, ...]:
    """Return the names of all installed adapters; nothing is imported."""
    spec = find_spec(PACKAGE)
    in_tree = [
        module.name for module in pkgutil.iter_modules(spec.submodule_search_locations if spec else [])
    ]
    return tuple(sorted({*(name for name in in_tree if not name.startswith("_")), *_foreign()}))


@cache
def _foreign() -> dict[str, str]:
    return {point.name: point.value for point in entry_points(group=GROUP)}


@cache
def adapter(name: str) -> Adapter:
    """Return the adapter of one framework; the framework itself is imported only when a tool is built.

    Raises:
        ConfigurationError: There is none of that name.
    """
    form = squash(name)
    known = next((known for known in adapter_names() if squash(known) == form), None)
    if known is None:
        raise ConfigurationError(
            f"There is no adapter for {name[:40]!r}.{suggestion(name, adapter_names())}",
            hint=f"The frameworks are: {', '.join(adapter_names())}.",
        )
    module, _, attribute = _foreign().get(known, f"{PACKAGE}.{known}:adapter").partition(":")
    return getattr(importlib.import_module(module), attribute or "adapter")  # type: ignore[no-any-return]


@cache
def adapters_by_caller() -> dict[str, Adapter]:
    """Return every adapter by the modules that identify its framework on the call stack."""
    return {caller: adapter(name) for name in adapter_names() for caller in adapter(name).callers}


def not_installed(name: str, missing: str | None) -> ConfigurationError:
    """Return the error for a framework whose package is absent, with the command to type."""
    extra = adapter(name).extra
    return ConfigurationError(
        f"{name} cannot be used: the module {missing or name} is not installed.",
        hint=f'Install it with: pip install "toolspan[{extra}]".',
    )
