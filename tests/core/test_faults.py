"""Networks and servers on a bad day: retried where that is safe, a typed error where it is not, never a wrong success."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from pathlib import Path

import httpx2
import pytest

from toolspan import DeadlineExceeded, OutcomeUnknown, Policy, RateLimited, ToolspanError, UpstreamError

LIST = {"created_after": "2026-11-01T00:00:00Z"}
CALL = ("orders", "list", LIST)
GET = ("orders", "get", {"order_id": "1"})
REPORT = ("reports", "create", {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"})


@contextlib.asynccontextmanager
async def serving(*pieces, tls=None):
    """A server that answers each connection with the next piece of bytes, then closes; the last one repeats."""
    seen, left = [], list(pieces)

    async def answer(reader, writer):
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            seen.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(left.pop(0) if len(left) > 1 else left[0])
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield f"http{'s' if tls else ''}://127.0.0.1:{server.sockets[0].getsockname()[1]}", seen


def whole(body=b'{"orders": []}', length=None):
    head = (
        f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length or len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Split(httpx2.AsyncBaseTransport):
    """Tokens in process, the API over the network."""

    def __init__(self, amazon):
        self.inner, self.network = httpx2.MockTransport(amazon), httpx2.AsyncHTTPTransport(retries=0)

    async def handle_async_request(self, request):
        inner = self.inner if request.url.path == "/auth/o2/token" else self.network
        return await inner.handle_async_request(request)

    async def aclose(self):
        await self.network.aclose()


@pytest.fixture
def networked(wired, amazon):
    return lambda url, **options: wired(transport=Split(amazon), base_url=url, rate_limits=False, **options)


BROKEN = {
    "nothing at all": b"",
    "half a head": b"HTTP/1.1 200 OK\r\ncontent-le",
    "not http": b"SSH-2.0-OpenSSH\r\n",
    "head only": whole(b"", 14),
    "half a body": whole(b'{"orders": [{"or', 200),
    "half a chunk": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n20\r\n{",
    "bad chunk": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 7\r\n\r\n{}",
}


@pytest.mark.parametrize("piece", BROKEN.values(), ids=BROKEN)
async def test_a_read_survives_a_connection_that_breaks(networked, piece):
    async with serving(piece, whole()) as (url, seen), networked(url) as connector:
        assert (await connector.execute(*CALL)).data == []
    assert len(seen) == 2


@pytest.mark.parametrize("piece", BROKEN.values(), ids=BROKEN)
async def test_a_part_is_never_taken_for_the_whole(networked, piece):
    async with serving(piece) as (url, seen), networked(url) as connector:
        with pytest.raises(UpstreamError) as caught:
            await connector.execute(*CALL)
    assert caught.value.retryable
    assert len(seen) == 3


@pytest.mark.parametrize("piece", BROKEN.values(), ids=BROKEN)
async def test_a_write_whose_answer_breaks_off_is_in_doubt_and_not_sent_again(networked, piece):
    async with serving(piece) as (url, seen), networked(url, policy=Policy(writes=["raw"])) as connector:
        with pytest.raises(OutcomeUnknown):
            await connector.raw("POST", "/feeds/2021-06-30/feeds", body={"feedType": "X"})
        with pytest.raises(OutcomeUnknown, match=r"reports\.create"):
            await connector.execute(*REPORT)
    assert len(seen) == 2


async def test_a_report_that_was_made_while_the_answer_was_lost_is_not_made_twice(connector, emulator):
    emulator.faults.add("lost", operation="createReport")
    with pytest.raises(OutcomeUnknown) as caught:
        await connector.execute(*REPORT)
    assert "reports" in caught.value.hint
    assert not caught.value.retryable
    assert len(emulator.requests.matching(operation="createReport")) == 1


@pytest.mark.parametrize("kind", ["reset", "cut", "truncate", "html"])
async def test_the_emulators_faults_are_survived_by_a_read(connector, emulator, kind):
    emulator.faults.add(kind, operation="searchOrders")
    assert (await connector.execute("orders", "list", {"created_after": "-9d"})).data
    assert len(emulator.requests.matching(operation="searchOrders")) == 2


@pytest.fixture
def too_late(clock):
    """Never answers: once the request is there an hour has passed, by every clock."""

    async def never(_):
        loop = asyncio.get_running_loop()
        told = loop.time
        loop.time = lambda: told() + 3_600
        clock.advance(3_600)
        try:
            await asyncio.Event().wait()
        finally:
            loop.time = told

    return never


async def test_a_timeout_after_a_write_was_sent_is_in_doubt(wired, amazon, too_late):
    amazon.api = too_late
    with pytest.raises(OutcomeUnknown, match="did not come in time"):
        await wired().execute(*REPORT, timeout=600)
    assert len(amazon.requests) == 1


async def test_a_timeout_of_a_read_says_what_it_waited_for(wired, amazon, too_late):
    amazon.api = too_late
    with pytest.raises(DeadlineExceeded, match=r"600 s allowed .* waiting for the response of orders\.list"):
        await wired().execute(*CALL, timeout=600)
    assert len(amazon.requests) == 1


async def test_without_time_left_nothing_is_sent(wired, amazon):
    await wired().execute(*CALL)
    with pytest.raises(ToolspanError) as caught:
        await wired().execute(*REPORT, timeout=0)
    assert caught.value.code in ("timeout", "rate_limited")
    assert len(amazon.requests) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize(
    ("call", "sent"), [(CALL, 3), (GET, 3), (REPORT, 1), (("reports", "cancel", {"report_id": "1"}), 3)]
)
async def test_server_faults_are_repeated_only_where_repeating_is_safe(offline, amazon, status, call, sent):
    amazon.api = lambda _: amazon.json({"errors": [{"code": "InternalFailure"}]}, status)
    with pytest.raises(UpstreamError if sent > 1 else OutcomeUnknown):
        await offline.execute(*call)
    assert len(amazon.requests) == sent


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 415, 422, 501, 505])
async def test_refusals_are_not_repeated(offline, amazon, status):
    amazon.api = lambda _: amazon.json({}, status)
    with pytest.raises(ToolspanError):
        await offline.execute(*GET)
    assert len(amazon.requests) == 1


async def test_a_write_that_was_throttled_was_not_done_and_is_repeated(offline, amazon):
    answers = [amazon.json({}, 429), amazon.json({"reportId": "7"}, 202)]
    amazon.api = lambda _: answers.pop(0)
    assert (await offline.execute(*REPORT)).one == {"reportId": "7"}


async def test_a_write_whose_connection_was_never_made_is_repeated(offline, amazon):
    def answer(request):
        if len(amazon.requests) == 1:
            raise httpx2.ConnectError("refused", request=request)
        return amazon.json({"reportId": "7"}, 202)

    amazon.api = answer
    assert (await offline.execute(*REPORT)).one == {"reportId": "7"}


async def test_an_outage_is_not_answered_with_a_storm_and_its_end_is_noticed_at_once(offline, amazon):
    amazon.api = lambda _: amazon.json({}, 503)
    for _ in range(200):
        with pytest.raises(UpstreamError):
            await offline.execute(*GET)
    assert len(amazon.requests) <= 220
    amazon.api = lambda _: amazon.json({"order": {}})
    await offline.execute(*GET)


async def test_successes_fill_the_retry_budget_again(offline, amazon):
    amazon.api = lambda _: amazon.json({}, 503)
    for _ in range(20):
        with pytest.raises(UpstreamError):
            await offline.execute(*GET)
    amazon.api = lambda _: amazon.json({"order": {}})
    for _ in range(20):
        await offline.execute(*GET)
    amazon.requests.clear()
    amazon.api = lambda _: amazon.json({}, 503)
    with pytest.raises(UpstreamError):
        await offline.execute(*GET)
    assert len(amazon.requests) == 3


async def test_after_a_burst_of_429_the_pace_is_amazons(wired, amazon, clock):
    tokens, at, statuses = 0.0, clock.monotonic(), []

    def answer(_):
        nonlocal tokens, at
        tokens, at = min(1.0, tokens + (clock.monotonic() - at) * 0.5), clock.monotonic()
        statuses.append(200 if tokens >= 1 else 429)
        if statuses[-1] == 429:
            return amazon.json({"errors": [{"code": "QuotaExceeded"}]}, 429)
        tokens -= 1
        return amazon.json({"order": {}}, 200, x_amzn_ratelimit_limit="0.5")

    amazon.api = answer
    connector = wired(timeout=None)
    for _ in range(300):
        with contextlib.suppress(RateLimited):
            await connector.execute(*GET)
    assert statuses[4:].count(429) <= 3


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (
            httpx2.ConnectError("[Errno -2] Name or service not known"),
            "could not be reached or its name not resolved",
        ),
        (httpx2.ConnectTimeout("slow"), "could not be made in time"),
        (httpx2.PoolTimeout("full"), "could not be made in time"),
        (httpx2.ReadTimeout("slow"), "did not come in time"),
        (httpx2.ProxyError("407 Proxy Authentication Required"), "proxy refused"),
        (httpx2.RemoteProtocolError("canary-7f3a91c2d8"), "broke off"),
        (httpx2.WriteError("canary-7f3a91c2d8"), "the connection broke"),
        (httpx2.UnsupportedProtocol("gopher"), "only http and https"),
        (OSError("canary-7f3a91c2d8"), "the connection broke"),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_each_fault_of_the_network_is_a_typed_error_in_our_own_words(offline, amazon, error, says):
    def fail(_):
        raise error

    amazon.api = fail
    with pytest.raises((UpstreamError, DeadlineExceeded), match=says) as caught:
        await offline.execute(*GET)
    assert caught.value.retryable
    assert "canary" not in str(caught.value.to_dict())


async def test_a_refused_connection_says_so(networked):
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    await server.wait_closed()
    async with networked(url) as connector:
        with pytest.raises(UpstreamError, match="the connection was refused"):
            await connector.execute(*GET)


async def test_a_name_that_does_not_resolve_says_so(networked, monkeypatch):
    async def nowhere(*_, **__):
        raise OSError("Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", nowhere)
    async with networked("https://no-such-host.example") as connector:
        with pytest.raises(UpstreamError, match="could not be reached or its name not resolved"):
            await connector.execute(*GET)


async def test_a_certificate_that_is_not_trusted_says_so_and_no_token_leaves(networked):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).parent / "self_signed.pem")
    async with serving(whole(), tls=context) as (url, seen), networked(url) as connector:
        with pytest.raises(UpstreamError, match="certificate is not trusted"):
            await connector.execute(*GET)
    assert not seen


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n", b""]
)
async def test_a_proxy_that_refuses_is_a_typed_error_without_its_password(wired, monkeypatch, answer):
    async with serving(answer) as (url, _seen):
        monkeypatch.setenv("HTTPS_PROXY", url.replace("//", "//user:canary-7f3a91c2d8@"))
        async with wired(transport=None) as connector:
            with pytest.raises(UpstreamError) as caught:
                await connector.execute(*GET)
    assert "canary" not in f"{caught.value} {caught.value.to_dict()}"


@pytest.mark.parametrize(
    "proxy", ["foo://user:canary-7f3a91c2d8@h:1", "http://user:canary-7f3a91c2d8@h:port"]
)
async def test_a_proxy_setting_that_makes_no_sense_is_a_typed_error_without_its_password(
    wired, monkeypatch, proxy
):
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(ToolspanError) as caught:
        await wired(transport=None).execute(*GET)
    assert "canary" not in f"{caught.value} {caught.value.to_dict()}"


async def test_a_compressed_bomb_is_stopped(wired, amazon):
    import gzip

    bomb = gzip.compress(b'{"orders": ["' + b"x" * 40 * 2**20 + b'"]}')
    amazon.api = lambda _: httpx2.Response(
        200, stream=httpx2.ByteStream(bomb), headers={"content-encoding": "gzip"}
    )
    with pytest.raises(ToolspanError) as caught:
        await wired().execute(*CALL)
    assert caught.value.code == "too_large"


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "zstd"])
async def test_an_encoding_that_was_not_asked_for_is_an_error(wired, amazon, encoding):
    amazon.api = lambda _: httpx2.Response(
        200, stream=httpx2.ByteStream(b"x"), headers={"content-encoding": encoding}
    )
    with pytest.raises(UpstreamError, match="encoding"):
        await wired().execute(*CALL)
