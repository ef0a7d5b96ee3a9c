"""What all tests share: a connector on an emulator, and a search for secrets in everything printed."""

from __future__ import annotations

import os
import re
import socket
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.emulated import connector_on
from tests.postgres import fresh_postgres
from tests.required import absent

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.emulator import Emulator
from toolspan.journal import PostgreSQLJournal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

CANARY = "canary-7f3a91c2d8"
"""Part of every secret that tests make up: it must never show in any captured output."""
SECRET_SHAPES = re.compile(
    r"Atza\|[\w.~+/=-]{8}|Atzr\|[\w.~+/=-]{8}|Atc\|[\w.~+/=-]{8}|amzn1\.oa2-cs\.v1\.\w{8}|" + CANARY
)
SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_configure() -> None:
    """Let Hypothesis draw the same examples in every run.

    It also draws from the constants of all modules that happen to be imported, so a seed alone fixes nothing: what is
    imported depends on the tests that ran before in the same process.
    """
    try:
        from hypothesis import settings
        from hypothesis.internal.conjecture import providers
    except ImportError:  # an environment with few tests
        return
    settings.register_profile("fixed", derandomize=True, database=None)
    settings.load_profile("fixed")
    providers.is_local_module_file = lambda _: False


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def journal_postgres() -> Iterator[str]:
    """The database of this run for journals of writes."""
    with fresh_postgres() as url:
        yield url


@pytest.fixture
def postgres_journal(journal_postgres: str) -> Iterator[PostgreSQLJournal]:
    """An empty journal in PostgreSQL."""
    import psycopg

    with psycopg.connect(journal_postgres, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS toolspan_writes, toolspan_approvals")
    with closing(PostgreSQLJournal(journal_postgres)) as made:
        yield made


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Fail a test whose captured output holds a secret, even if everything else in it is right."""
    report = yield
    printed = "\n".join(text for title, text in report.sections if title.startswith("Captured"))
    found = SECRET_SHAPES.search(printed)
    if found and report.passed and report.when == "call":
        report.outcome = "failed"
        report.longrepr = f"a secret was printed: ...{found.group()[:12]}..."
    return report


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the machine may steer a test."""
    for name in list(os.environ):
        if (
            name.startswith(("TOOLSPAN_", "LWA_", "SP_API_", "AIRBYTE_", "OPENAI_"))
            and name != "TOOLSPAN_REQUIRE_SERVICES"
        ):
            monkeypatch.delenv(name)
    # Servers of other tests replicate nothing beside them.
    monkeypatch.setenv("TOOLSPAN_STORE_SYNC_SECONDS", "0")


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail any test that tries to reach something other than this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "127.0.0.1"
        if str(host) not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
async def emulator() -> AsyncIterator[Emulator]:
    """A running emulator: seller 7, region NA, everything switched on."""
    async with Emulator(seed=7) as running:
        yield running


@pytest.fixture
def connect(emulator: Emulator) -> Callable[..., AmazonSellerPartnerConnector]:
    """A function that gives connectors on the emulator; keyword arguments override its settings."""

    return partial(connector_on, emulator)


@pytest.fixture
async def connector(
    connect: Callable[..., AmazonSellerPartnerConnector],
) -> AsyncIterator[AmazonSellerPartnerConnector]:
    """A connector on the emulator, closed afterwards."""
    async with connect() as made:
        yield made


@pytest.fixture
def shared() -> Path:
    """The folder of facts beside the repository; required where TOOLSPAN_REQUIRE_SERVICES is set."""
    if not SHARED.is_dir():
        absent("needs ../shared")
    return SHARED
