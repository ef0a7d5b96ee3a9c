"""Where documents may be fetched from, and what is told to the host that holds them."""

from __future__ import annotations

import pytest

from toolspan.connectors.amazon_seller_partner.documents import check_address
from toolspan.errors import DeadlineExceeded, UpstreamError

FILE = "https://tortuga-prod-na.s3-external-1.amazonaws.com/0a1b/doc.tsv?X-Amz-Signature=ab%2Fcd"
NOT_OURS = [
    "http://tortuga-prod-na.s3.amazonaws.com/doc",
    "https://amazonaws.com/doc",
    "https://amazonaws.com.evil.com/doc",
    "https://evil-amazonaws.com/doc",
    "https://s3.amazonaws.com./doc",
    "https://s3.amazonaws.com..evil.com/doc",
    "https://s3.amazonaws.com",
    "https://s3.amazonaws.com:8443/doc",
    "https://s3.amazonaws.com:443@evil.com/doc",
    "https://s3.amazonaws.com@evil.com/doc",
    "https://user:pw@s3.amazonaws.com/doc",
    "https://@s3.amazonaws.com/doc",
    "https://evil.com#.amazonaws.com/doc",
    "https://evil.com?.amazonaws.com/doc",
    "https://evil.com/.amazonaws.com/doc",
    "https://evil.com\\.amazonaws.com/doc",
    "https://s3.amazonaws.com\\@evil.com/doc",
    "https:\\\\s3.amazonaws.com/doc",
    "https://s3.amazonaws.com/a\\b",
    "https://s3\u3002amazonaws\uff0ecom/doc",
    "https://s3.amazonaw\u017f.com/doc",
    "https://s3.amazonaws.com/doc\u2028",
    "https://s3.amazonaws.com/\tdoc",
    "https://s3.amazonaws.com\n/doc",
    " https://s3.amazonaws.com/doc",
    "https://169.254.169.254/latest/meta-data",
    "http://169.254.169.254/latest/meta-data",
    "https://[::ffff:127.0.0.1]/doc",
    "https://0.0.0.0/doc",
    "https://2130706433/doc",
    "https://0177.0.0.1/doc",
    "https://0x7f000001/doc",
    "http://localhost:8901/doc",
    "https://localhost:6379/doc",
    "file:///etc/passwd",
    "gopher://s3.amazonaws.com/doc",
    "ftp://s3.amazonaws.com/doc",
    "//s3.amazonaws.com/doc",
    "s3.amazonaws.com/doc",
    "https:///doc",
    "https://[bad/doc",
    "",
    "None",
]


@pytest.mark.parametrize("url", NOT_OURS, ids=ascii)
@pytest.mark.parametrize("base_url", [None, "http://127.0.0.1:8901", "https://sp-api.proxy.example/path"])
def test_an_address_elsewhere_is_refused(url, base_url):
    with pytest.raises(UpstreamError, match="nothing was fetched") as failure:
        check_address(url, base_url)
    assert not failure.value.retryable


@pytest.mark.parametrize(
    ("url", "base_url"),
    [
        (FILE, None),
        ("HTTPS://Tortuga-Prod-EU.S3-EU-West-1.AmazonAWS.com:443/doc", None),
        (FILE, "http://127.0.0.1:8901"),
        ("http://127.0.0.1:8901/documents/x", "http://127.0.0.1:8901"),
        ("https://sp-api.proxy.example/documents/x", "https://sp-api.proxy.example/path"),
    ],
)
def test_an_address_of_amazons_or_on_the_given_host_may_be_fetched(url, base_url):
    assert check_address(url, base_url) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8901.evil.com/x",
        "http://127.0.0.1:89011/x",
        "http://127.0.0.1:8901@evil.com/x",
        "http://127.0.0.1/x",
        "https://127.0.0.1:8901/x",
        "http://127.0.0.1:8901",
    ],
)
def test_an_address_that_only_resembles_the_given_host_is_refused(url):
    with pytest.raises(UpstreamError, match="nothing was fetched"):
        check_address(url, "http://127.0.0.1:8901")


@pytest.mark.parametrize("url", ["https://169.254.169.254/x", "http://localhost:1/x", "file:///etc/passwd"])
async def test_a_report_whose_document_lies_elsewhere_opens_no_connection_to_it(
    connector, emulator, run, url
):
    place = {"reportDocumentId": "d", "url": url}
    emulator.faults.add("status", operation="getReportDocument", status=200, body=place, times=None)
    with pytest.raises(UpstreamError, match="nothing was fetched") as failure:
        await run()
    assert failure.value.resume is None
    assert len(emulator.requests.matching(operation="getReportDocument")) == 1


async def test_a_redirect_of_the_file_host_is_not_followed(emulator, run):
    elsewhere = f"{emulator.url}/elsewhere"
    emulator.faults.add("redirect", operation="document", location=elsewhere, times=None)
    with pytest.raises(UpstreamError, match="redirect, which is not followed"):
        await run()
    assert not emulator.requests.matching(path="/elsewhere")


async def test_the_file_host_is_told_nothing_of_us(emulator, run):
    await run()
    (download,) = emulator.requests.matching(operation="document")
    assert {name for name, _ in download.headers} == {"host", "accept-encoding"}
    assert download.header("accept-encoding") == "identity"


async def test_an_address_that_expired_is_asked_for_anew_once(emulator, run):
    emulator.faults.add("delay", operation="document", seconds=301)
    page = await run(timeout=None)
    assert page.meta.total_rows == 40
    assert [request.status for request in emulator.requests.matching(operation="document")] == [403, 200]
    assert len(emulator.requests.matching(operation="getReportDocument")) == 2


async def test_an_address_that_is_refused_twice_is_not_asked_for_a_third_time(emulator, run):
    emulator.faults.add("delay", operation="document", seconds=301, times=None)
    with pytest.raises(UpstreamError, match="it has expired") as failure:
        await run(timeout=None)
    assert failure.value.resume
    assert len(emulator.requests.matching(operation="getReportDocument")) == 2


@pytest.mark.parametrize("fault", ["reset", "cut", "truncate", "html"])
async def test_a_download_that_fails_is_repeated_without_another_address(emulator, run, fault):
    emulator.faults.add(fault, operation="document", times=2)
    assert (await run()).meta.total_rows == 40
    assert len(emulator.requests.matching(operation="document")) == 3
    assert len(emulator.requests.matching(operation="getReportDocument")) == 1


@pytest.mark.parametrize("fault", ["reset", "cut", "truncate", "html"])
async def test_a_download_that_keeps_failing_gives_no_part_of_the_rows(emulator, run, fault):
    emulator.faults.add(fault, operation="document", times=None)
    with pytest.raises(UpstreamError) as failure:
        await run()
    assert failure.value.resume
    assert len(emulator.requests.matching(operation="document")) == 3


async def test_a_refused_download_is_not_repeated(emulator, run):
    emulator.faults.add("status", operation="document", status=404, times=None)
    with pytest.raises(UpstreamError, match="HTTP 404"):
        await run()
    assert len(emulator.requests.matching(operation="document")) == 1


async def test_a_download_that_passes_the_deadline_says_how_to_go_on(emulator, run):
    emulator.faults.add("delay", operation="document", seconds=100, times=None)
    emulator.faults.add("status", operation="document", status=503, times=None)
    with pytest.raises((DeadlineExceeded, UpstreamError)) as failure:
        await run()
    assert failure.value.resume
