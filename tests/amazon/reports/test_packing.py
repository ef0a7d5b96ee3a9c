"""Compressed documents: unpacked once, whole or not at all, and never beyond a cap."""

from __future__ import annotations

import gzip
import zlib

import pytest

from toolspan.errors import TooLarge, UpstreamError
from toolspan.transport.body import Inflater, read_body

from .conftest import opened, text_of, zipped

TABLE = b"a\tb\r\n1\t2\r\n"
NOISE = bytes(range(256)) * 40


async def test_a_document_is_unpacked_where_amazon_says_gzip(emulator, run):
    emulator.reports.compress = True
    assert (await run()).meta.total_rows == 40


async def test_a_document_that_is_not_packed_is_read_as_it_is(emulator, run):
    emulator.reports.compress = False
    assert (await run()).meta.total_rows == 40


async def test_a_document_that_http_unpacked_is_not_unpacked_again(run, served):
    served(gzip.compress(TABLE), gzipped=True, content_encoding="gzip")
    assert (await run()).data == [{"a": "1", "b": "2"}]


async def test_a_packed_document_that_http_packed_once_more_is_read(run, served):
    served(gzip.compress(gzip.compress(TABLE)), gzipped=True, content_encoding="gzip")
    assert (await run()).data == [{"a": "1", "b": "2"}]


async def test_the_address_with_a_content_encoding_gives_the_same_file(connector, emulator, run):
    emulator.reports.compress = True
    page = await run()
    report = await connector.execute("reports", "get", {"report_id": page.meta.report_id})
    params = {
        "report_document_id": report.one["reportDocumentId"],
        "enable_content_encoding_url_header": True,
    }
    place = await connector.execute("reports", "document", params)
    emulator.faults.add("status", operation="getReportDocument", status=200, body=place.one)
    again = await run(None, report_id=page.meta.report_id)
    assert again.data == page.data
    assert "response-content-encoding=gzip" in emulator.requests.matching(operation="document")[-1].query


@pytest.mark.parametrize("gzipped", [True, False])
def test_gzip_is_known_by_its_first_bytes(gzipped):
    assert text_of(opened(zipped(TABLE), gzipped=gzipped)) == TABLE.decode()


@pytest.mark.parametrize(
    "content", [zipped(TABLE, TABLE), zipped(TABLE, b"", TABLE), zipped(TABLE, TABLE) + b"\0" * 512]
)
def test_all_members_of_a_gzip_file_are_read_and_its_padding_is_not(content):
    assert text_of(opened(content, gzipped=True)) == TABLE.decode() * 2


@pytest.mark.parametrize(
    "content",
    [
        zipped(NOISE)[:-1],
        zipped(NOISE)[:-8],
        zipped(NOISE)[:100],
        zipped(NOISE)[:12],
        zipped(NOISE, NOISE)[:-5],
        zipped(NOISE)[:-8] + b"\0" * 8,
        zipped(NOISE) + b"more",
        zipped(b"\xef\xbb\xbf" + NOISE)[:-8],
        b"\x1f\x8bgarbage",
        b"no gzip at all",
        zlib.compress(NOISE),
    ],
    ids=[
        "end",
        "checksum",
        "half",
        "head",
        "second member",
        "wrong checksum",
        "tail",
        "mark",
        "garbage",
        "text",
        "zlib",
    ],
)
def test_a_damaged_gzip_file_is_an_error_and_never_a_part_of_the_rows(content):
    with pytest.raises(UpstreamError) as failure:
        opened(content, gzipped=True)
    assert failure.value.retryable


async def test_a_damaged_download_is_repeated(emulator, run, served):
    served(zipped(NOISE)[:-9], times=2, gzipped=True)
    assert (await run()).meta.total_rows == 40
    assert len(emulator.requests.matching(operation="document")) == 3


@pytest.mark.parametrize("coding", ["deflate", "br", "zstd", "gzip, gzip", "compress"])
async def test_an_encoding_that_nobody_asked_for_is_refused(run, served, coding):
    served(b"anything", times=None, content_encoding=coding)
    with pytest.raises(UpstreamError, match="content encoding that was not asked for"):
        await run()


async def test_a_bomb_is_refused_and_not_fetched_again(emulator, run, served):
    served(zipped(bytes(2**22)), times=None)
    with pytest.raises(TooLarge, match="more than 250 times") as failure:
        await run()
    assert failure.value.resume is None
    assert len(emulator.requests.matching(operation="document")) == 1


async def _whole(content: bytes, coding: str, cap: int) -> bytes:
    async def stream():
        for start in range(0, len(content), 1000):
            yield content[start : start + 1000]

    return await read_body(stream(), coding, cap)


@pytest.mark.parametrize(
    ("coding", "content"),
    [("", NOISE), ("identity", NOISE), ("GZIP", zipped(NOISE)), ("x-gzip", zipped(NOISE))],
)
async def test_a_body_of_the_size_of_the_cap_is_read_and_one_byte_more_is_refused(coding, content):
    assert await _whole(content, coding, len(NOISE)) == NOISE
    with pytest.raises(TooLarge):
        await _whole(content, coding, len(NOISE) - 1)


def test_what_a_bomb_unpacks_to_is_given_in_small_pieces_until_it_is_stopped():
    given = []
    with pytest.raises(TooLarge):
        given.extend(len(piece) for piece in Inflater(2**40).feed(zipped(bytes(2**25)) * 4))
    assert max(given) <= 2**20
    assert sum(given) <= 2**24
