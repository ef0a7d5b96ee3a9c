"""What the server does with connections themselves, over real sockets."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest

from toolspan.server import serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from toolspan.server import Settings

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
HEAD = b"%b HTTP/1.1\r\nhost: 127.0.0.1\r\n"
POST = HEAD % b"POST /api/v1/account/applications/token"
MEGABYTE = 2**20


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """No patience with readers that do not read."""
    monkeypatch.setattr(serving, "WRITE_SECONDS", 0.05)


@asynccontextmanager
async def listening(made: Settings) -> AsyncIterator[int]:
    """A server on a socket of its own; gives the port."""
    ready = asyncio.Event()
    server = serving._Server(serving._config(made), lambda _url: ready.set())
    socket = serving.listen("127.0.0.1", 0)
    running = asyncio.create_task(server.serve(sockets=[socket]))
    await ready.wait()
    try:
        yield socket.getsockname()[1]
    finally:
        server.should_exit = True
        await running


@pytest.fixture
async def port(made_settings: tuple[Settings, Any]) -> AsyncIterator[int]:
    async with listening(made_settings[0]) as at:
        yield at


async def said(port: int, *pieces: bytes) -> bytes:
    """Everything that the server says to these pieces until it closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with suppress(ConnectionError):
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
    answer = b""
    with suppress(ConnectionError):
        answer = await reader.read()
    writer.close()
    return answer


async def flood(writer: asyncio.StreamWriter) -> None:
    for _ in range(64):
        writer.write(b"x" * MEGABYTE)
        await writer.drain()


@pytest.mark.parametrize(
    "begin",
    [
        pytest.param(HEAD % b"GET /healthz" + b"x-endless: ", id="a header"),
        pytest.param(b"GET /", id="a path"),
        pytest.param(POST + b"transfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nx-endless: ", id="a trailer"),
    ],
)
async def test_what_has_no_end_is_cut_off_before_it_fills_the_memory(port: int, begin: bytes) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(begin)
    with pytest.raises(ConnectionError):
        await flood(writer)
    writer.close()
    ended = HEAD % b"GET /healthz" + b"connection: close\r\n\r\n"
    assert (await said(port, ended)).startswith(b"HTTP/1.1 200 ")


async def test_a_head_that_does_not_arrive_is_given_up(
    made_settings: tuple[Settings, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "HEADER_SECONDS", 0.05)
    async with listening(made_settings[0]) as at:
        assert await said(at, HEAD % b"GET /healthz") == b""
        assert await said(at) == b""
        answered = await said(at, HEAD % b"GET /healthz" + b"\r\n", HEAD % b"GET /healthz")
        assert answered.count(b"HTTP/1.1 200 ") == 1


async def test_requests_that_come_at_once_are_answered_in_their_order(port: int) -> None:
    requests = [
        HEAD % b"GET /healthz" + b"\r\n",
        POST + b"content-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
        HEAD % b"HEAD /healthz" + b"\r\n",
        HEAD % b"GET /readyz" + b"connection: close\r\n\r\n",
    ]
    answer = await said(port, b"".join(requests))
    assert re.findall(rb"HTTP/1\.1 (\d+) ", answer) == [b"200", b"422", b"200", b"200"]


@pytest.mark.parametrize(
    "doubtful",
    [
        b"content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        b"content-length: +2\r\n\r\n{}",
        b"transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"x-folded: a\r\n b\r\ncontent-length: 2\r\n\r\n{}",
        b"content-length : 2\r\n\r\n{}",
    ],
)
async def test_a_request_whose_end_proxies_could_see_elsewhere_is_refused(port: int, doubtful: bytes) -> None:
    smuggled = HEAD % b"GET /healthz" + b"connection: close\r\n\r\n"
    answer = await said(port, POST + doubtful + smuggled)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1") == 1
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/json" in head
    assert json.loads(body)["errors"][0]["error_code"] == "bad_request"


async def unread(port: int) -> asyncio.StreamWriter:
    """A connection that asks for much and reads none of it."""
    _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    writer.write((HEAD % b"GET /openapi.json" + b"\r\n") * 500)
    return writer


@pytest.mark.usefixtures("slow")
async def test_who_reads_no_answer_is_cut_off(port: int) -> None:
    writer = await unread(port)
    with pytest.raises(ConnectionError):
        await flood(writer)
    assert (await said(port, HEAD % b"GET /healthz" + b"connection: close\r\n\r\n")).startswith(
        b"HTTP/1.1 200 "
    )


async def test_answers_that_nobody_reads_fill_no_memory(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "MAX_UNREAD", MEGABYTE // 4)
    writers = [await unread(port) for _ in range(8)]
    with pytest.raises(ConnectionError):
        await asyncio.gather(*(flood(writer) for writer in writers))


async def test_an_idle_connection_makes_room_for_a_new_one(made_settings: tuple[Settings, Any]) -> None:
    async with listening(made_settings[0].model_copy(update={"max_connections": 2})) as at:
        idle = [await asyncio.open_connection("127.0.0.1", at) for _ in range(2)]
        asked = HEAD % b"GET /healthz" + b"connection: close\r\n\r\n"
        assert (await said(at, asked)).startswith(b"HTTP/1.1 200 ")
        assert await idle[0][0].read() == b""
        for _, writer in idle:
            writer.close()


async def test_more_requests_at_once_than_there_is_room_for_are_told_so(
    made_settings: tuple[Settings, Any],
) -> None:
    async with listening(made_settings[0].model_copy(update={"max_connections": 1})) as at:
        reader, writer = await asyncio.open_connection("127.0.0.1", at)
        writer.write(
            POST + b"content-type: application/json\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n"
        )
        await reader.readuntil(b"100 Continue\r\n\r\n")  # it is being answered
        answer = await said(at)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["errors"][0]["error_code"] == "busy"
        writer.write(b"{}")
        assert b"HTTP/1.1 422 " in await reader.readuntil(b"\r\n\r\n")
        writer.close()
