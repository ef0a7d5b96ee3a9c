"""Sandbox of queries: child processes that run them against store files, are bounded, and are ended when they overstay.

A query is stopped from outside, since some of DuckDB's functions can neither be interrupted nor bound in memory.
"""

from __future__ import annotations

import atexit
import itertools
import json
import logging
import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections import Counter, OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError, DeadlineExceeded, InvalidInput, TooLarge, UpstreamError
from toolspan.store.duckdb_file import trouble

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

logger = logging.getLogger("toolspan")

SECONDS = 4.0
"""Seconds of one query at most."""
MEMORY = 1_536 * 1024**2
"""Address space of a child in bytes, where the system can limit it."""
RESIDENT = 1024**3
"""Bytes in memory at which a child is ended, where the system cannot limit its address space."""
WAIT = 5.0
"""Seconds for which a query waits while a writer holds the file."""
MAX_BYTES = 4 * 1024**2
"""Bytes of one result as JSON at most."""
IDLE = 2
"""Children that stay ready; each belongs to one file."""
AT_ONCE = 4
PER_FILE = 2
_SLACK = 64 * 1024
_STARTING = 20.0
_LOOK = 0.05
_PASSED_ON = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PATH")
"""Variables that a child gets; all others, such as credentials, stay here."""
_HINT = "Ask for less: a shorter period, fewer columns, an aggregate."


