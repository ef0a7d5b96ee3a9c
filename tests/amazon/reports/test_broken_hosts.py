"""A file host that breaks the rules of HTTP: no part of a document ever passes for the whole."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from toolspan.clock import SYSTEM_CLOCK, Deadline
from toolspan.connectors.amazon_seller_partner.documents import download
from toolspan.errors import TooLarge, UpstreamError
from toolspan.transport.http import Http

from .conftest import text_of, zipped

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from toolspan.connectors.amazon_seller_partner.documents import Document

BODY = zipped(b"a\tb\r\n" + bytes(range(256)) * 20)
OK = b"HTTP/1.1 200 OK\r\n"


@asynccontextmanager
async def host(answer: bytes) -> AsyncIterator[str]:
    """Serve these bytes to whoever asks, then hang up."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def fetched(answer: bytes, cap: int = 10_000) -> Document:
    async with host(answer) as base:
        http = Http()
        try:
            return await download(
                http,
                f"{base}/doc",
                Deadline(SYSTEM_CLOCK, 20),
                gzipped=True,
                japanese=False,
                base_url=base,
                cap=cap,
            )
        finally:
            await http.aclose()


def sized(size: int, body: bytes) -> bytes:
    return OK + b"content-length: %d\r\n\r\n%b" % (size, body)


def chunked(*chunks: bytes) -> bytes:
    lines = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    return OK + b"transfer-encoding: chunked\r\n\r\n" + lines


@pytest.mark.parametrize(
    "answer",
    [sized(len(BODY), BODY), chunked(BODY[:100], BODY[100:], b""), OK + b"connection: close\r\n\r\n" + BODY],
    ids=["sized", "chunked", "until the end"],
)
async def test_a_whole_document_is_read_however_its_end_is_told(answer):
    assert text_of(await fetched(answer)).startswith("a\tb\r\n")


@pytest.mark.parametrize(
    "answer",
    [
        sized(len(BODY) + 1, BODY),
        sized(len(BODY) - 1, BODY),
        sized(0, BODY[:0])[:-4],
        sized(-1, BODY),
        chunked(BODY),
        chunked(BODY[:100], b""),
        OK + b"transfer-encoding: chunked\r\n\r\nzz\r\n",
        OK + b"connection: close\r\n\r\n" + BODY[:-9],
        OK + b"content-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % (len(BODY) - 9) + BODY[:-9],
        b"not http at all\r\n\r\n",
        b"",
    ],
    ids=[
        "longer than sent", "shorter than sent", "no head", "negative", "no last chunk", "too few chunks", "bad chunk",
        "cut before the end", "cut and content-encoded", "other protocol", "nothing",
    ],
)  # fmt: skip
async def test_a_document_that_is_not_whole_is_an_error_that_may_pass(answer):
    with pytest.raises(UpstreamError) as failure:
        await fetched(answer)
    assert failure.value.retryable
    assert failure.value.message.startswith(
        ("The document could not be downloaded: ", "The compressed data ")
    )


@pytest.mark.parametrize("answer", [sized(10**12, bytes(99_000)), chunked(*[bytes(900)] * 99)])
async def test_more_than_the_cap_is_not_read(answer):
    with pytest.raises(TooLarge):
        await fetched(answer)
