"""A small connector with writes, whose executor does what a test says."""

from __future__ import annotations

import asyncio
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from toolspan.connector import Connector
from toolspan.emulator.clock import EmulatorClock
from toolspan.journal import Journal, MemoryJournal, SQLiteJournal
from toolspan.operations.index import OperationIndex
from toolspan.page import Meta, Page
from toolspan.tools.guides import Guides
from toolspan.transport.executor import BaseExecutor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from toolspan.contract import Call

WRITES = {"create": "POST", "buy": "POST", "patch": "PATCH", "put": "PUT", "delete": "DELETE"}
KEYED = {"buy": "Idempotency-Key"}
"""Writes whose API takes an idempotency key."""


def record(action: str, method: str) -> dict[str, Any]:
    """Return the facts of one operation on things."""
    names = [("thingId", "path"), ("price", "query"), ("buyerName", "query")]
    return {
        "entity": "things",
        "action": action,
        "summary": f"{action} things",
        "effect": "read" if method == "GET" else "write",
        "method": method,
        "path": "/things/{thingId}",
        "api": "things",
        "operation_id": action,
        "idempotent": method == "GET",
        "idempotency_header": KEYED.get(action),
        "verify": "things.get with the same thing_id",
        "parameters": [
            {
                "name": name,
                "in": place,
                "required": place == "path",
                "schema": {"type": "string"},
                "style": None,
            }
            for name, place in names
        ],
        "body": None,
    }


class Till(BaseExecutor):
    """Carries out calls: remembers them, and answers by `answer`, which a test may replace."""

    def __init__(self) -> None:
        self.sent: list[Call] = []
        self.answer: Callable[[Call], Any] = lambda call: {
            "number": len(self.sent),
            "did": call.operation.name,
        }

    async def execute(self, call: Call, /) -> Page:
        """Remember a call, let others go on, and answer."""
        self.sent.append(call)
        await asyncio.sleep(0)
        data = self.answer(call)
        if asyncio.iscoroutine(data):
            data = await data
        meta = Meta(operation=call.operation.name, count=1, request_id=f"r-{len(self.sent)}")
        return Page.model_construct(data=[data], meta=meta, raw=None)

    async def aclose(self) -> None:
        """Nothing is open."""


class Shop(Connector):
    """A connector whose calls end in a till."""

    slug: ClassVar[str] = "shop"
    title: ClassVar[str] = "Shop"
    operations: ClassVar[OperationIndex]
    guides: ClassVar[Guides] = Guides(files("toolspan.connectors.amazon_seller_partner") / "guides")

    def __init__(self, till: Till, *, account: str = "miller", **options: Any) -> None:
        super().__init__(till, **options)
        self.account = account

    def identity(self) -> str:
        """Return the account."""
        return self.account

    async def check(self) -> Page:
        """Return a thing."""
        return await self.execute("things", "get", {"thing_id": "1"})


@pytest.fixture(autouse=True, scope="session")
def _operations(tmp_path_factory: pytest.TempPathFactory) -> None:
    facts = tmp_path_factory.mktemp("facts") / "operations.json"
    records = [record("get", "GET"), *(record(*write) for write in WRITES.items())]
    facts.write_text(json.dumps({"operations": records, "aliases": {}}))
    Shop.operations = OperationIndex(facts)


@pytest.fixture
def clock() -> EmulatorClock:
    """A clock that stands still except where someone sleeps on it, or moves it."""
    from datetime import UTC, datetime

    return EmulatorClock(datetime(2026, 11, 24, 6, 0, tzinfo=UTC))


@pytest.fixture
def till() -> Till:
    return Till()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Journal:
    """Each kind of journal in turn."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_journal")
    return MemoryJournal() if request.param == "memory" else SQLiteJournal(tmp_path / "writes.db")


@pytest.fixture
def shop(till: Till, clock: EmulatorClock, journal: Any) -> Callable[..., Shop]:
    """A function that gives shops on the same till and journal; keyword arguments are settings."""
    from toolspan import Policy

    def make(*, account: str = "miller", on_write: Any = None, **policy: Any) -> Shop:
        rules = Policy(writes=["*"], **policy)
        return Shop(till, account=account, policy=rules, clock=clock, journal=journal, on_write=on_write)

    return make
