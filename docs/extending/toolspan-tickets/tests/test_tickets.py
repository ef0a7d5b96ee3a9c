"""The connector passes the suite that toolspan's own pass."""

from __future__ import annotations

from typing import Any, ClassVar

from toolspan_tickets import TicketsConnector

from toolspan.auth import ApiKey
from toolspan.testing import ConnectorConformance, Pages, Reply


def ticket(number: int) -> dict[str, Any]:
    return {"id": f"T-{number}", "subject": "Late parcel", "state": "open"}


class TestTickets(ConnectorConformance):
    connector = TicketsConnector
    auth = ApiKey("a-key-that-nobody-may-see")
    answers: ClassVar[dict[str, Any]] = {
        "tickets.list": Pages(
            {"tickets": [ticket(7), ticket(6)], "total": 3},
            {"tickets": [ticket(5)], "total": 3},
        ),
        "tickets.get": {"ticket": ticket(7) | {"comments": [{"text": "It was due on Monday."}]}},
        "tickets.create": Reply({"ticket": ticket(8)}, 201),
    }
