"""What a server between agent and Amazon costs, and what its own parts cost."""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.calls import CALL, _serve, _throughput, _wait_for, connector
from toolspan import AirbyteAuthConfig, HostedWorkspace, connect
from toolspan.clock import SYSTEM_CLOCK
from toolspan.emulator import Emulator
from toolspan.server import init, serve, settings
from toolspan.server.amazon import building
from toolspan.server.security.envelope import Place, seal, unseal
from toolspan.server.security.keys import KeyFile
from toolspan.server.security.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.report import Report

KIND = "amazon-seller-partner"
ROUNDS = 300
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
def _process(target: Callable[..., None], *arguments: Any) -> Iterator[None]:
    process = multiprocessing.get_context("spawn").Process(target=target, args=arguments, daemon=True)
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join(10)


@contextmanager
def _server(upstream: str, folder: Path) -> Iterator[AirbyteAuthConfig]:
    """Run a server in a process of its own; gives its first client."""
    given = {
        "data_dir": folder,
        "port": _PORTS["server"],
        "sp_api_url": upstream,
        "lwa_url": f"{upstream}/auth/o2/token",
        "connector_concurrency": CLIENTS,
    }
    client_id, secret = init(settings(**given))
    url = f"http://127.0.0.1:{_PORTS['server']}"
    with _process(_serve_hosted, given):
        yield AirbyteAuthConfig(airbyte_client_id=client_id, airbyte_client_secret=secret, api_url=url)


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
    report.section("Hosted, server and emulator in processes of their own")
    latency(report)
    throughput(report)
    parts(report)


def latency(report: Report) -> None:
    """Compare one call through the server with one in local mode, at the same emulator."""
    upstream = f"http://127.0.0.1:{_PORTS['emulator']}"
    credentials = Emulator(seed=7).credentials  # the same seed gives the same

    async def run(auth: AirbyteAuthConfig) -> None:
        await _wait_for(upstream)
        ours = await _hosted(auth, credentials)
        local = building.CONNECTOR(
            building.AmazonSellerPartnerAuthConfig(**credentials),
            region="US",
            base_url=upstream,
            token_url=f"{upstream}/auth/o2/token",
            rate_limits=False,
        )
        async with ours, local:
            base, through = await _medians(lambda: local.execute(*CALL), lambda: ours.execute(*CALL))
        note = f"{through * 1e3:.2f} ms over {base * 1e3:.2f} ms, ratio {through / base:.2f}"
        report.budget(
            "p50 of execute added by the server", (through - base) * 1e3, 1.5, unit=" ms", note=note
        )

    with (
        tempfile.TemporaryDirectory() as folder,
        _process(_emulate, _PORTS["emulator"]),
        _server(upstream, Path(folder) / "data") as auth,
    ):
        asyncio.run(run(auth))


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
        _server(upstream, Path(folder) / "data") as auth,
    ):
        asyncio.run(run(auth))


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
            ("verify an application token", lambda: tokens.read(token)),
        ):
            report.info(name, f"{_each(call) * 1e6:.0f} us")


def _each(call: Callable[[], Any], times: int = 2_000) -> float:
    start = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - start) / times
