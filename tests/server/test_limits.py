"""What the server takes from the network, and what it answers to browsers and to nonsense."""

from __future__ import annotations

import asyncio
import json
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from toolspan.errors import ConfigurationError
from toolspan.server import settings
from toolspan.server.serving import _config, _Server, check_address, listen

if TYPE_CHECKING:
    from tests.server.conftest import Server

API = "/api/v1"
CONNECTORS = f"{API}/integrations/connectors"
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def envelope(answer: Any, status: int) -> dict[str, Any]:
    """Every failure has the same shape, and the id of its request in body and header."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == {"message", "errors", "request_id"}
    assert body["message"]
    assert all(set(error) == {"field", "message", "error_code", "details"} for error in body["errors"])
    assert answer.headers["x-request-id"] == body["request_id"]
    return body


async def post(server: Server, content: bytes, **headers: str) -> Any:
    sent = {"authorization": f"Bearer {server.bearer}", "content-type": "application/json"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return await server.http.post(CONNECTORS, content=content, headers=sent)


async def test_paths_and_methods_that_do_not_exist_get_the_envelope(server: Server) -> None:
    envelope(await server.call("GET", "/nothing"), 404)
    envelope(await server.call("GET", f"{API}/internal/workflows"), 404)
    refused = await server.call("PATCH", CONNECTORS)
    envelope(refused, 405)
    assert "allow" in refused.headers


async def test_a_body_that_is_too_large_is_refused_whether_or_not_it_says_so(server: Server) -> None:
    """A17."""
    envelope(await post(server, b"x" * (2**20 + 1)), 413)

    async def parts() -> Any:
        for _ in range(3):
            yield b"x" * 2**19

    sent = {"authorization": f"Bearer {server.bearer}", "content-type": "application/json"}
    envelope(await server.http.post(CONNECTORS, content=parts(), headers=sent), 413)
    envelope(await post(server, b"{}", content_length="99999999999"), 413)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"null", b"[]", b'"x"', b"7", b"\xff\xfe", b"{'a': 1}", b'{"workspace_name": NaN}', b'{"workspace_name": "\\ud800"}',
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000, b"[" * 100_000, json.dumps({"a": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}).encode(),
        json.dumps({str(number): 1 for number in range(10_000)}).encode(),
    ],
)  # fmt: skip
async def test_a_body_that_is_no_sensible_json_object_is_refused(server: Server, content: bytes) -> None:
    """A17."""
    envelope(await post(server, content), 422)


async def test_a_body_of_another_kind_is_refused(server: Server) -> None:
    """A17."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        envelope(await post(server, json.dumps(server.body()).encode(), content_type=kind), 422)
    answer = await post(
        server, json.dumps(server.body()).encode(), content_type="application/json; charset=utf-8"
    )
    assert answer.status_code == 200