@dataclass(frozen=True, slots=True)
class Query:
    """Query against a store file.

    `tables` are the names that a model's text may read; None for a text that this program wrote itself, with its values
    in `params`. `aside` is one more text of the program, such as on what is held, answered as of the same moment.
    """

    file: Path
    sql: str
    params: Sequence[Any] = ()
    tables: Collection[str] | None = None
    limit: int = 100
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Result of a query.

    `types` are DuckDB's, by column, `tables` those that a model's text read, `aside` the rows of that query. `more` says that there are more rows than asked for, `full` that the result
    reached its size before.
    """

    data: list[dict[str, Any]]
    types: dict[str, str]
    more: bool
    full: bool
    seconds: float
    tables: list[str]
    aside: list[dict[str, Any]]


class Worker:
    """Child process of the sandbox.

    Args:
        memory: Bytes of address space.

    Raises:
        ConfigurationError: The extra is not installed.
    """

    def __init__(self, memory: int = MEMORY) -> None:
        if find_spec("duckdb") is None:
            raise ConfigurationError(
                "The context store needs the module duckdb, which is not installed.",
                hint='Install it with: pip install "toolspan[store]"',
            )
        self.process = subprocess.Popen(  # noqa: S603 - this interpreter, with a module of its own
            [sys.executable, "-I", "-m", "toolspan.store.sandbox_worker", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            start_new_session=os.name == "posix",  # Ctrl-C is for the program, not for its queries
        )
        self.idle = True
        self._killed = False
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._read, name="toolspan-query", daemon=True).start()

    def _read(self) -> None:
        stdout = self.process.stdout
        while stdout:
            line = stdout.readline(MAX_BYTES + _SLACK)
            self._lines.put(line)
            if not line.endswith(b"\n"):
                return

    def ask(self, request: dict[str, Any]) -> None:
        """Send a request."""
        self.idle = False
        stdin = self.process.stdin
        if stdin:
            stdin.write(json.dumps(request).encode() + b"\n")
            stdin.flush()

    def line(self, seconds: float) -> dict[str, Any] | None:
        """Return the next line; None if the child has ended.

        Raises:
            TimeoutError: There was none in time.
            MemoryError: The child takes more memory than allowed, where the system does not limit it.
        """
        until = time.monotonic() + seconds
        while True:
            left = max(0.0, until - time.monotonic())
            try:
                raw = self._lines.get(timeout=min(left, _LOOK) if _WATCHED else left)
            except queue.Empty:
                if time.monotonic() >= until:
                    raise TimeoutError from None
                if _WATCHED and resident(self.process.pid) > RESIDENT:
                    raise MemoryError from None
            else:
                return json.loads(raw) if raw.endswith(b"\n") else None

    @property
    def alive(self) -> bool:
        """Whether it can take another query."""
        return not self._killed and self.process.poll() is None

    def kill(self) -> None:
        """End the child at once."""
        self._killed = True
        self.process.kill()

    def close(self) -> None:
        """End the child and release its pipes."""
        self.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:  # what was not sent yet has no reader any more
                    continue


_NUMBERS = itertools.count(1)
_WATCHED = not sys.platform.startswith("linux")


def resident(pid: int) -> int:
    """Return the bytes that a process has in memory; 0 if it is gone."""
    import psutil  # noqa: PLC0415 - only where the system does not limit the address space

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


class _Stop:
    """Ends the query that one thread runs, from another."""

    def __init__(self) -> None:
        self._worker: Worker | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def runs_in(self, worker: Worker | None) -> None:
        """Say which child runs the query now."""
        with self._lock:
            self._worker = worker
            if worker and self._stopped:
                worker.kill()

    def stop(self) -> None:
        """End the child, now or once there is one."""
        with self._lock:
            self._stopped = True
            if self._worker:
                self._worker.kill()


class Sandbox:
    """Pool of child processes. A child serves one file, and is replaced when a query had to be ended.

    Args:
        seconds: Seconds of one query at most.
        memory: Bytes of address space of a child.
        at_once: Queries that run at once.
        per_file: Queries that run at once against one file, so that one account cannot take all.
    """

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        at_once: int = AT_ONCE,
        per_file: int = PER_FILE,
    ) -> None:
        self._seconds = seconds
        self._memory = memory
        self._at_once, self._per_file = at_once, per_file
        self._idle: OrderedDict[Worker, str] = OrderedDict()
        self._running = Counter[str]()
        self._free = threading.Condition()
        atexit.register(self.close)

    def run(self, query: Query, *, seconds: float | None = None, stop: _Stop | None = None) -> Rows:
        """Run a query; blocks.

        Args:
            query: The query.
            seconds: Seconds that are left, if fewer than the sandbox allows.
            stop: Ends the query from another thread.

        Raises:
            InvalidInput: The text is refused, or cannot be run.
            DeadlineExceeded: It took too long.
            TooLarge: It took too much memory, or one row is larger than a result may be.
            ConfigurationError: The file cannot be read.
            UpstreamError: The child ended by itself.
        """
        file = str(query.file)
        allowed = min(self._seconds, seconds) if seconds is not None else self._seconds
        request = {
            "number": next(_NUMBERS),
            "file": file,
            "sql": query.sql,
            "params": list(query.params),
            "tables": None if query.tables is None else list(query.tables),
            "limit": query.limit,
            "aside": query.aside,
            "bytes": MAX_BYTES,
            "wait": WAIT,
            "seconds": allowed,
        }
        with self._turn(file, stop) as worker:
            began = time.monotonic()
            said = self._answered(worker, request, allowed)
            return _rows(said, time.monotonic() - began)

    async def query(self, query: Query, *, seconds: float | None = None) -> Rows:
        """Run a query in a thread; arguments and errors as in `run`. Cancelled, it ends the child."""
        from asyncio import CancelledError, to_thread  # noqa: PLC0415 - a program without loops needs none

        stop = _Stop()
        try:
            return await to_thread(self.run, query, seconds=seconds, stop=stop)
        except CancelledError:
            stop.stop()
            raise

    def _answered(self, worker: Worker, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        try:
            worker.ask(request)
            said = worker.line(_STARTING + WAIT)
            if said and said.get("open"):
                said = worker.line(seconds)
        except TimeoutError:
            raise too_slow(seconds) from None
        except MemoryError:
            return {"kind": "memory"}
        except OSError:
            said = None
        if said is None or said["number"] != request["number"]:
            raise UpstreamError("The process that ran the query ended by itself.", hint=_HINT)
        worker.idle = True
        return said

    @contextmanager
    def _turn(self, file: str, stop: _Stop | None) -> Iterator[Worker]:
        """Give a child that is ready for this file, and take it back; one that was ended is replaced."""
        with self._free:
            in_time = self._free.wait_for(lambda: self._may_run(file), WAIT + self._seconds)
            if not in_time:
                raise DeadlineExceeded("Too many queries run at once.", hint="Try again in some seconds.")
            self._running[file] += 1
            worker = next((idle for idle, served in self._idle.items() if served == file), None)
            if worker:
                del self._idle[worker]
        if worker is None or not worker.alive:
            worker = Worker(self._memory)
        try:
            if stop:
                stop.runs_in(worker)
            yield worker
        finally:
            if stop:
                stop.runs_in(None)
            self._take_back(worker, file)

    def _may_run(self, file: str) -> bool:
        return self._running[file] < self._per_file and self._running.total() < self._at_once

    def _take_back(self, worker: Worker, file: str) -> None:
        if not (worker.idle and worker.alive):  # what it may still answer belongs to no later query
            worker.close()
            worker = Worker(self._memory)  # starts while nobody waits for it
        with self._free:
            self._running[file] -= 1
            self._idle[worker] = file
            spare = [self._idle.popitem(last=False)[0] for _ in range(len(self._idle) - IDLE)]
            self._free.notify_all()
        for each in spare:
            each.close()

    @property
    def idle(self) -> list[Worker]:
        """Children that are ready, the one that was used last at the end."""
        with self._free:
            return list(self._idle)

    def close(self) -> None:
        """End the children that are ready."""
        with self._free:
            idle, self._idle = list(self._idle), OrderedDict()
        for worker in idle:
            worker.close()


def too_slow(seconds: float) -> DeadlineExceeded:
    """Return the error of a query that was ended."""
    return DeadlineExceeded(
        f"The query took longer than {seconds:g} s and was ended.", hint=_HINT, retryable=False
    )


def _rows(said: dict[str, Any], seconds: float) -> Rows:
    """Return the rows of a child's answer, or raise its error."""
    kind, error, hint = said.get("kind"), said.get("error", ""), said.get("hint")
    if kind == "refused":
        raise InvalidInput(error, hint=hint)
    if kind == "memory":
        raise TooLarge("The query needs more memory than it may have.", hint=_HINT)
    # A text of a model cannot pretend to: what it raises itself has another class before it.
    damaged = trouble("The store", error) if re.match(r"(IO|FATAL) Error|Corrupt database", error) else None
    if damaged:
        raise damaged
    if kind == "failed":
        raise InvalidInput(
            error,
            hint="Correct the text; the dialect is DuckDB's. context_store.describe lists tables and columns.",
        )
    if kind == "closed":
        raise ConfigurationError(
            f"The store cannot be read: {error}", hint="Another program writes it: try again in some seconds."
        )
    types = dict(said["columns"])
    names = _distinct([name for name, _ in said["columns"]])
    if said["full"] and not said["rows"]:
        raise TooLarge(f"One row of the result is larger than {MAX_BYTES // 1024**2} MB.", hint=_HINT)
    data = [dict(zip(names, row, strict=True)) for row in said["rows"]]
    return Rows(data, types, said["more"], said["full"], seconds, said["tables"], said["aside"])


def _distinct(names: Sequence[str]) -> list[str]:
    """Return column names of which no two are equal: the second `id` is `id_2`."""
    seen = Counter[str]()
    found: list[str] = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return found
