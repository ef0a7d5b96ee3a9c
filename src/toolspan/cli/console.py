"""Console output: JSON for programs, text for people, errors for both."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from toolspan.cli.flags import in_flags
from toolspan.runtime.invisible import STEERING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from toolspan.errors import ToolspanError

WIDTH = 100
"""Table width, in columns, when the output is not a terminal."""
_CONTROL = re.compile(rf"[\x00-\x09\x0b-\x1f\ud800-\udfff{STEERING}]")
"""Characters that control a terminal or hide text. Data from upstream may contain them."""


def examples(*lines: str) -> str:
    """Return the examples section of a command's help."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def screen(*, stderr: bool = False) -> Console:
    """Return a console for standard output or standard error."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    piped = not stream.isatty() and "COLUMNS" not in os.environ
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, width=WIDTH if piped else None)


def for_program(*, asked: bool) -> bool:
    """Return True for JSON output: with `--json`, or when standard output is a pipe or file."""
    return asked or not sys.stdout.isatty()


def plain(text: object) -> str:
    """Return text without terminal control characters."""
    return _CONTROL.sub(" ", str(text))


def print_json(value: Any) -> None:
    """Print a JSON document on standard output. Terminal control characters are escaped, not removed."""
    text = json.dumps(value, ensure_ascii=not _writes_all(sys.stdout), indent=2, default=str)
    sys.stdout.write(_CONTROL.sub(_escaped, text) + "\n")
    sys.stdout.flush()


def print_variables(**variables: str) -> None:
    """Print shell `export` lines on standard output."""
    sys.stdout.writelines(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())
    sys.stdout.flush()


def _writes_all(stream: TextIO) -> bool:
    return (stream.encoding or "").lower().replace("-", "").startswith("utf")


def replace_unencodable() -> None:
    """Make the standard streams replace characters that their encoding lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not _writes_all(stream):
            stream.reconfigure(errors="replace")


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1]


def tell(text: str) -> None:
    """Print a line for a person on standard error."""
    sys.stderr.write(plain(text) + "\n")
    sys.stderr.flush()


def print_error(error: ToolspanError, *, as_json: bool) -> None:
    """Print an error with its code and hint on standard error; with `as_json` also as JSON on standard output."""
    error.message, error.hint = in_flags(error.message), in_flags(error.hint or "") or None
    if as_json:
        print_json({"error": error.to_dict()})
    tell(f"error ({error.code}): {error.message}")
    if error.hint:
        tell(f"  hint: {error.hint}")
    if error.retry_after is not None:
        tell(f"  retry after: {error.retry_after:.0f} s")
    if error.resume:
        params = json.dumps(error.resume.get("params") or {}, default=str)
        tell(
            f"  continue with: toolspan execute {error.resume['entity']} {error.resume['action']} --params '{params}'"
        )


class WrongUsageError(Exception):
    """Wrong usage of the command line: exit code 2.

    Args:
        error: The error to print.
    """

    def __init__(self, error: ToolspanError) -> None:
        super().__init__(error.message)
        self.error = error


@contextmanager
def usage(kind: type[ToolspanError] | None = None) -> Iterator[None]:
    """Turn toolspan errors of the block, of one kind or all, into `WrongUsageError`: they concern the command line, not a call."""
    from toolspan.errors import ToolspanError

    try:
        yield
    except ToolspanError as error:
        if kind is not None and not isinstance(error, kind):
            raise
        raise WrongUsageError(error) from None


@contextmanager
def failing(*, as_json: bool = False) -> Iterator[None]:
    """Print an error and exit: 1 for a failed call, 2 for wrong usage, 130 for Ctrl-C."""
    import typer

    from toolspan.errors import ToolspanError

    try:
        yield
    except ToolspanError as error:
        print_error(error, as_json=as_json)
        raise typer.Exit(1) from None
    except WrongUsageError as wrong:
        print_error(wrong.error, as_json=as_json)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


@contextmanager
def waiting(text: str) -> Iterator[Any]:
    """Show a spinner with text and elapsed time on standard error, if it is a terminal.

    Yields a function that changes the text.
    """
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    seen = sys.stderr.isatty()
    with Progress(*columns, console=screen(stderr=True), transient=True, disable=not seen) as progress:
        task = progress.add_task(text)
        yield lambda new: progress.update(task, description=new)
