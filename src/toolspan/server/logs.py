"""Log lines of a server process on standard error, as text or as JSON.

Lines are written by a thread, so that a reader that stops reading never stops the server; lines beyond a limit are
dropped and counted.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from contextlib import contextmanager
from datetime import UTC, datetime
from queue import Full, Queue
from threading import Thread
from typing import TYPE_CHECKING, Any

from toolspan.cli.console import plain
from toolspan.runtime.redaction import Redactor
from toolspan.server.runtime import access_log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolspan.server.settings import Settings

MOST_LINES = 10_000
"""Lines that wait for their reader."""
_PATIENCE = 2.0
"""Seconds at the end for lines that still wait."""


class TextFormatter(logging.Formatter):
    """A line for people: time, level, logger, message, and fields as `name=value`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        fields = _fields(record)
        head = f"{fields.pop('time')} {fields.pop('level')} {fields.pop('logger')}: {fields.pop('message')}"
        for named in ("method", "route", "status"):
            fields.pop(named, None)  # an access line's message has them
        line = " ".join([head, *(f"{name}={value}" for name, value in fields.items())])
        return plain(line).replace("\n", " ")


class JsonFormatter(logging.Formatter):
    """A line for programs: one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return json.dumps(_fields(record), default=str)


_masked = Redactor()


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """Return what a line says. Of an exception only type and places: its text may hold values."""
    moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    fields: dict[str, Any] = {
        "time": moment.replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        "message": _masked(record.getMessage()),
    }
    entry = access_log.current()
    if entry is not None:
        fields["request_id"] = entry.request_id
    if record.exc_info and record.exc_info[0] is not None:
        fields["error"] = record.exc_info[0].__name__
        frames = traceback.extract_tb(record.exc_info[2])[-5:]
        fields["at"] = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return fields | getattr(record, "fields", {})


class _Writer(logging.Handler):
    """Log handler that formats a record where it occurs, and leaves writing the line to a thread."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self.setFormatter(formatter)
        self._lines: Queue[str | None] = Queue(MOST_LINES)
        self._lost = 0
        self._thread = Thread(target=self._write, name="toolspan log", daemon=True)
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Queue a line."""
        try:
            line = self.format(record)
        except Exception:  # noqa: BLE001 - a line that cannot be formatted must not end a request
            self.handleError(record)
            return
        try:
            if self._lost:
                self._lines.put_nowait(
                    f"toolspan: {self._lost} log lines were dropped: they were not read in time."
                )
                self._lost = 0
            self._lines.put_nowait(line)
        except Full:
            self._lost += 1

    def close(self) -> None:
        """Write the lines that wait, for a moment, and stop."""
        try:
            self._lines.put_nowait(None)
        except Full:
            return
        self._thread.join(_PATIENCE)
        super().close()

    def _write(self) -> None:
        while (line := self._lines.get()) is not None:
            try:
                sys.stderr.write(f"{line}\n")
                if self._lines.empty():
                    sys.stderr.flush()
            except (OSError, ValueError):  # nobody reads any more
                return


@contextmanager
def logging_to_stderr(settings: Settings) -> Iterator[None]:
    """Write the log lines of the server in the block: its own from `log_level` on, those of libraries from warnings on."""
    formatter = JsonFormatter() if settings.log_format == "json" else TextFormatter()
    writer, root = _Writer(formatter), logging.getLogger()
    root.addHandler(writer)
    logging.getLogger("toolspan").setLevel(settings.log_level.upper())
    access_log.logger.setLevel(logging.INFO if settings.access_log else logging.WARNING)
    try:
        yield
    finally:
        root.removeHandler(writer)
        writer.close()
