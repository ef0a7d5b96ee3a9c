"""Whatever an id holds, it is one segment of the path or it is refused before anything is sent."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolspan import ConfigurationError, InvalidInput
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.operations.request import header_value
from toolspan.operations.styles import path_segment

HOSTILE = {
    "climbing": "../..",
    "dots": "..",
    "dot": ".",
    "slash": "a/b",
    "query and fragment": "a?x=1#f",
    "encoded climbing": "%2e%2e%2f",
    "encoded nul": "%00",
    "nul": "a\0b",
    "line break": "a\r\nX-Evil: y",
    "10 kB": "x" * 10_000,
    "half a character": "\ud800",
    "right to left": "\u202eabc",
    "zero width": "a\u200bb",
    "tag block": "a\U000e0041b",
    "full-width digits": "\uff11\uff12\uff13-\uff14",
    "accents": "é ß 日本",
    "matrix": "a;b=c",
    "backslash": "a\\..\\b",
    "url": "https://evil.example/x",
    "template": "{sellerId}",
    "nothing": "",
}
IDS = [
    ("orders", "get", "order_id", "/orders/2026-01-01/orders/"),
    ("order_items_v0", "list", "order_id", "/orders/v0/orders/"),
    ("catalog_items", "get", "asin", "/catalog/2022-04-01/items/"),
    ("listings_items", "get", "sku", "/listings/2021-08-01/items/A1SELLER/"),
    ("reports", "document", "report_document_id", "/reports/2021-06-30/documents/"),
]


@pytest.mark.parametrize("validate", [True, False])
@pytest.mark.parametrize("given", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(("entity", "action", "name", "before"), IDS)
async def test_an_id_is_one_segment_or_refused(  # noqa: PLR0917 - fixtures and a table
    offline, amazon, entity, action, name, before, given, validate
):
    amazon.api = lambda _: amazon.json({"order": {}, "payload": {"OrderItems": []}})
    extra = {} if validate or entity != "listings_items" else {"seller_id": "A1SELLER"}
    try:
        await offline.execute(entity, action, {name: given, **extra}, validate=validate)
    except InvalidInput:
        assert not amazon.requests
        assert not amazon.token_requests
        return
    path = amazon.targets[-1].partition("?")[0]
    after = 1 if entity == "order_items_v0" else 0
    segment = path.removeprefix(before).removesuffix("/orderItems") if after else path.removeprefix(before)
    assert path.startswith(before)
    assert "/" not in segment
    assert segment not in (".", "..")
    assert (
        segment or not validate
    )  # Amazon's sandbox has a case with an empty id, so it can be sent unchecked
    assert segment.isascii()
    assert segment.isprintable()
    assert unquote_to_bytes(segment).decode("utf-8", "surrogatepass") == given


@given(st.text(min_size=1))
def test_any_text_is_one_segment_that_reads_back_the_same(text):
    segment = path_segment(text)
    assert "/" not in segment
    assert segment not in (".", "..")
    assert segment.isascii()
    assert segment.isprintable()
    assert unquote_to_bytes(segment).decode() == text


@pytest.mark.parametrize("given", ["../..", "a/b c", "%2e%2e", "\uff11\uff12\uff13"])
async def test_what_reaches_the_wire_is_what_was_written(connector, emulator, given):
    with pytest.raises(Exception, match="HTTP 40"):
        await connector.execute("orders", "get", {"order_id": given})
    path = emulator.requests[-1].path
    assert path.count("/") == 4
    assert unquote_to_bytes(path.rpartition("/")[2]).decode() == given


async def test_the_connectors_own_seller_id_leads_nowhere_else(wired, amazon):
    with pytest.raises(InvalidInput, match=r'"\.\."'):
        await wired(seller_id="..").execute("listings_items", "get", {"sku": "s"})
    assert not amazon.requests


@pytest.mark.parametrize("seller_id", ["a/b", "x?y", "\r\nX: y", "\ud800"])
async def test_the_connectors_own_seller_id_is_one_segment_too(wired, amazon, seller_id):
    amazon.api = lambda _: amazon.json({"sku": "s"})
    await wired(seller_id=seller_id).execute("listings_items", "get", {"sku": "s"})
    assert amazon.targets[-1].partition("?")[0].count("/") == 5
    assert amazon.targets[-1].isprintable()


@pytest.mark.parametrize("text", ["a\r\nX: y", "a\0b", "é", "\u202e"])
def test_a_header_takes_only_printable_ascii(text):
    with pytest.raises(InvalidInput, match="printable ASCII"):
        header_value("x-thing", text)


@pytest.mark.parametrize("name", ["lwa_app_id", "lwa_client_secret", "refresh_token", "access_token"])
@pytest.mark.parametrize("text", ["a\r\nX: y", "a\0b", "é", "\ud800"])
def test_a_credential_that_cannot_be_sent_is_refused_at_once(secrets, name, text):
    given = {"lwa_app_id": "app", **secrets, name: text}
    with pytest.raises(ConfigurationError, match=name):
        AmazonSellerPartnerAuthConfig(**given)


@pytest.mark.parametrize("token", ["a\r\nX: y", "é", "", 5, None, ["t"]])
async def test_an_access_token_that_cannot_be_sent_is_an_error(offline, amazon, token):
    amazon.lwa = lambda _: amazon.json({"access_token": token, "expires_in": 3600})
    with pytest.raises(Exception, match="no usable access token"):
        await offline.execute("orders", "get", {"order_id": "1"})
    assert not amazon.requests


@pytest.mark.parametrize(
    "url",
    [
        "http://evil.example", "ftp://x", "https://user:pw@host", "https://:pw@host", "https://h?x=1", "https://h#f", "https://h:99999",
        "https://h\r\nX: y", "https://[::1", " ", "javascript:alert(1)", "https://hé.example", "//host", "file:///etc/passwd",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["base_url", "token_url"])
def test_a_url_that_is_not_plain_https_is_refused(wired, name, url):
    with pytest.raises(ConfigurationError, match=name) as caught:
        wired(**{name: url})
    assert "pw" not in str(caught.value)
