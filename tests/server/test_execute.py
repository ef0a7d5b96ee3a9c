"""Execute: the shapes of results, what is added, and what failures look like."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig

if TYPE_CHECKING:
    from tests.server.conftest import Server

API = "/api/v1"
CONNECTORS = f"{API}/integrations/connectors"
ONE_DATABASE = pytest.mark.parametrize("backend", ["sqlite"])
RECENT = {"created_after": "-30d"}


@pytest.fixture
async def connector_id(server: Server) -> str:
    return (await server.create(environment={"region": "US"}))["id"]


@ONE_DATABASE
async def test_results_and_metadata_are_those_of_a_local_call(server: Server, connector_id: str) -> None:
    params = {"created_after": "2026-10-01T00:00:00Z", "max_results_per_page": 5}
    hosted = (await server.execute(connector_id, params=params)).json()
    auth = AmazonSellerPartnerAuthConfig(**server.emulator.credentials)
    async with AmazonSellerPartnerConnector(
        auth,
        region="US",
        base_url=server.emulator.url,
        token_url=server.emulator.token_url,
        clock=server.emulator.clock,
    ) as local:
        page = await local.execute("orders", "list", params)
    assert hosted["result"] == page.data
    meta = hosted["connector_metadata"]
    for name in ("operation", "count", "has_more", "marketplace", "rate_limit", "warnings"):
        assert meta[name] == getattr(page.meta, name)
    assert (meta["has_next_page"], meta["end_cursor"]) == (meta["has_more"], meta["next_token"])


@ONE_DATABASE
async def test_pages_follow_by_cursor_and_by_next_params(server: Server, connector_id: str) -> None:
    params = {"created_after": "-30d", "max_results_per_page": 5}
    first = (await server.execute(connector_id, params=params)).json()
    meta = first["connector_metadata"]
    assert meta["has_next_page"]
    by_cursor = (
        await server.execute(
            connector_id,
            params={**meta["next_params"], "pagination_token": None, "cursor": meta["end_cursor"]},
        )
    ).json()
    by_params = (await server.execute(connector_id, params=meta["next_params"])).json()
    assert by_cursor["result"] == by_params["result"] != first["result"]


@ONE_DATABASE
async def test_list_gives_an_array_get_an_object_and_the_guides_an_array(
    server: Server, connector_id: str
) -> None:
    orders = (await server.execute(connector_id, params=RECENT)).json()["result"]
    one = (await server.execute(connector_id, "orders", "get", {"order_id": orders[0]["orderId"]})).json()
    assert isinstance(orders, list)
    assert one["result"]["orderId"] == orders[0]["orderId"]
    assert isinstance((await server.execute(connector_id, "docs", "read")).json()["result"], list)
    empty = (await server.execute(connector_id, params={"created_after": "now"})).json()
    assert empty["result"] == []


@ONE_DATABASE
async def test_fields_are_chosen_and_long_texts_cut_on_request(server: Server, connector_id: str) -> None:
    chosen = (await server.execute(connector_id, params=RECENT, select_fields=["orderId"])).json()["result"]
    assert all(set(order) == {"orderId"} for order in chosen)
    without = (await server.execute(connector_id, params=RECENT, exclude_fields=["orderItems"])).json()[
        "result"
    ]
    assert all("orderItems" not in order for order in without)
    docs = (
        await server.execute(connector_id, "docs", "read", {"section": "orders"}, skip_truncation=False)
    ).json()
    assert len(docs["result"][0]["text"]) < 300
    assert docs["result"][0]["text"].endswith("whole text)")


@ONE_DATABASE
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"intent": "x" * 513}, 422),
        ({"intent": "x" * 512}, 200),
        ({"select_fields": ["orderId"] * 501}, 422),
        ({"select_fields": [f"f{number}" for number in range(10_000)]}, 422),
        ({"select_fields": ["__class__", "constructor"]}, 200),
        ({"exclude_fields": ["constructor", "__proto__.x"]}, 200),
        ({"timeout_ms": 0}, 422),
        ({"unheard_of": True}, 200),
        ({"params": {f"p{number}": 1 for number in range(300)}}, 422),
        ({"params": '{"created_after": "-7d"}'}, 200),
        ({"params": "not json"}, 422),
        ({"params": None}, 200),
        ({"entity": "ordres"}, 404),
        ({"entity": "orders\r\nX: y"}, 404),
        ({"params": {"created_aftr": "-7d"}}, 422),
    ],
)
async def test_what_a_request_may_hold(
    server: Server, connector_id: str, changes: dict[str, Any], status: int
) -> None:
    """A17."""
    body = {"entity": "orders", "action": "list", "params": RECENT} | changes
    answer = await server.call("POST", f"{CONNECTORS}/{connector_id}/execute", body)
    assert answer.status_code == status, answer.text
    if status != 200:
        assert set(answer.json()) == {"message", "errors", "request_id"}


@ONE_DATABASE
@pytest.mark.parametrize("text", ["{", '{"params": {"a": NaN}}', '{"params": {"a": -Infinity}}', "\xff"])
async def test_a_body_that_is_no_json_is_refused(server: Server, connector_id: str, text: str) -> None:
    answer = await server.http.post(
        f"{CONNECTORS}/{connector_id}/execute",
        content=text.encode("latin-1"),
        headers={"authorization": f"Bearer {server.bearer}", "content-type": "application/json"},
    )
    assert answer.status_code == 422, answer.text
    assert "not valid JSON" in answer.json()["message"]


@ONE_DATABASE
@pytest.mark.parametrize("fields", ['["orderId"]', "orderId", ["orderId"]])
async def test_fields_may_come_as_json_text(server: Server, connector_id: str, fields: Any) -> None:
    chosen = (await server.execute(connector_id, params=RECENT, select_fields=fields)).json()["result"]
    assert chosen
    assert all(set(order) == {"orderId"} for order in chosen)


async def test_the_start_date_is_the_lower_bound_of_queries_that_name_none(
    server: Server, connector_id: str
) -> None:
    answer = await server.execute(connector_id, "orders", "list")
    assert answer.status_code == 200, answer.text
    assert server.emulator.requests[-1].parameters["createdAfter"] == "2025-01-01T00:00:00Z"
    assert any(
        "replication_start_date" in warning for warning in answer.json()["connector_metadata"]["warnings"]
    )
    await server.execute(connector_id, "orders", "list", {"last_updated_after": "-1d"})
    assert "createdAfter" not in server.emulator.requests[-1].parameters
    await server.execute(connector_id, "orders", "list", {"created_after": "-1d"})
    assert server.emulator.requests[-1].parameters["createdAfter"] > "2026"


@ONE_DATABASE
@pytest.mark.parametrize(
    ("entity", "lower"),
    [
        ("transactions", "postedAfter"),
        ("financial_events", "PostedAfter"),
        ("financial_event_groups", "FinancialEventGroupStartedAfter"),
    ],
)
async def test_finance_queries_begin_at_the_start_date_or_as_far_back_as_amazon_allows(
    server: Server, connector_id: str, entity: str, lower: str
) -> None:
    answer = await server.execute(connector_id, entity, "list")
    assert answer.status_code == 200, answer.text
    assert "180 days" in answer.json()["connector_metadata"]["warnings"][-1]
    recent = (
        await server.create(
            name="Recent",
            environment={"region": "US"},
            replication_config={"replication_start_date": "2026-11-01T00:00:00Z"},
        )
    )["id"]
    answer = await server.execute(recent, entity, "list")
    assert server.emulator.requests[-1].parameters[lower] == "2026-11-01T00:00:00Z"


@ONE_DATABASE
async def test_a_dry_run_fills_in_what_the_call_would(server: Server, connector_id: str) -> None:
    answer = (await server.execute(connector_id, dry_run=True)).json()
    assert answer["result"]["query"]["createdAfter"] == "2025-01-01T00:00:00Z"
    assert "replication_start_date" in answer["connector_metadata"]["warnings"][0]


async def test_a_dry_run_shows_the_request_and_sends_nothing(server: Server, connector_id: str) -> None:
    before = len(server.emulator.requests)
    shown = (await server.execute(connector_id, params=RECENT, dry_run=True)).json()
    assert shown["execution_metadata"]["dry_run"] is True
    assert shown["result"]["method"] == "GET"
    assert shown["result"]["path"] == "/orders/2026-01-01/orders"
    assert "createdAfter" in shown["result"]["query"]
    assert "ATVPDKIKX0DER" in shown["result"]["query"].values()
    assert (
        await server.execute(connector_id, params={"created_after": "soon"}, dry_run=True)
    ).status_code == 422
    assert len(server.emulator.requests) == before


@ONE_DATABASE
@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (
            {
                "kind": "status",
                "status": 403,
                "body": {"errors": [{"code": "Unauthorized", "message": "no", "details": ""}]},
            },
            403,
            "permission",
        ),
        (
            {"kind": "status", "status": 404, "body": {"errors": [{"code": "NotFound", "message": "no"}]}},
            404,
            "not_found",
        ),
        (
            {
                "kind": "status",
                "status": 400,
                "body": {"errors": [{"code": "InvalidInput", "message": "no"}]},
            },
            422,
            "invalid_input",
        ),
        ({"kind": "status", "status": 500}, 502, "upstream"),
        ({"kind": "throttle"}, 429, "rate_limited"),
        ({"kind": "html", "status": 200}, 502, "upstream"),
        ({"kind": "redirect", "location": "https://evil.example/"}, 502, "upstream"),
    ],
)
async def test_each_failure_upstream_has_its_status_and_keeps_code_and_advice(
    server: Server, connector_id: str, fault: dict[str, Any], status: int, code: str
) -> None:
    server.emulator.faults.add(fault.pop("kind"), operation="searchOrders", times=None, **fault)
    answer = await server.execute(connector_id, params=RECENT)
    assert answer.status_code == status, answer.text
    error = answer.json()["errors"][0]
    assert error["error_code"] == code
    assert error["details"]["code"] == code
    assert error["details"]["retryable"] is (
        status in (429, 502) and "redirect" not in str(fault) and fault.get("location") is None
    )
    if status == 429:
        assert int(answer.headers["retry-after"]) >= 1


async def test_an_ended_consent_asks_for_a_new_one_and_the_upstream_api_is_left_alone(
    server: Server, connector_id: str
) -> None:
    server.emulator.revoke_grant()
    first = await server.execute(connector_id, params=RECENT)
    assert first.status_code == 409
    assert first.json()["errors"][0]["error_code"] == "needs_reauthorization"
    asked = len(server.emulator.requests)
    second = await server.execute(connector_id, params=RECENT)
    assert second.status_code == 409
    assert "must authorize" in second.json()["message"]
    assert second.json()["errors"][0]["error_code"] == "connector_needs_reauth"
    assert len(server.emulator.requests) == asked
    assert (await server.call("GET", f"{CONNECTORS}/{connector_id}")).json()["state"] == "needs_reauth"


async def test_a_token_that_was_replaced_while_the_old_one_was_refused_is_used(
    server: Server, connector_id: str
) -> None:
    """F31."""
    account = server.emulator.add_account()
    server.emulator.revoke_grant()
    calls = server.services.live
    original = calls.run

    async def run_then_rotate(row: dict[str, Any], work: Any) -> Any:
        calls.run = original
        try:
            return await original(row, work)
        finally:
            await server.call("PUT", f"{CONNECTORS}/{connector_id}", {"credentials": account})

    calls.run = run_then_rotate
    answer = await server.execute(connector_id, params=RECENT)
    assert answer.status_code == 200, answer.text
    assert (await server.call("GET", f"{CONNECTORS}/{connector_id}")).json()["state"] == "active"


async def test_where_the_newest_client_secret_is_refused_the_one_before_it_is_used_and_an_alarm_raised(
    server: Server, connector_id: str
) -> None:
    """F33."""
    wrong = {"credentials": {"lwa_client_secret": "amzn1.oa2-cs.v1." + "0" * 64}}
    await server.call("PUT", f"{CONNECTORS}/{connector_id}", wrong)
    answer = await server.execute(connector_id, params=RECENT)
    assert answer.status_code == 200, answer.text
    assert (
        'toolspan_alarms_total{kind="client_secret_refused"} 1.0'
        in (await server.call("GET", "/metrics")).text
    )
    seen = (await server.call("GET", f"{CONNECTORS}/{connector_id}/inspect")).json()
    assert any("client secret was refused" in warning for warning in seen["warnings"])
    assert (await server.execute(connector_id, params=RECENT)).status_code == 200


@ONE_DATABASE
@pytest.mark.parametrize(
    "shared", [{"connector_concurrency": 1}, {"connector_concurrency": 3, "processes": 3}]
)
async def test_a_tenant_that_hangs_does_not_hold_up_another(start: Any, shared: dict[str, int]) -> None:
    """F25; of several processes each takes its share of the limit."""
    async with start(**shared) as server:
        slow = (await server.create(environment={"region": "US"}))["id"]
        quick = (
            await server.create(
                environment={"region": "US"},
                workspace_name="other",
                credentials=server.emulator.add_account(),
            )
        )["id"]
        hanging = await server.hanging(slow)
        assert (await server.execute(quick, params=RECENT)).status_code == 200
        waiting = asyncio.create_task(server.execute(slow, params=RECENT))
        while server.services.live.in_flight < 2:  # noqa: ASYNC110 - the other side has no event to give
            await asyncio.sleep(0)
        crowded = await server.execute(slow, params=RECENT)
        assert crowded.status_code == 429
        assert crowded.headers["retry-after"] == "1"
        server.services.live.stop([slow])
        assert (await hanging).status_code == (await waiting).status_code == 403


async def abandoned(server: Server, connector_id: str, body: dict[str, Any], fault: Any) -> None:
    """Make a call over ASGI itself, and leave as soon as the upstream API has it."""
    left = asyncio.Event()
    incoming = [{"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}]

    async def receive() -> dict[str, Any]:
        if incoming:
            return incoming.pop()
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(_message: dict[str, Any]) -> None:
        """Nobody listens."""

    path = f"{CONNECTORS}/{connector_id}/execute"
    headers = {
        "host": "127.0.0.1",
        "authorization": f"Bearer {server.bearer}",
        "content-type": "application/json",
    }
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"", "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()], "http_version": "1.1",
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "root_path": "",
    }  # fmt: skip
    task = asyncio.create_task(server.app(scope, receive, send))
    while not fault.hits:  # noqa: ASYNC110 - the other side has no event to give
        await asyncio.sleep(0.001)
    assert server.services.live.in_flight == 1
    left.set()
    await task
    assert server.services.live.in_flight == 0


async def newest_event(server: Server, connector_id: str) -> dict[str, Any]:
    return (await server.call("GET", f"{CONNECTORS}/{connector_id}/events")).json()["data"][0]


@ONE_DATABASE
async def test_a_client_that_leaves_ends_its_read_and_frees_its_place(
    server: Server, connector_id: str
) -> None:
    """F23."""
    fault = server.emulator.faults.add("delay", operation="getOrder", seconds=60.0, real=True)
    body = {"entity": "orders", "action": "get", "params": {"order_id": "902-3159896-1390916"}}
    await abandoned(server, connector_id, body, fault)
    assert (await newest_event(server, connector_id))["outcome"] == "CancelledError"


@ONE_DATABASE
async def test_what_cannot_be_repeated_runs_to_its_end_though_the_client_has_left(
    server: Server, connector_id: str
) -> None:
    """F23."""
    fault = server.emulator.faults.add("delay", operation="createReport", seconds=0.05, real=True)
    params = {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"}
    await abandoned(server, connector_id, {"entity": "reports", "action": "create", "params": params}, fault)
    assert server.emulator.requests[-1].status == 202
    events = (await server.call("GET", f"{CONNECTORS}/{connector_id}/events")).json()["data"]
    assert [event["outcome"] for event in events[:2]] == ["ok", "started"]


async def test_no_bundle_for_local_execution_is_handed_out(server: Server) -> None:
    created = await server.create()
    call = {"entity": "orders", "action": "list"}
    refused = await server.call("POST", f"{CONNECTORS}/{created['id']}/execute/prepare", call)
    assert refused.status_code == 501
    assert "POST .../execute" in refused.json()["message"]
    missing = await server.call("POST", f"{CONNECTORS}/nobody/execute/prepare", call)
    assert (missing.status_code, missing.json()["errors"][0]["error_code"]) == (404, "connector_not_found")
