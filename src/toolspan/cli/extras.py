"""Imports parts of the package that need an extra."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from toolspan.errors import ConfigurationError


def load(part: str) -> Any:
    """Return the module of the `emulator` or the `server`, or a module in it.

    Raises:
        ConfigurationError: Its extra is not installed.
    """
    try:
        return import_module(f"toolspan.{part}")
    except ModuleNotFoundError as error:
        extra = part.partition(".")[0]
        raise ConfigurationError(
            f"The {extra} needs the module {error.name}, which is not installed.",
            hint=f'Install it with: pip install "toolspan[{extra}]"',
        ) from None
