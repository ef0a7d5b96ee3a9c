"""The hosted protocol in one function: answers in process, keeps requests, and does wrong on demand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx2

from toolspan.registry import connect
from toolspan.types import AirbyteAuthConfig

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.emulator.clock import EmulatorClock

CANARY = "canary-7f3a91c2d8"
"""As in the conftest above: part of every secret here, so that a printed one fails its test."""
URL = "http://127.0.0.1:1"
DEFINITION = "e55879a8-0ef8-4557-abcf-ab34c53ec460"
TOKEN_PATH = "/api/v1/account/applications/token"
CONNECTORS = "/api/v1/integrations/connectors"
LIST = ("orders", "list", {"created_after": "2026-11-01T00:00:00Z"})


def answer(body: Any, status: int = 200, **headers: str) -> httpx2.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Response(status, content=content, headers={"content-type": "application/json"} | named)


def success(result: Any = (), **metadata: Any) -> httpx2.Response:
    return answer({
        "status": "success", "result": list(result) if isinstance(result, tuple) else result,
        "connector_metadata": metadata,
        "execution_metadata": {"connector_instance_id": "c1", "execution_time_ms": 1},
    })  # fmt: skip


def problem(
    status: int, message: str, code: str = "x", details: Any = None, **headers: str
) -> httpx2.Response:
    errors = [{"field": None, "message": message, "error_code": code, "details": details}]
    return answer({"message": message, "errors": errors, "request_id": "r-1"}, status, **headers)


def row(
    connector_id: str = "c1",
    name: str = "Mine",
    kind: str = "Amazon-Seller-Partner",
    definition: str = DEFINITION,
) -> dict[str, Any]:
    template = {"id": "t", "name": kind, "icon": None, "actor_definition_id": definition}
    return {"id": connector_id, "name": name, "summarized_source_template": template}


class FakeServer:
    """Answers requests in process and keeps them. `token`, `lookup`, `execute` and `other` are functions of a request."""

    def __init__(self, clock: EmulatorClock) -> None:
        self.clock = clock
        self.requests: list[httpx2.Request] = []
        self.secret = f"{CANARY}+client/secret="
        self.lasts: Any = 900
        self.rows = [row()]
        self.token: Callable[[httpx2.Request], Any] = lambda _: self.new_token()
        self.lookup: Callable[[httpx2.Request], Any] = lambda _: answer({"data": self.rows})
        self.execute: Callable[[httpx2.Request], Any] = lambda _: success()
        self.other: Callable[[httpx2.Request], Any] = lambda _: problem(404, "There is no such path.")

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        path = request.url.path
        if path == TOKEN_PATH:
            made = self.token(request)
        elif path == CONNECTORS and request.method == "GET":
            made = self.lookup(request)
        elif path.endswith("/execute"):
            made = self.execute(request)
        else:
            made = self.other(request)
        return made if isinstance(made, httpx2.Response) else await made

    def new_token(self, **more: Any) -> httpx2.Response:
        """A new access token."""
        value = f"{CANARY}-token-{len(self.of(TOKEN_PATH))}"
        return answer(
            {"access_token": value, "token_type": "bearer", "expires_in": self.lasts, "organization_id": None}
            | more
        )

    def of(self, path: str) -> list[httpx2.Request]:
        """The requests whose path ends so."""
        return [request for request in self.requests if request.url.path.endswith(path)]

    @property
    def executed(self) -> list[dict[str, Any]]:
        """The bodies of execute."""
        return [json.loads(request.content) for request in self.of("/execute")]

    @property
    def targets(self) -> list[str]:
        return [request.url.raw_path.decode() for request in self.requests]

    def auth(self, **more: Any) -> AirbyteAuthConfig:
        given = {"airbyte_client_id": "client-1", "airbyte_client_secret": self.secret, "api_url": URL}
        return AirbyteAuthConfig(**given | more)

    def connect(self, slug: str = "amazon-seller-partner", **options: Any) -> Any:
        given: dict[str, Any] = {
            "workspace_name": "acme", "airbyte_client_id": "client-1", "airbyte_client_secret": self.secret,
            "api_url": URL, "clock": self.clock, "transport": httpx2.MockTransport(self),
        }  # fmt: skip
        return connect(slug, **given | options)
