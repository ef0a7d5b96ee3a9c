"""Loads a toolkit, or a connector, that a program has made: `MODULE:NAME`."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError, ToolspanError
from toolspan.operations.names import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

    from toolspan.connector import Connector
    from toolspan.toolkit.toolkit import Toolkit


def is_program(name: str | None) -> bool:
    """Return whether a name means an object of a program, `MODULE:NAME`, and not an installed connector."""
    return name is not None and ":" in name


def loaded(target: str) -> Toolkit | Connector:
    """Return the toolkit or connector of a program.

    Args:
        target: `MODULE:NAME`, with a module that can be imported from the current folder, or the path of a file
            that ends in `.py`. The name may be that of a function without arguments that returns it.

    Raises:
        ConfigurationError: There is no such module or name, or it is something else.
    """
    from toolspan.connector import Connector
    from toolspan.toolkit.toolkit import Toolkit

    path, _, name = target.rpartition(":")
    module = _module(path)
    found = getattr(module, name, None) if name else None
    if found is None:
        fitting = [each for each, value in vars(module).items() if isinstance(value, (Toolkit, Connector))]
        raise ConfigurationError(
            f"{path[:80]} has no {name[:80]!r}.{suggestion(name, fitting)}",
            hint=f"Toolkits and connectors of it: {', '.join(fitting) or 'none'}.",
        )
    if callable(found) and not isinstance(found, type):
        with _running(f"{name}() of {path}"):
            found = found()
    if not isinstance(found, (Toolkit, Connector)):
        raise ConfigurationError(
            f"{target[:120]} is no Toolkit and no connector, but {type(found).__name__}.",
            hint='Name a toolkit, such as shop:kit for kit = Toolkit("shop") in shop.py.',
        )
    return found


def _module(path: str) -> ModuleType:
    """Import a module, from the current folder too, as `python -m` does.

    Raises:
        ConfigurationError: There is none, or it needs another that is missing.
    """
    if path.endswith(".py"):
        return _file(Path(path))
    if os.getcwd() not in sys.path:  # noqa: PTH109 - as it stands in sys.path
        sys.path.insert(0, os.getcwd())  # noqa: PTH109 - as above
    try:
        with _running(path):
            return importlib.import_module(path)
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"The module {error.name} cannot be imported from {Path.cwd()}.",
            hint="Name it as in an import, such as shop:kit for shop.py of this folder, or give the path of the file: src/shop.py:kit.",
        ) from None


def _file(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise ConfigurationError(f"There is no file {path}.")
    sys.path.insert(0, str(path.parent.resolve()))  # as where Python runs the file
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(path.stem, module)
    with _running(str(path)):
        spec.loader.exec_module(module)
    return module


@contextmanager
def _running(what: str) -> Iterator[None]:
    """Run code of the program: what it raises is a fault of that code, and says so with its line.

    Raises:
        ConfigurationError: It failed.
    """
    try:
        yield
    except (ToolspanError, ModuleNotFoundError):
        raise
    except Exception as error:
        raise ConfigurationError(
            f"{what[:200]} fails with {type(error).__name__}: {error}{_line(error)}.",
            hint="That is in the program itself: run it with python to see where.",
        ) from error


def _line(error: Exception) -> str:
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__)[1:] if "importlib" not in frame.filename
    ]
    return f" ({frames[-1].filename}, line {frames[-1].lineno})" if frames else ""


def refuse(options: Mapping[str, Any], what: str) -> None:
    """Refuse options that were given and mean nothing here.

    Args:
        options: By flag; those that are not given are None, False or empty.
        what: Says with what they cannot be combined, and why.

    Raises:
        ConfigurationError: One was given.
    """
    given = [flag for flag, value in options.items() if value]
    if given:
        raise ConfigurationError(f"{', '.join(given)} cannot be combined with {what}.")
