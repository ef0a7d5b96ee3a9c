"""A connector written by the guide: an API of tickets, whose operations a test may replace."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import httpx2
from toolspan_frankfurter import FrankfurterConnector

from toolspan import Policy
from toolspan.connector import Connector
from toolspan.contract import Call
from toolspan.emulator.clock import EmulatorClock
from toolspan.operations.index import OperationIndex
from toolspan.page import Meta, Page
from toolspan.tools.guides import Guides

NAMED = {"name": "ticketId", "in": "path"}
OPEN = {"required": True, "schema": {"type": "object", "properties": {"subject": {"type": "string"}}}}


WRITING = Policy(writes=["*"], approve=False)


def record(action: str, effect: str, method: str, path: str = "/tickets", **more: Any) -> dict[str, Any]:
    """Return the record of an operation on tickets, with nothing that may be left out."""
    named = {"parameters": [NAMED]} if "{" in path else {}
    record = {"entity": "tickets", "action": action, "summary": f"{action} a ticket."}
    return {**record, "effect": effect, "method": method, "path": path, **named, **more}


RECORDS = (
    record("get", "read", "GET", "/tickets/{ticketId}"),
    record("create", "write", "POST", body=OPEN),
    record("find", "read", "POST", body=OPEN),
)


def desk(
    folder: Path,
    answer: Callable[[httpx2.Request], httpx2.Response] = lambda _: httpx2.Response(200, json={"id": "7"}),
    records: Sequence[Mapping[str, Any]] = RECORDS,
    policy: Policy | None = WRITING,
    **index: Any,
) -> tuple[Connector, list[httpx2.Request]]:
    """Return the connector, and the requests that it will have made."""
    folder.joinpath("operations.json").write_text(json.dumps({"operations": list(records), **index}))
    sent: list[httpx2.Request] = []

    def api(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return answer(request)

    class Desk(FrankfurterConnector):
        slug: ClassVar[str] = "desk"
        title: ClassVar[str] = "Desk"
        operations: ClassVar[OperationIndex] = OperationIndex(folder / "operations.json")
        guides: ClassVar[Guides] = Guides(folder)

    return Desk(transport=httpx2.MockTransport(api), policy=policy, clock=EmulatorClock()), sent


async def answer_from_here(runner: Any, call: Call) -> Page:
    """Say what got the call: a handler."""
    return Page(data=[{"runner": type(runner).__name__}], meta=Meta(operation=call.operation.name, count=1))
