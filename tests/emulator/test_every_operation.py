"""Every operation that Amazon publishes gets a response that is valid by Amazon's own model."""

from __future__ import annotations

import json
from types import SimpleNamespace
from urllib.parse import quote, urlencode

import pytest

from toolspan.emulator import Emulator
from toolspan.emulator.facts import operations
from toolspan.emulator.schemas.generating import generated_response
from toolspan.emulator.schemas.table import described, resolve
from toolspan.emulator.views.handlers import HANDLERS

from .amazon_models import wrong_in
from .conftest import NOW, Client

MADE_UP = (
    "aplusContent_2020-11-01.", "deliveryShipmentInvoiceV2022-07-01.", "ordersV0.confirmShipment",
    "shipmentInvoicingV0.submitInvoice", "shippingV2.directPurchaseShipment", "uploads_2020-11-01.",
)  # fmt: skip
"""Operations with behaviour that answer for ids that nobody made as well."""
BY_SCHEMA = [one for one in operations() if one.name not in HANDLERS or one.name.startswith(MADE_UP)]
NEEDING = [
    one
    for one in BY_SCHEMA
    if (known := described(one.method, one.path)).body_required
    or any(each.required and each.location != "path" for each in known.parameters)
]
"""Those that have something besides the path that can be left out."""


@pytest.fixture(scope="module")
def emulator() -> Emulator:
    """One for all: these operations change nothing."""
    return Emulator(now=NOW, limits=False, account_type="both")


def _sent(emulator: Emulator, operation) -> dict:
    """A valid request: path, query, headers and body by location."""
    known = described(operation.method, operation.path)
    call = SimpleNamespace(now=NOW.timestamp(), path={}, caller=SimpleNamespace(seller=emulator.seller))
    values = {
        parameter.name: (parameter, generated_response(parameter.schema, call, None))
        for parameter in known.parameters
        if parameter.required or parameter.location == "path"
    }
    by_location = {
        place: {name: _text(each, value) for name, (each, value) in values.items() if each.location == place}
        for place in ("path", "query", "header")
    }
    body = generated_response(known.body, call, None) if known.body is not None else None
    return {**by_location, "body": body}


def _text(parameter, value) -> str:
    items = value if isinstance(value, list) else [value]
    return ",".join(json.dumps(item) if isinstance(item, bool) else str(item) for item in items)


async def _send(client: Client, operation, sent: dict):
    path = operation.path
    for name, value in sent["path"].items():
        path = path.replace("{" + name + "}", quote(value, safe=""))
    token = None
    if operation.restricted == "always":
        resources = [{"method": operation.method, "path": path}]
        answer = await client.call(
            "POST", "/tokens/2021-03-01/restrictedDataToken", json={"restrictedResources": resources}
        )
        token = answer.json()["restrictedDataToken"]
    if operation.grantless_scope:
        given = client.emulator.credentials
        answer = await client.lwa(
            grant_type="client_credentials",
            scope=operation.grantless_scope,
            client_id=given["lwa_app_id"],
            client_secret=given["lwa_client_secret"],
        )
        token = answer.json()["access_token"]
    headers = sent["header"] | ({"x-amz-access-token": token} if token else {})
    options = {"json": sent["body"]} if sent["body"] is not None else {}
    target = path + ("?" + urlencode(sent["query"]) if sent["query"] else "")
    return await client.call(operation.method, target, headers=headers, **options)


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("operation", BY_SCHEMA, ids=lambda one: f"{one.name}-{one.method}")
async def test_a_valid_request_gets_a_response_that_fits_amazons_model(emulator, operation):
    answer = await _send(Client(emulator), operation, _sent(emulator, operation))
    assert answer.is_success, answer.text
    assert wrong_in(answer) == []


@pytest.mark.parametrize("operation", NEEDING, ids=lambda one: f"{one.name}-{one.method}")
async def test_a_missing_parameter_or_a_wrong_body_gets_amazons_400(emulator, operation):
    known = described(operation.method, operation.path)
    sent = _sent(emulator, operation)
    needed = next((each for each in known.parameters if each.required and each.location != "path"), None)
    if needed is not None:
        del sent[needed.location][needed.name]
    else:
        sent["body"] = "text" if resolve(known.body).get("type") != "string" else 1
    answer = await _send(Client(emulator), operation, sent)
    assert answer.status_code == 400
    error = answer.json()["errors"][0]
    assert error["code"] == "InvalidInput"
    assert needed is None or needed.name in error["message"]


async def test_the_same_request_gets_the_same_response():
    first, second = (Client(Emulator(now=NOW)) for _ in range(2))
    path = "/awd/2024-05-09/inboundOrders/ORDER-1"
    answers = [(await client.get(path)).json() for client in (first, second)]
    assert answers[0] == answers[1]
    assert answers[0]["orderId"] == "ORDER-1"


async def test_an_unknown_query_parameter_is_recorded_and_an_error_only_if_strict():
    path = "/awd/2024-05-09/inboundOrders/ORDER-1"
    for strict, status in ((False, 200), (True, 400)):
        client = Client(Emulator(now=NOW, strict=strict))
        answer = await client.get(path, colour="red")
        assert answer.status_code == status
        assert client.emulator.requests[-1].unknown_parameters == ("colour",)
    assert "colour" in answer.json()["errors"][0]["message"]
