"""Output of a login: a new file that only its owner can read, or standard output on request."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

from toolspan.cli.console import print_json, print_variables, tell
from toolspan.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


class Destination:
    """Writes the result of a login. Creates the file before the consent: a code works only once.

    Args:
        output: File to create, if any.
        show: Print the result on standard output.
        as_json: Print it as JSON.

    Raises:
        ConfigurationError: Neither a file nor `show` is given, or the file cannot be created.
    """

    def __init__(self, output: Path | None, *, show: bool, as_json: bool = False) -> None:
        if output is None and not show:
            raise ConfigurationError(
                "No destination for the refresh token.",
                hint="Use --output FILE to write it to a file that only you can read, or --show to print it.",
            )
        self._output = output
        self._show = show
        self._as_json = as_json
        self._descriptor = _create(output) if output else None

    def __enter__(self) -> Callable[[Mapping[str, str]], None]:
        return self._write

    def __exit__(self, *_: object) -> None:
        """Remove the file if nothing was written to it."""
        if self._descriptor is not None and self._output is not None:
            os.close(self._descriptor)
            self._output.unlink(missing_ok=True)

    def _write(self, variables: Mapping[str, str]) -> None:
        if self._show:
            print_json(variables) if self._as_json else print_variables(**variables)
        if self._descriptor is not None and self._output is not None:
            lines = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())
            descriptor, self._descriptor = self._descriptor, None
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(lines)
            tell(f"Written to {self._output}. Read it with: . {shlex.quote(str(self._output))}")
        tell(f"The seller {variables['TOOLSPAN_SELLER_ID']} authorized the application for one year.")


def _create(output: Path) -> int:
    try:
        return os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise ConfigurationError(
            f"{output} cannot be created: {error.strerror}.", hint="Name a new file."
        ) from None
