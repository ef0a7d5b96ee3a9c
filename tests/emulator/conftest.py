"""An emulator at a pinned moment, and a plain HTTP client that knows how to log in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httpx2
import pytest

from toolspan.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
US = "ATVPDKIKX0DER"


class Client:
    """Calls an emulator in process, without a socket."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        transport = httpx2.ASGITransport(app=emulator.app)
        self.http = httpx2.AsyncClient(transport=transport, base_url=emulator.url)
        self.token: str | None = None

    async def lwa(self, **fields: Any) -> httpx2.Response:
        return await self.http.post("/auth/o2/token", data=fields)

    async def login(self, credentials: dict[str, str] | None = None) -> httpx2.Response:
        given = credentials or self.emulator.credentials
        answer = await self.lwa(
            grant_type="refresh_token",
            refresh_token=given["refresh_token"],
            client_id=given["lwa_app_id"],
            client_secret=given["lwa_client_secret"],
        )
        self.token = answer.json().get("access_token")
        return answer

    async def call(
        self, method: str, path: str, query: dict[str, Any] | None = None, **options: Any
    ) -> httpx2.Response:
        if self.token is None:
            await self.login()
        target = path + ("?" + urlencode(query) if query else "")
        headers = {"x-amz-access-token": self.token} | options.pop("headers", {})
        headers = {name: value for name, value in headers.items() if value is not None}
        return await self.http.request(method, target, headers=headers, **options)

    async def get(self, path: str, **query: Any) -> httpx2.Response:
        return await self.call("GET", path, query)

    async def pages(self, path: str, token_name: str, place: str, **query: Any) -> list[dict[str, Any]]:
        """Every page's body, following the token at a dotted place."""
        bodies = []
        extra: dict[str, Any] = {}
        while True:
            answer = await self.get(path, **query, **extra)
            assert answer.status_code == 200, answer.text
            bodies.append(answer.json())
            token: Any = bodies[-1]
            for key in place.split("."):
                token = (token or {}).get(key)
            if not token:
                return bodies
            extra = {token_name: token}

    async def restricted_token(self, *resources: dict[str, Any]) -> str:
        answer = await self.call(
            "POST", "/tokens/2021-03-01/restrictedDataToken", json={"restrictedResources": list(resources)}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()["restrictedDataToken"]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def emulator() -> Emulator:
    return Emulator(seed=7, now=NOW)


@pytest.fixture
async def client(emulator: Emulator) -> AsyncIterator[Client]:
    made = Client(emulator)
    yield made
    await made.http.aclose()
