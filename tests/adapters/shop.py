"""A small connector with reads and writes, to test what no operation of the real one does yet."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, ClassVar

from toolspan.connector import Connector
from toolspan.contract import Call
from toolspan.operations.index import OperationIndex
from toolspan.page import Meta, Page
from toolspan.tools.guides import Guides
from toolspan.transport.executor import BaseExecutor


def record(entity: str, action: str, effect: str, **more: Any) -> dict[str, Any]:
    """Return the facts of one operation of the shop."""
    name = {
        "name": "thingId",
        "in": "path",
        "required": action != "list",
        "schema": {"type": "string"},
        "style": None,
    }
    return {
        "entity": entity,
        "action": action,
        "summary": f"{action} things",
        "effect": effect,
        "method": "GET",
        "path": "/things" if action == "list" else "/things/{thingId}",
        "api": "things",
        "operation_id": action,
        "parameters": [] if action == "list" else [name],
        "body": None,
        **more,
    }


RECORDS = [
    record("things", "list", "read"),
    record("things", "patch", "write", idempotent=False),
    record("things", "delete", "write", method="DELETE", destructive=True),
]


class Till(BaseExecutor):
    """Carries out calls by remembering their names."""

    def __init__(self) -> None:
        self.done: list[str] = []

    async def execute(self, call: Call, /) -> Page:
        """Remember a call, and say so."""
        self.done.append(call.operation.name)
        return Page.model_construct(data=[{"did": call.operation.name}], meta=Meta(count=1), raw=None)

    async def aclose(self) -> None:
        """Nothing is open."""


class Shop(Connector):
    """A connector whose calls end in a till."""

    slug: ClassVar[str] = "shop"
    title: ClassVar[str] = "Shop"
    operations: ClassVar[OperationIndex]
    guides: ClassVar[Guides] = Guides(files("toolspan.connectors.amazon_seller_partner") / "guides")

    def __init__(self, **options: Any) -> None:
        till = Till()
        self.done = till.done
        super().__init__(till, **options)

    async def check(self) -> Page:
        """Return the things."""
        return await self.execute("things", "list")


_facts = Path(mkdtemp()) / "operations.json"
_facts.write_text(json.dumps({"operations": RECORDS, "aliases": {}}))
Shop.operations = OperationIndex(_facts)
