"""Invalid calls: whatever Amazon's models do not allow is refused before a request, in words that name the fault."""

from __future__ import annotations

from collections import Counter
from typing import Any

import httpx2
import pytest

from toolspan import Policy
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.errors import InvalidInput
from toolspan.operations.names import snake

from .conftest import OPERATIONS, SELLER, Clock
from .listener import TOKEN_PATH, Recorded
from .mutants import Mutant, Mutants
from .test_generated_calls import answer_of

BY_MODEL: dict[str, list[Any]] = {}
for each in OPERATIONS.values():
    BY_MODEL.setdefault(each.api, []).append(each)


class Wire:
    """What was sent, and one answer for all of it."""

    def __init__(self) -> None:
        self.sent: list[Recorded] = []
        self.operation: Any = None

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path == TOKEN_PATH:
            return httpx2.Response(
                200, json={"access_token": "plain-token", "token_type": "bearer", "expires_in": 3600}
            )
        if request.url.path.endswith("/restrictedDataToken") and self.operation.entity != "tokens":
            return httpx2.Response(200, json={"restrictedDataToken": "restricted-token", "expiresIn": 3600})
        url = request.url
        self.sent.append(
            Recorded(request.method, url.path, url.query.decode(), dict(request.headers), request.content)
        )
        told = answer_of(self.operation)
        return httpx2.Response(told.status, json=told.body)


@pytest.fixture
async def wire():
    return Wire()


@pytest.fixture
async def connector(wire):
    made = AmazonSellerPartnerConnector(
        AmazonSellerPartnerAuthConfig(lwa_app_id="a", lwa_client_secret="b", refresh_token="c"),
        region="US",
        seller_id=SELLER,
        account_type="both",
        environment="sandbox",
        token_url="https://sandbox.example" + TOKEN_PATH,
        transport=httpx2.MockTransport(wire.handle),
        policy=Policy(writes=["*"], repeat_window=0),
        rate_limits=False,
        clock=Clock(),
    )
    async with made:
        yield made


def names_it(error, mutant: Mutant) -> bool:
    """Whether the words say where the fault is."""
    leaf = [step for step in mutant.where.split(".") if not step.isdigit()][-1]
    return leaf in error.message or snake(leaf) in error.message


@pytest.mark.parametrize("api", BY_MODEL)
async def test_what_the_model_does_not_allow_is_refused_here_or_mended(judge, wire, connector, api):
    wrong = []
    for operation in BY_MODEL[api]:
        model, wire.operation = judge(operation), operation
        mutants = Mutants(operation, model)
        for name, mutant, values in mutants:
            if not mutants.is_invalid(name, mutant) and mutant.kind != "unknown":
                continue
            wire.sent.clear()
            try:
                await connector.execute(operation.entity, operation.action, values)
            except InvalidInput as error:
                if wire.sent or not names_it(error, mutant):
                    wrong.append((operation.name, mutant, error.message))
                continue
            if invalid := model.invalid_in(wire.sent[-1]):
                wrong.append((operation.name, mutant, invalid))
    assert wrong == []


def test_every_kind_of_fault_is_made(judge):
    made = Counter(mutant.kind for each in OPERATIONS.values() for _, mutant, _ in Mutants(each, judge(each)))
    assert made.keys() == {
        *("missing", "type", "unknown", "enum", "pattern", "format", "minimum", "maximum", "multipleOf"),
        *("minLength", "maxLength", "minItems", "maxItems", "uniqueItems"),
    }
    assert made.total() > 15_000
