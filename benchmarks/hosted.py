"""What a server between agent and Amazon costs, and what its own parts cost."""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import orjson

from benchmarks.calls import CALL, _serve, _throughput, _wait_for, answer, connector, interleaved
from toolspan import AirbyteAuthConfig, HostedWorkspace, connect
from toolspan.clock import SYSTEM_CLOCK
from toolspan.emulator import Emulator
from toolspan.server import create_app, init, serve, settings
from toolspan.server.amazon import building
from toolspan.server.security.envelope import Place, seal, unseal
from toolspan.server.security.keys import KeyFile
from toolspan.server.security.tokens import Tokens
from toolspan.transport.aiohttp import AiohttpTransport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.report import Report

KIND = "amazon-seller-partner"
TOKEN = "/api/v1/account/applications/token"
CONNECTORS = "/api/v1/integrations/connectors"
ROUNDS = 300
_LINUX = sys.platform == "linux"
CLIENTS = 64
CREDENTIALS = {
    "lwa_app_id": "benchmark",
    "lwa_client_secret": "made-up-value",
    "refresh_token": "Atzr|" + "x" * 400,
}
_PORTS = {"emulator": 8924, "canned": 8925, "server": 8926}


class _Unpaced(building.CONNECTOR):
    """Calls as fast as it can: waits for Amazon's limits would hide what is measured."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options, rate_limits=False)


def _emulate(port: int) -> None:
    async def run() -> None:
        async with Emulator(seed=7, port=port, limits=False):
            await asyncio.Event().wait()

    asyncio.run(run())


def _serve_hosted(given: dict[str, Any]) -> None:
    building.CONNECTOR = _Unpaced
    serve(settings(**given))


@contextmanager
def _process(target: Callable[..., None], *arguments: Any) -> Iterator[int]:
    process = multiprocessing.get_context("spawn").Process(target=target, args=arguments, daemon=True)
    process.start()
    try:
        yield process.pid or 0
    finally:
        process.terminate()
        process.join(10)


@contextmanager
def _server(upstream: str, folder: Path) -> Iterator[tuple[AirbyteAuthConfig, int]]:
    """Run a server in a process of its own; gives its first client and the process."""
    given = {
        "data_dir": folder,
        "port": _PORTS["server"],
        "sp_api_url": upstream,
        "lwa_url": f"{upstream}/auth/o2/token",
        "connector_concurrency": CLIENTS,
    }
    client_id, secret = init(settings(**given))
    url = f"http://127.0.0.1:{_PORTS['server']}"
    with _process(_serve_hosted, given) as pid:
        yield AirbyteAuthConfig(airbyte_client_id=client_id, airbyte_client_secret=secret, api_url=url), pid


async def _hosted(auth: AirbyteAuthConfig, credentials: dict[str, str]) -> Any:
    """Return a connector through the server."""
    await _wait_for(f"{auth.api_url}/healthz")
    async with HostedWorkspace("benchmark", auth) as workspace:
        made = await workspace.create_connector(KIND, credentials=credentials, environment={"region": "US"})
    secret = auth.airbyte_client_secret.get_secret_value() if auth.airbyte_client_secret else None
    return connect(
        KIND,
        connector_id=made.id,
        airbyte_client_id=auth.airbyte_client_id,
        airbyte_client_secret=secret,
        api_url=auth.api_url,
    )


async def _medians(*calls: Callable[[], Any]) -> list[float]:
    """Return the median seconds of each call, measured in turns."""
    for call in calls:
        await call()
    rows = []
    for _ in range(ROUNDS):
        row = []
        for call in calls:
            start = time.perf_counter()
            await call()
            row.append(time.perf_counter() - start)
        rows.append(row)
    return [statistics.median(column) for column in zip(*rows, strict=True)]


def compare(report: Report) -> None:
    """Compare execute through a server with execute in local mode, and measure what one process bears."""
    report.section("Hosted, server and upstream in processes of their own")
    credentials = Emulator(seed=7).credentials  # the same seed gives the same
    latency(report, "emulator", _emulate, credentials, most=1.5)
    latency(report, "canned", _serve, CREDENTIALS)
    throughput(report)
    asyncio.run(inside(report))
    parts(report)


def latency(
    report: Report,
    name: str,
    target: Callable[[int], None],
    credentials: dict[str, str],
    *,
    most: float | None = None,
) -> None:
    """Compare one call through the server with one in local mode, in turns, at the same upstream."""
    upstream = f"http://127.0.0.1:{_PORTS[name]}"

    async def run(auth: AirbyteAuthConfig, server: int) -> None:
        await _wait_for(upstream)
        ours = await _hosted(auth, credentials)
        local, same = (
            _local(upstream, credentials, **given) for given in ({}, {"transport": AiohttpTransport})
        )
        async with ours, local, same:
            calls = [partial(one.execute, *CALL) for one in (local, same, ours)]
            times = await _medians(*calls)
            spent = await interleaved(calls[0], calls[2], 20, partial(_spent, server)) if _LINUX else None
        base, like, through = (seconds * 1e3 for seconds in times)
        note = f"{through:.2f} ms over {base:.2f} ms, ratio {through / base:.2f}; {like:.2f} ms with the server's transport"
        what = f"p50 of execute added by the server, {name} upstream"
        if most:
            report.budget(what, through - base, most, unit=" ms", note=note)
        else:
            report.info(what, f"{through - base:.2f} ms  ({note})")
        if spent:
            said = f"{spent[1] * 1e3:.2f} ms over {spent[0] * 1e3:.2f} ms"
            report.info("    its processor time in client and server", said)

    with (
        tempfile.TemporaryDirectory() as folder,
        _process(target, _PORTS[name]),
        _server(upstream, Path(folder) / "data") as (auth, server),
    ):
        asyncio.run(run(auth, server))


def _spent(pid: int) -> float:
    """Return the seconds of processor time of this process and another one."""
    return time.process_time() + time.clock_gettime(
        (~pid << 3) | 2
    )  # the clock of a process, as Linux numbers it


def _local(upstream: str, credentials: dict[str, str], **options: Any) -> Any:
    return building.CONNECTOR(
        building.AmazonSellerPartnerAuthConfig(**credentials),
        region="US",
        base_url=upstream,
        token_url=f"{upstream}/auth/o2/token",
        rate_limits=False,
        **options,
    )


def throughput(report: Report) -> None:
    """Count the calls of one server process at many clients, before an upstream that only answers."""
    upstream = f"http://127.0.0.1:{_PORTS['canned']}"

    async def run(auth: AirbyteAuthConfig) -> None:
        await _wait_for(upstream)
        local = connector(upstream, token_url=f"{upstream}/token")
        async with await _hosted(auth, CREDENTIALS) as ours, local:
            await ours.execute(*CALL)
            rates = [await _throughput(lambda: ours.execute(*CALL), CLIENTS) for _ in range(3)]
            alone = [await _throughput(lambda: local.execute(*CALL), CLIENTS) for _ in range(3)]
        said = f"{statistics.median(rates):.0f} calls/s (local mode: {statistics.median(alone):.0f}), 20 orders each"
        report.info(f"one server process at {CLIENTS} clients", said)

    with (
        tempfile.TemporaryDirectory() as folder,
        _process(_serve, _PORTS["canned"]),
        _server(upstream, Path(folder) / "data") as (auth, _),
    ):
        asyncio.run(run(auth))


class _Remembered(_Unpaced):
    """Gets its answers from memory."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{**options, "transport": httpx2.MockTransport(answer)})


