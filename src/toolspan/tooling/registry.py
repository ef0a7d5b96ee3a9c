"""Finds adapters: those of this distribution by file name, others by entry point."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import TYPE_CHECKING

from toolspan.errors import ConfigurationError
from toolspan.operations.names import squash, suggestion

if TYPE_CHECKING:
    from toolspan.contract import Adapter

PACKAGE = "toolspan_adapters"
GROUP = "toolspan.adapters"


@cache
def adapter_names() -> tuple[str, ...]:
    """Return the names of all adapters that are there; nothing is imported."""
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
    """Return every adapter by the root modules that identify its framework on the call stack."""
    return {caller: adapter(name) for name in adapter_names() for caller in adapter(name).callers}


def not_installed(name: str, missing: str | None) -> ConfigurationError:
    """Return the error for a framework whose package is absent, with the command to type."""
    extra = adapter(name).extra
    return ConfigurationError(
        f"{name} cannot be used: the module {missing or name} is not installed.",
        hint=f'Install it with: pip install "toolspan[{extra}]".',
    )
