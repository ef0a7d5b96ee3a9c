"""A Selling Partner API and Login with Amazon in one function, for faults that the emulator does not have."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import httpx2
import pytest

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.emulator.clock import EmulatorClock

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
CANARY = "canary-7f3a91c2d8"
"""As in the conftest above: part of every secret here, so that a printed one fails its test."""


class Amazon:
    """Answers requests in process and keeps them. `api` and `lwa` are functions of a request; replace them at will."""

    def __init__(self) -> None:
        self.requests: list[httpx2.Request] = []
        self.token_requests: list[dict[str, str]] = []
        self.valid: str | None = None
        self.api: Callable[[httpx2.Request], Any] = lambda _: self.json({"orders": []})
        self.lwa: Callable[[httpx2.Request], Any] = lambda _: self.token()

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/auth/o2/token":
            self.token_requests.append({k: v[0] for k, v in parse_qs(request.content.decode()).items()})
            answer = self.lwa(request)
        else:
            self.requests.append(request)
            answer = self.api(request)
        return answer if isinstance(answer, httpx2.Response) else await answer

    def token(self, lasts: Any = 3600) -> httpx2.Response:
        """A new access token, the only valid one from now on."""
        self.valid = f"{CANARY}-access-{len(self.token_requests)}"
        return self.json({"access_token": self.valid, "token_type": "bearer", "expires_in": lasts})

    def guarded(self, request: httpx2.Request) -> httpx2.Response:
        """Orders for the valid token, else the 403 with which Amazon says that a token has expired."""
        if request.headers["x-amz-access-token"] == self.valid:
            return self.json({"orders": []})
        details = "The access token you provided has expired."
        return self.json({"errors": [{"code": "Unauthorized", "message": "denied", "details": details}]}, 403)

    @staticmethod
    def json(body: Any, status: int = 200, **headers: str) -> httpx2.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx2.Response(status, content=content, headers={"content-type": "application/json"} | named)

    @property
    def targets(self) -> list[str]:
        return [request.url.raw_path.decode() for request in self.requests]


@pytest.fixture
def amazon() -> Amazon:
    return Amazon()


@pytest.fixture
def clock() -> EmulatorClock:
    """A clock that stands still except where someone sleeps on it."""
    return EmulatorClock(NOW)


@pytest.fixture
def secrets() -> dict[str, str]:
    return {
        "lwa_client_secret": f"{CANARY}+client/secret=",
        "refresh_token": f"{CANARY}|refresh/token+with=signs",
        "access_token": f"{CANARY}.given-access-token",
    }


@pytest.fixture
def auth(secrets: dict[str, str]) -> AmazonSellerPartnerAuthConfig:
    given = {name: secrets[name] for name in ("lwa_client_secret", "refresh_token")}
    return AmazonSellerPartnerAuthConfig(lwa_app_id="amzn1.application-oa2-client.1", **given)


@pytest.fixture
def wired(
    amazon: Amazon, clock: EmulatorClock, auth: AmazonSellerPartnerAuthConfig
) -> Callable[..., AmazonSellerPartnerConnector]:
    """Makes connectors on `amazon` without a socket; keyword arguments override their settings."""

    def make(**options: Any) -> AmazonSellerPartnerConnector:
        settings: dict[str, Any] = {
            "auth_config": auth,
            "region": "US",
            "clock": clock,
            "seller_id": "A1SELLER",
        }
        return AmazonSellerPartnerConnector(
            **{"transport": httpx2.MockTransport(amazon)} | settings | options
        )

    return make


@pytest.fixture
def offline(wired: Callable[..., AmazonSellerPartnerConnector]) -> AmazonSellerPartnerConnector:
    """A connector on `amazon`, without pacing."""
    return wired(rate_limits=False)