async def inside(report: Report) -> None:
    """Measure the processor time of an execute inside the server: no sockets, the upstream's answer from memory."""
    before, building.CONNECTOR = building.CONNECTOR, _Remembered
    try:
        with tempfile.TemporaryDirectory() as folder:
            made = settings(data_dir=Path(folder) / "data")
            client_id, secret = await asyncio.to_thread(init, made)
            app = create_app(made)
            async with app._app.router.lifespan_context(app._app):  # type: ignore[attr-defined] # noqa: SLF001 - no lifespan without a server otherwise
                post = partial(_post, app)
                token = (await post(TOKEN, {"client_id": client_id, "client_secret": secret}))["access_token"]
                asked = {"workspace_name": "b", "connector_type": KIND, "credentials": CREDENTIALS, "environment": {"region": "US"}}  # fmt: skip
                path = f"{CONNECTORS}/{(await post(CONNECTORS, asked, token))['id']}/execute"
                body = {"entity": CALL[0], "action": CALL[1], "params": CALL[2]}
                alone = _Remembered(building.AmazonSellerPartnerAuthConfig(**CREDENTIALS), region="US")
                core, whole = await interleaved(lambda: alone.execute(*CALL), lambda: post(path, body, token))
    finally:
        building.CONNECTOR = before
    said = f"{(whole - core) * 1e6:.0f} us of processor time, beside the connector's own {core * 1e6:.0f} us"
    report.info("the server's part of an execute, without sockets", said)


async def _post(app: Any, path: str, body: Any, token: str = "") -> Any:
    """Ask the application itself, without a client or a socket between."""
    messages: list[Any] = []
    incoming = [{"type": "http.request", "body": orjson.dumps(body), "more_body": False}]
    headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json"), (b"authorization", f"Bearer {token}".encode())]  # fmt: skip

    async def receive() -> Any:
        return incoming.pop() if incoming else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        messages.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers,
        "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    await app(scope, receive, send)
    if messages[0]["status"] != 200:  # noqa: PLR2004 - HTTP
        raise RuntimeError(f"{path}: {messages[1]['body']!r}")
    return orjson.loads(messages[1]["body"])


def parts(report: Report) -> None:
    """Measure what sealing credentials and reading a token take."""
    with tempfile.TemporaryDirectory() as folder:
        file = KeyFile(Path(folder) / "keys.json")
        keys, place = file.create(), Place("o", "w", "c", "credentials", 1)
        sealed, tokens = seal(keys, place, CREDENTIALS), Tokens(file, SYSTEM_CLOCK)
        organization = "6f1e0c3a-5f0e-4c57-9f0e-2b8f7d9a1c11"
        token = tokens.issue("application", organization, (organization,))
        for name, call in (
            ("seal a connector's credentials", lambda: seal(keys, place, CREDENTIALS)),
            ("unseal them", lambda: unseal(keys, place, sealed)),
            ("verify an application token", lambda: Tokens(file, SYSTEM_CLOCK).read(token)),
            ("read it again", lambda: tokens.read(token)),
        ):
            report.info(name, f"{_each(call) * 1e6:.0f} us")


def _each(call: Callable[[], Any], times: int = 2_000) -> float:
    start = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - start) / times
