"""Several accounts of one connector on the command line: `--account us=us.env --account de=de.env`."""

from __future__ import annotations

import os
import re
import shlex
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from toolspan.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolspan.cli.connectors import Opening
    from toolspan.connector import Connector

_VARIABLE = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_LARGEST = 100_000


def open_accounts(opening: Opening, accounts: Sequence[str]) -> dict[str, Connector]:
    """Return a connector for each account, with the credentials and settings of its file.

    Args:
        opening: Names connector and policy.
        accounts: `NAME=FILE` each. A file has the variables in which the account differs from the environment.

    Raises:
        ConfigurationError: An account is misspelt, a file cannot be read, or credentials are missing.
    """
    opened: dict[str, Connector] = {}
    for account in accounts:
        name, separator, path = account.partition("=")
        if not separator or not name or not path:
            raise ConfigurationError(
                "--account takes a name and a file.",
                hint="Such as --account us=us.env; `toolspan login --output us.env` writes such a file.",
            )
        if name in opened:
            raise ConfigurationError(f"Two accounts are called {name[:80]!r}.")
        with _environment(read_variables(Path(path).expanduser())):
            try:
                opened[name] = connector = replace(opening, region=None).create_local()
                connector.identity()  # reads the credentials, which are of this account here alone
            except ConfigurationError as error:
                error.message = f"The account {name!r}: {error.message}"
                raise
    return opened


def read_variables(path: Path) -> dict[str, str]:
    """Return the variables of a file of lines such as `NAME=value` or `export NAME='value'`.

    Raises:
        ConfigurationError: It cannot be read; no line of it is shown.
    """
    try:
        text = path.read_text(encoding="utf-8") if path.stat().st_size <= _LARGEST else None
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ConfigurationError(f"The settings {path} cannot be read: {said}.") from None
    if text is None:
        raise ConfigurationError(f"{path} is too large for a file of settings.")
    variables: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        try:
            words = shlex.split(line, comments=True)
        except ValueError:
            words = [""]
        words = words[1:] if words[:1] == ["export"] else words
        if not words:
            continue
        name, separator, value = words[0].partition("=")
        if len(words) > 1 or not separator or not _VARIABLE.fullmatch(name):
            raise ConfigurationError(
                f"Line {number} of {path} is no setting.",
                hint="Each line is NAME=value; a value with blanks stands in quotes.",
            )
        variables[name] = value
    if not variables:
        raise ConfigurationError(f"{path} has no settings.", hint="Each line is NAME=value.")
    return variables


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables of the environment in the block."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
