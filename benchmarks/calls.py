"""What a call costs over the HTTP client that it is made with."""

from __future__ import annotations

import asyncio
import gc
import json
import multiprocessing
import statistics
import time
from typing import TYPE_CHECKING, Any

import httpx2

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.transport.aiohttp import AiohttpTransport

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from benchmarks.report import Report

ORDER = {
    "orderId": "902-3159896-1390916",
    "createdTime": "2026-11-01T10:00:00Z",
    "salesChannel": {
        "channelName": "AMAZON",
        "marketplaceId": "ATVPDKIKX0DER",
        "marketplaceName": "Amazon.com",
    },
    "fulfillment": {"fulfillmentStatus": "SHIPPED", "fulfilledBy": "AMAZON"},
    "orderItems": [
        {
            "orderItemId": "51848041799403",
            "quantityOrdered": 2,
            "product": {"asin": "B0K1VT2A6H", "title": "Beeswax candle"},
        }
    ],
}
BODY = json.dumps({"orders": [ORDER] * 20, "pagination": {"nextToken": "a+b/c="}}).encode()
TOKEN = b'{"access_token":"Atza|benchmark-token","token_type":"bearer","expires_in":3600}'
PARAMS = {"createdAfter": "2026-11-01T00:00:00Z", "marketplaceIds": "ATVPDKIKX0DER"}
CALL = ("orders", "list", {"created_after": "2026-11-01T00:00:00Z"})
ROUNDS, CALLS = 12, 200


def connector(
    base_url: str = "https://sellingpartnerapi-na.amazon.com", **options: Any
) -> AmazonSellerPartnerConnector:
    """Return a connector without pacing, with made-up credentials."""
    auth = AmazonSellerPartnerAuthConfig(
        lwa_app_id="benchmark", lwa_client_secret="made-up-value", refresh_token="made-up-value"
    )
    return AmazonSellerPartnerConnector(auth, region="US", base_url=base_url, rate_limits=False, **options)


async def answer(request: httpx2.Request) -> httpx2.Response:
    content = TOKEN if request.url.path.endswith("/token") else BODY
    return httpx2.Response(200, content=content, headers={"content-type": "application/json"})


async def _timed(call: Callable[[], Awaitable[Any]], times: int, clock: Callable[[], float]) -> float:
    start = clock()
    for _ in range(times):
        await call()
    return (clock() - start) / times


async def interleaved(
    base: Callable[[], Awaitable[Any]],
    ours: Callable[[], Awaitable[Any]],
    calls: int = CALLS,
    clock: Callable[[], float] = time.process_time,
) -> tuple[float, float]:
    """Return the median seconds per call of two things, measured in turns."""
    gc.collect()
    gc.freeze()  # the frameworks' own objects must not be collected at one side's expense
    rows = [(await _timed(base, calls, clock), await _timed(ours, calls, clock)) for _ in range(ROUNDS)]
    return statistics.median(row[0] for row in rows), statistics.median(row[1] for row in rows)


async def without_network(report: Report) -> None:
    """Compare execute with a bare get and json, on a mock transport."""
    report.section("One call, no network, 20 orders")
    ours = connector(transport=httpx2.MockTransport(answer))
    async with httpx2.AsyncClient(
        transport=httpx2.MockTransport(answer), base_url="https://sellingpartnerapi-na.amazon.com"
    ) as client:

        async def bare() -> Any:
            response = await client.get(
                "/orders/2026-01-01/orders", params=PARAMS, headers={"x-amz-access-token": "Atza|x"}
            )
            return response.json()

        base_time, our_time = await interleaved(bare, lambda: ours.execute(*CALL))
    report.budget(
        "execute over bare httpx2 get + json",
        our_time / base_time,
        1.35,
        note=f"{our_time * 1e6:.0f} us over {base_time * 1e6:.0f} us",
    )
    await ours.aclose()


class _Canned(asyncio.Protocol):
    """Answers any request without reading more than its head: the server must not be what is measured."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        self.seen = b""

    def data_received(self, data: bytes) -> None:
        self.seen += data
        while b"\r\n\r\n" in self.seen:
            head, _, rest = self.seen.partition(b"\r\n\r\n")
            post = head.startswith(b"POST")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]) if post else 0
            if len(rest) < length:
                return
            self.seen = rest[length:]
            content = TOKEN if post else BODY
            self.transport.write(_HEAD % len(content) + content)


_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"


def _serve(port: int) -> None:
    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(_Canned, "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(run())


async def _wait_for(url: str) -> None:
    async with httpx2.AsyncClient() as client:
        for _ in range(1_200):
            try:
                await client.get(url)
            except httpx2.TransportError:
                await asyncio.sleep(0.05)
            else:
                return
    raise RuntimeError("the server of the benchmark did not start")


async def loopback(report: Report, port: int = 8923) -> None:
    """Compare sequential calls and throughput over loopback with bare httpx2, against the same server."""
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(port,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{port}"
    try:
        await _wait_for(url)
        limits = httpx2.Limits(max_connections=256, max_keepalive_connections=64)
        async with httpx2.AsyncClient(base_url=url, limits=limits) as client:

            async def bare() -> Any:
                response = await client.get(
                    "/orders/2026-01-01/orders", params=PARAMS, headers={"x-amz-access-token": "Atza|x"}
                )
                return response.json()

            ours = connector(url, token_url=f"{url}/token")
            fast = connector(url, token_url=f"{url}/token", transport=AiohttpTransport)
            await _compare(report, bare, lambda: ours.execute(*CALL), lambda: fast.execute(*CALL))
            await ours.aclose()
            await fast.aclose()
    finally:
        server.terminate()


async def _compare(
    report: Report,
    bare: Callable[[], Awaitable[Any]],
    ours: Callable[[], Awaitable[Any]],
    fast: Callable[[], Awaitable[Any]],
) -> None:
    report.section("Loopback, the server in a process of its own")
    base_time, our_time = await interleaved(bare, ours, 60, time.perf_counter)
    report.budget(
        "sequential call over bare httpx2",
        our_time / base_time,
        1.3,
        note=f"{our_time * 1e6:.0f} us over {base_time * 1e6:.0f} us",
    )
    for width in (1, 16, 128):
        rows = [[await _throughput(call, width) for call in (bare, ours, fast)] for _ in range(5)]
        base_rate, our_rate, fast_rate = (statistics.median(column) for column in zip(*rows, strict=True))
        note = f"{our_rate:.0f}/s over {base_rate:.0f}/s"
        report.budget(
            f"throughput at {width}, share of bare httpx2",
            our_rate / base_rate,
            0.8,
            at_least=True,
            note=note,
        )
        if width > 1:
            note = f"{fast_rate:.0f}/s over {base_rate:.0f}/s"
            report.budget(
                f"throughput at {width} with aiohttp, share of bare httpx2",
                fast_rate / base_rate,
                1.5,
                at_least=True,
                note=note,
            )


async def _throughput(call: Callable[[], Awaitable[Any]], width: int) -> float:
    total = max(200, width * 4)

    async def worker() -> None:
        for _ in range(total // width):
            await call()

    start = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(width)))
    return (total // width) * width / (time.perf_counter() - start)
