"""The command line in this process, and as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from toolspan.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """Run a command in this process; its output goes into no terminal."""
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: str, stdin: str | None = None) -> Outcome:
        result = CliRunner().invoke(app, arguments, input=stdin, prog_name="toolspan")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)

    return run


def environment(**variables: str) -> dict[str, str]:
    """The environment of a process of our own, with nothing of the machine that could steer it."""
    steering = (
        "TOOLSPAN_",
        "LWA_",
        "SP_API_",
        "OPENAI_",
        "COLUMNS",
        "FORCE_COLOR",
        "NO_COLOR",
        "PYTHONIOENCODING",
    )
    return {name: value for name, value in os.environ.items() if not name.startswith(steering)} | variables


@pytest.fixture
def process() -> Callable[..., Outcome]:
    """Run a command as a user does, in a process of its own."""

    def process(
        *arguments: str, stdin: str = "", python: tuple[str, ...] = ("-m", "toolspan"), **variables: str
    ) -> Outcome:
        done = subprocess.run(
            [sys.executable, *python, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment(**variables),
            timeout=100,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return process


@pytest.fixture
def interruptible():
    """Let processes hear Ctrl-C, which those of a test run in the background would ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