async def test_a_body_that_does_not_arrive_is_given_up(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A17."""
    monkeypatch.setattr("toolspan.server.http.bodies.BODY_SECONDS", 0.01)

    async def never() -> Any:
        yield b"{"
        await asyncio.Event().wait()

    sent = {"authorization": f"Bearer {server.bearer}", "content-type": "application/json"}
    messages: list[dict[str, Any]] = []
    scope = {
        "type": "http", "method": "POST", "path": CONNECTORS, "raw_path": CONNECTORS.encode(), "query_string": b"", "client": ("127.0.0.1", 1),
        "headers": [(b"host", b"127.0.0.1"), *((name.encode(), value.encode()) for name, value in sent.items())], "scheme": "http",
        "http_version": "1.1", "server": ("127.0.0.1", 80), "root_path": "",
    }  # fmt: skip
    body = never()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": await anext(body), "more_body": True}

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    await server.app(scope, receive, send)
    assert messages[0]["status"] == 408


async def test_headers_that_do_not_arrive_are_given_up(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A17: slow loris, over a real socket; a request that comes in time is answered on the same server."""
    monkeypatch.setattr("toolspan.server.serving.HEADER_SECONDS", 0.2)
    listening = listen("127.0.0.1", 0)
    running = _Server(_config(server.settings.model_copy(update={"port": listening.getsockname()[1]})), None)
    monkeypatch.setattr(running, "capture_signals", nullcontext)
    serving = asyncio.create_task(running.serve(sockets=[listening]))
    while not running.started:  # noqa: ASYNC110 - uvicorn has no event to give
        await asyncio.sleep(0.005)
    for request, answered in (
        (b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", False),
        (b"", False),
        (b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", True),
    ):
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        writer.write(request)
        answer = await reader.read()
        assert (b"200 OK" in answer) is answered
        writer.close()
        await writer.wait_closed()
    running.should_exit = True
    await serving


async def test_too_many_or_too_large_headers_are_refused(server: Server) -> None:
    """A17."""
    envelope(await post(server, b"{}", x_long="x" * 20_000), 431)
    envelope(await post(server, b"{}", **{f"x_{number}": "1" for number in range(120)}), 431)
    envelope(await server.call("GET", f"{API}/workspaces?name_contains=" + "x" * 9_000), 414)


async def test_a_host_that_is_not_this_server_is_refused(server: Server) -> None:
    """A28."""
    for host in ("evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", ""):
        answer = await server.http.get("/healthz", headers={"host": host})
        assert answer.status_code == 421, host
    for host in ("127.0.0.1:8080", "localhost", "[::1]:80"):
        assert (await server.http.get("/healthz", headers={"host": host})).status_code == 200


async def test_no_origin_is_allowed_and_nothing_may_be_framed_sniffed_or_kept(server: Server) -> None:
    """A27."""
    for method, path in (
        ("OPTIONS", CONNECTORS),
        ("GET", f"{API}/workspaces"),
        ("GET", "/healthz"),
        ("GET", "/nothing"),
    ):
        answer = await server.call(
            method, path, origin="https://evil.example", access_control_request_method="POST"
        )
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"


async def test_a_request_id_is_taken_over_only_if_it_is_plain(server: Server) -> None:
    assert (await server.call("GET", "/healthz", x_request_id="trace-1234.5")).headers[
        "x-request-id"
    ] == "trace-1234.5"
    for given in ("short", "x" * 40, "a b c d e f g h", "<script>alert(1)</script>"):
        assert (await server.call("GET", "/healthz", x_request_id=given)).headers["x-request-id"] != given


async def test_ids_in_paths_are_looked_up_and_never_interpreted(server: Server) -> None:
    for given in (
        "x",
        "..",
        "%2e%2e%2f",
        "a%00b",
        "a%0d%0ab",
        "' OR 1=1 --",
        "x" * 1_000,
        "%F0%9F%92%A9",
        "%ff",
    ):
        for path in (f"{CONNECTORS}/{given}", f"{API}/workspaces/{given}", f"{API}/jobs/{given}"):
            answer = await server.call("GET", path.replace(" ", "%20"))
            assert answer.status_code in (404, 422, 400, 200 if given == ".." else 404), path


async def test_a_failure_that_nobody_expected_tells_nothing_and_its_log_no_value(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("canary-" + "7f3a91c2d8")

    monkeypatch.setattr("toolspan.server.data.workspaces.counts", broken)
    answer = await server.call("GET", f"{API}/workspaces/stats")
    body = envelope(answer, 500)
    assert "canary" not in answer.text + caplog.text
    assert body["request_id"] in caplog.text
    assert "RuntimeError" in caplog.text


async def test_log_lines_cannot_be_forged(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="toolspan")
    created = await server.create()
    await server.execute(created["id"], "orders\nERROR root: forged", "list\x1b[31m", intent="x\ny")
    assert all(
        "\n" not in record.getMessage() and "\x1b" not in record.getMessage()
        for record in caplog.records
        if record.name.startswith("toolspan")
    )


async def test_metrics_count_by_route_and_name_no_tenant(server: Server) -> None:
    created = await server.create(workspace_name="secret-tenant")
    await server.execute(created["id"], params={"created_after": "-7d"})
    text = (await server.http.get("/metrics")).text
    assert f'route="{CONNECTORS}/{{connector_id}}/execute",status="200"}} 1.0' in text
    for hidden in (created["id"], "secret-tenant", server.client_id, server.organization_id):
        assert hidden not in text


async def test_readiness_notices_a_missing_key_file(server: Server) -> None:
    assert (await server.http.get("/readyz")).status_code == 200
    server.settings.keys.unlink()
    answer = await server.http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "ok", "schema": "ok", "keys": "failed"}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com"])
def test_listening_beyond_loopback_needs_tls_or_an_explicit_word(backend: str, host: str) -> None:
    with pytest.raises(ConfigurationError, match="without TLS"):
        check_address(settings(host=host))
    check_address(settings(host=host, allow_insecure=True))
    check_address(settings(host=host, tls_certificate="c.pem", tls_key="k.pem"))
    with pytest.raises(ConfigurationError):
        check_address(settings(tls_certificate="c.pem"))


@pytest.mark.parametrize("name", ["public_url", "sp_api_url", "lwa_url", "seller_central_url"])
@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "ftp://example.com",
        "https://u:canary-7f3a91c2d8@example.com",
        "https://example.com/?x=1",
        "example.com",
    ],
)
def test_urls_in_settings_are_https_and_plain(backend: str, name: str, url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        settings(**{name: url})
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"jobs": "celery"}, "TOOLSPAN_JOBS should be 'tasks' or 'procrastinate'"),
        ({"processes": "two"}, "TOOLSPAN_PROCESSES should be a valid integer"),
        ({"webhook_networks": "canary-7f3a91c2d8"}, "TOOLSPAN_WEBHOOK_NETWORKS is not a valid IPv4 network."),
        ({"store_url": "mysql://canary-7f3a91c2d8"}, "TOOLSPAN_STORE_URL must be the URL of a PostgreSQL"),
        ({"drain_timeout": -1, "stop_delay": -1}, "; TOOLSPAN_DRAIN_TIMEOUT should be greater"),
    ],
)
def test_a_wrong_setting_is_named_as_its_variable(backend: str, given: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        settings(**given)
    assert said in str(caught.value)
    assert "canary" not in str(caught.value)


def test_settings_come_from_the_environment_and_arguments_win(
    backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOOLSPAN_PORT", "9000")
    monkeypatch.setenv("TOOLSPAN_REDIRECT_HOSTS", "a.example, b.example")
    monkeypatch.setenv("TOOLSPAN_LWA_URL", "http://127.0.0.1:8901/auth/o2/token")
    found = settings()
    assert (found.port, found.redirect_hosts) == (9000, ("a.example", "b.example"))
    assert settings(port=1).port == 1
    assert "canary" not in repr(settings(database_url="postgresql://u:canary-7f3a91c2d8@127.0.0.1/x"))


def test_an_address_in_use_is_named_and_port_0_gives_a_real_one(backend: str) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        assert port
        with pytest.raises(ConfigurationError, match=f"127.0.0.1:{port}"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(
    "header",
    [{"x-forwarded-for": "203.0.113.7"}, {"forwarded": "for=203.0.113.7"}, {"host": "toolspan.example.com"}],
    ids=lambda header: next(iter(header)),
)
async def test_the_counts_do_not_reach_those_who_come_through_a_proxy(
    start: Any, header: dict[str, str]
) -> None:
    async with start(allowed_hosts=("127.0.0.1", "toolspan.example.com")) as server:
        assert (await server.http.get("/metrics")).status_code == 200
        assert (await server.http.get("/metrics", headers=header)).status_code == 403


async def test_the_counts_are_for_who_has_the_token_for_them_where_there_is_one(start: Any) -> None:
    async with start(metrics_token=SecretStr("made-up-metrics-token")) as server:
        for given in (
            {},
            {"authorization": f"Bearer {server.bearer}"},
            {"authorization": "Bearer another-made-up-one"},
        ):
            assert (await server.http.get("/metrics", headers=given)).status_code == 401
        through = {"authorization": "Bearer made-up-metrics-token", "x-forwarded-for": "203.0.113.7"}
        assert (await server.http.get("/metrics", headers=through)).status_code == 200
