"""Redis as the machine has it, and instances of its own that a test may stop, restart and flush."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
import redis as driver
from tests.required import absent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

URL = os.environ.get("TOOLSPAN_TEST_REDIS", "redis://127.0.0.1:6379/0")


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The URL of a Redis that runs."""
    try:
        driver.Redis.from_url(URL, socket_connect_timeout=2).ping()
    except driver.RedisError as error:
        absent(f"needs Redis at {URL.rpartition('@')[2]}: {error}")
    return URL


@pytest.fixture
def prefix(redis_url: str) -> Iterator[str]:
    """A prefix of this test's own keys, which are deleted afterwards."""
    name = f"toolspan-test-{uuid.uuid4().hex[:12]}"
    yield name
    with driver.Redis.from_url(redis_url) as client:
        for key in client.scan_iter(f"{name}:*"):
            client.delete(key)


class Instance:
    """A Redis server of one test, on a port that it keeps over restarts."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        binary = shutil.which("redis-server") or shutil.which("valkey-server")
        if binary is None:
            absent("needs redis-server or valkey-server")
        self._process = subprocess.Popen(
            [binary, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        client = driver.Redis.from_url(self.url)
        while True:
            with suppress(driver.ConnectionError):
                client.ping()
                client.close()
                return

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def flush(self) -> None:
        with driver.Redis.from_url(self.url) as client:
            client.flushall()


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """A Redis of this test alone, which runs."""
    made = Instance(tmp_path)
    made.start()
    yield made
    made.stop()
