"""What a feed's document holds: in the character set that was stated, checked before anything is sent."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from toolspan import InvalidInput, Policy, UpstreamError
from toolspan.tools.build import specs_of

from .test_submit import TWO, requests, sent

TSV = "text/tab-separated-values"
ORDERS = "POST_FLAT_FILE_FULFILLMENT_DATA"
XML_ORDERS = "POST_ORDER_FULFILLMENT_DATA"
ROWS = "order-id\tship-date\r\n1\tMüller\n2\tx\r"
PDF = b"%PDF-1.7\n\xff\xfe\x00 an invoice"


async def submit(connector, content, content_type=f"{TSV}; charset=UTF-8", feed_type=ORDERS, **more):
    params = {"content": content, "content_type": content_type, "feed_type": feed_type, **more}
    return await connector.execute("feeds", "submit", params, timeout=None)


async def refused(connector, emulator, *given, **more):
    """The error of a submission, of which nothing was sent."""
    with pytest.raises(InvalidInput) as caught:
        await submit(connector, *given, **more)
    assert sent(emulator) == [0, 0, 0]
    return caught.value


def uploaded(emulator):
    (put,) = requests(emulator, "PUT", "/uploads/")
    return put.body


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("ISO-8859-1", "latin-1"), ('"iso-8859-1"', "latin-1"), ("LATIN1", "latin-1"), ("Windows-1252", "cp1252"),
        ("Cp1252", "cp1252"), ("utf8", "utf-8"), ("UTF-8", "utf-8"), ("utf-16le", "utf-16-le"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", [str, bytes])
async def test_content_goes_out_in_the_charset_of_its_type(connector, emulator, charset, codec, kind):
    content_type = f"{TSV}; charset={charset}"
    await submit(connector, ROWS if kind is str else ROWS.encode(codec), content_type)
    assert uploaded(emulator) == ROWS.encode(codec)
    (asked,) = requests(emulator, "POST", "/feeds/2021-06-30/documents")
    (put,) = requests(emulator, "PUT", "/uploads/")
    assert put.header("content-type") == asked.json()["contentType"] == content_type


@pytest.mark.parametrize("charset", ["Shift_JIS", "shift-jis", "windows-31j", "MS932", "x-sjis", "SJIS"])
async def test_japanese_goes_out_as_japanese_files_are(tokyo, charset):
    emulator, connector = tokyo
    text = "注文番号\t配送\n1\t高\uff5e①ｶﾀｶﾅ\\\n"
    page = await submit(connector, text, f"{TSV}; charset={charset}")
    assert uploaded(emulator) == text.encode("cp932")
    assert page.meta.summary["messagesInvalid"] == 0


async def test_a_sign_that_only_shift_jis_has_goes_out_too(tokyo):
    emulator, connector = tokyo
    await submit(connector, "a\tb\n1\t〜\n", f"{TSV}; charset=Shift_JIS")
    assert uploaded(emulator) == "a\tb\n1\t〜\n".encode("shift_jis")


@pytest.mark.parametrize(
    ("content", "charset", "words"),
    [
        ("a\tb\n1\t€5\n", "ISO-8859-1", "ISO-8859-1 has no € (U+20AC) in line 2"),
        ("a\tb\r\n1\tx\r\n2\t😀", "Shift_JIS", "(U+1F600) in line 3"),
        ("a\tü\n1\tβ", "us-ascii", "no ü (U+00FC) in line 1, no β (U+03B2) in line 2"),
        ("\ufeffa\tb\n1\t2", "ISO-8859-1", "(U+FEFF) in line 1"),
        ("\n".join("€" * 9), "latin-1", "and 4 more lines"),
        (ROWS.encode("latin-1"), "UTF-8", "line 2 holds the bytes fc"),
        ("\ufeffa\tb\n1\tü".encode(), "ISO-8859-1", "begins with the mark of UTF-8"),
        (b"a\tb\n1\t\x81", "Shift_JIS", "line 2 holds the bytes 81"),
        (ROWS, "UTF-9", "the charset 'UTF-9' of content_type is not known"),
        (ROWS, "base64", "is not known"),
        (ROWS, "utf-7", "is not known"),
        (ROWS, "UTF-8; charset=UTF-16", "is not a media type with at most one charset"),
        (ROWS, "UTF-8\r\nx-amz-acl: public-read", "is not a media type"),
    ],
)
async def test_what_the_charset_lacks_is_refused_with_its_place(connector, emulator, content, charset, words):
    error = await refused(connector, emulator, content, f"{TSV}; charset={charset}")
    assert words in error.message


async def test_content_without_a_charset_goes_as_utf_8_with_a_warning(connector, emulator):
    page = await submit(connector, ROWS, TSV)
    assert uploaded(emulator) == ROWS.encode()
    assert any("names no charset" in warning for warning in page.meta.warnings)


async def test_a_mark_at_the_beginning_stays(connector, emulator):
    text = "\ufeff" + ROWS
    await submit(connector, text)
    assert uploaded(emulator) == text.encode("utf-8")


@pytest.mark.parametrize(
    ("content", "content_type", "words"),
    [
        ('{"a": 1', "application/json", "is not JSON"),
        ('{"a": NaN}', "application/json", "is not JSON"),
        ('\ufeff{"header": {}}', "application/json; charset=UTF-8", "byte order mark"),
        (b'\xef\xbb\xbf{"header": {}}', "application/json", "byte order mark"),
        (b'{"a": "\xfc"}', "application/json", "is not UTF-8: line 1"),
        ("{}", "application/json; charset=ISO-8859-1", "JSON is UTF-8, not ISO-8859-1"),
        ("{}", "application/json", "content must have a header"),
        (json.dumps({"header": {"sellerId": "A", "version": "2.0"}, "messages": [{"sku": "A", "operationType": "DELETE"}]}),
         "application/json", "messages need messageId"),
        (json.dumps({"header": {"sellerId": "A", "version": "2.0"}, "messages": [{"messageId": 1, "operationType": "DELETE"}]}),
         "application/json", "messages.0: sku is required"),
    ],
)  # fmt: skip
async def test_json_that_amazon_would_not_read_is_refused(connector, emulator, content, content_type, words):
    error = await refused(connector, emulator, content, content_type, "JSON_LISTINGS_FEED")
    assert words in error.message


async def test_a_listings_feed_that_is_given_whole_is_sent_and_answered_by_sku(connector, emulator):
    feed = {
        "header": {"sellerId": emulator.seller_id, "version": "2.0"},
        "messages": [{"messageId": 7, "sku": "MUG/002-A", "operationType": "DELETE"}],
    }
    text = json.dumps(feed, indent=1)
    page = await submit(connector, text, "application/json", "JSON_LISTINGS_FEED")
    assert uploaded(emulator) == text.encode()
    assert (page.one["sku"], page.one["status"]) == ("MUG/002-A", "ACCEPTED")


@pytest.mark.parametrize(
    ("content", "charset", "words"),
    [
        ("<a><b></a>", "UTF-8", "is not XML: mismatched tag in line 1"),
        ("orders.xml", "UTF-8", "is not XML"),
        ("<!DOCTYPE a><a/>", "UTF-8", "document type"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?>\n<a>ü</a>', "UTF-8", "declares ISO-8859-1"),
    ],
)
async def test_xml_that_amazon_would_not_read_is_refused(connector, emulator, content, charset, words):
    error = await refused(connector, emulator, content, f"text/xml; charset={charset}", XML_ORDERS)
    assert words in error.message


async def test_xml_goes_out_as_it_declares_itself(connector, emulator):
    text = '<?xml version="1.0" encoding="ISO-8859-1"?>\n<AmazonEnvelope>ü</AmazonEnvelope>'
    page = await submit(connector, text, "text/xml", XML_ORDERS)
    assert uploaded(emulator) == text.encode("latin-1")
    assert page.meta.warnings == []


@pytest.mark.parametrize("give", [lambda path: path, lambda path: path.read_bytes()])
async def test_a_program_sends_a_file(connector, emulator, tmp_path, give):
    path = tmp_path / "invoice.pdf"
    path.write_bytes(PDF)
    page = await submit(connector, give(path), "application/pdf", "UPLOAD_VAT_INVOICE")
    assert uploaded(emulator) == PDF
    assert page.meta.summary["messagesAccepted"] == 1


async def test_the_same_file_is_the_same_write_however_it_is_given(connector, emulator, tmp_path):
    path = tmp_path / "orders.txt"
    path.write_bytes(ROWS.encode())
    first = await submit(connector, path)
    for again in (ROWS, ROWS.encode(), bytearray(ROWS.encode())):
        page = await submit(connector, again)
        assert (page.meta.replayed, page.meta.feed_id) == (True, first.meta.feed_id)
    assert sent(emulator) == [1, 1, 1]
    path.write_bytes(ROWS.encode() + b"3\tx\n")
    await submit(connector, path)
    assert sent(emulator) == [2, 2, 2]


async def test_a_file_goes_out_without_await_too(connector, emulator, tmp_path):
    path = tmp_path / "orders.txt"
    path.write_bytes(ROWS.encode())
    emulator.feeds.queue_seconds = emulator.feeds.progress_seconds = 0.0

    def blocking():
        with connector.sync as face:
            return face.feeds.submit(content=path, content_type=f"{TSV}; charset=UTF-8", feed_type=ORDERS)

    assert (await asyncio.to_thread(blocking)).meta.feed_type == ORDERS
    assert uploaded(emulator) == ROWS.encode()


@pytest.mark.parametrize(
    ("path", "words"),
    [("missing.txt", "no file at this path"), ("", "no file at this path"), ("/dev/zero", "no file")],
)
async def test_a_path_without_a_file_is_refused(connector, emulator, tmp_path, path, words):
    assert words in (await refused(connector, emulator, tmp_path / path)).message


async def test_a_path_is_never_sent_as_text_where_nothing_is_validated(connector, emulator, tmp_path):
    params = {
        "content": tmp_path,
        "content_type": TSV,
        "feed_type": ORDERS,
        "marketplace_ids": ["ATVPDKIKX0DER"],
    }
    with pytest.raises(InvalidInput, match="content must be text or bytes"):
        await connector.execute("feeds", "submit", params, validate=False)
    assert sent(emulator) == [0, 0, 0]


async def test_a_file_that_is_too_large_is_refused(connector, emulator, tmp_path):
    path = tmp_path / "large.txt"
    path.write_bytes(b"a\tb\n" * 2_700_000)
    assert "10485760 bytes" in (await refused(connector, emulator, path)).message


@pytest.mark.parametrize("content", [17, ["a"], {"a": 1}, "", b""])
async def test_content_that_is_no_file_is_refused(connector, emulator, content):
    assert "content: must" in (await refused(connector, emulator, content)).message


@pytest.mark.parametrize("approve", [True, False])
async def test_a_model_that_tries_to_send_a_file_is_told_that_a_program_must(connect, emulator, approve):
    """Also where a person would be asked: nobody is asked about what cannot be sent."""
    asked = []

    async def ask(question):
        asked.append(question)

    invoice = {"feed_type": "UPLOAD_VAT_INVOICE", "content_type": "application/pdf"}
    tries = (
        {"content": "JVBERi0xLjcK"},
        {"content": "/home/me/invoice.pdf"},
        {"file": "a.pdf"},
        {"path": "x"},
    )
    async with connect(policy=Policy(writes=["*"], approve=approve)) as connector:
        _, write = specs_of(connector, shape="single")
        for given in tries:
            call = {"entity": "feeds", "action": "submit", "params": {**invoice, **given}}
            with pytest.raises(InvalidInput) as caught:
                await write.run(call, ask)
            assert "content=Path(...)" in str(caught.value)
    assert (asked, sent(emulator)) == ([], [0, 0, 0])


@pytest.mark.parametrize(
    ("feed_type", "content_type", "told"),
    [
        ("POST_PRODUCT_DATA", "text/xml", ("since 2025-07-31", "JSON_LISTINGS_FEED")),
        ("POST_FLAT_FILE_FBA_CREATE_INBOUND_PLAN", TSV, ("since 2024-03-27", "Fulfillment Inbound")),
        ("RFQ_UPLOAD_FEED", TSV, ("since 2024-03-27", "no replacement")),
        (ORDERS, "text/xml; charset=UTF-8", ("cannot be text/xml", TSV)),
        (XML_ORDERS, f"{TSV}; charset=UTF-8", (f"cannot be {TSV}", "text/xml")),
        ("UPLOAD_VAT_INVOICE", "text/plain", ("cannot be text/plain", "application/pdf")),
    ],
)
async def test_a_type_that_is_gone_or_does_not_fit_is_refused(
    connector, emulator, feed_type, content_type, told
):
    content = "<a/>" if "xml" in content_type else ROWS
    error = await refused(connector, emulator, content, content_type, feed_type)
    assert told[0] in error.message
    assert told[1] in error.hint


async def test_a_type_that_is_gone_is_refused_at_each_door(connector, emulator):
    gone = {"feed_type": "POST_PRODUCT_PRICING_DATA", "input_feed_document_id": "amzn1.tortuga.4.na.x.T1"}
    for action in ("create", "submit"):
        for dry_run in (False, True):
            with pytest.raises(InvalidInput, match="has rejected feeds of the type"):
                await connector.execute("feeds", action, gone, dry_run=dry_run)
    with pytest.raises(InvalidInput, match="is not known"):
        await connector.feeds.create_document(content_type="text/xml; charset=UTF-9")
    assert sent(emulator) == [0, 0, 0]


async def test_a_type_that_is_not_known_is_left_to_amazon(connector, emulator):
    page = await connector.execute(
        "feeds", "submit",
        {"content": ROWS, "content_type": f"{TSV}; charset=UTF-8", "feed_type": "POST_SOMETHING_NEW"}, dry_run=True,
    )  # fmt: skip
    assert any("does not know the feed type" in warning for warning in page.meta.warnings)
    with pytest.raises(InvalidInput, match="feedType"):  # Amazon's own answer
        await submit(connector, ROWS, feed_type="POST_SOMETHING_NEW")
    assert sent(emulator) == [1, 1, 1]


async def test_amazon_fails_a_feed_whose_content_is_not_what_its_type_says(connector, emulator):
    place = (await connector.feeds.create_document(content_type=f"{TSV}; charset=UTF-8")).one
    await connector.api.tokens.executor._http.send(
        "PUT", place["url"], {"content-type": f"{TSV}; charset=UTF-8"}, connector._deadline(), body=b"\xfc"
    )
    with pytest.raises(UpstreamError, match="cannot be read as UTF-8"):
        await connector.execute(
            "feeds",
            "submit",
            {"feed_type": ORDERS, "input_feed_document_id": place["feedDocumentId"]},
            timeout=None,
        )


# ---------------------------------------------------------------------- dry runs


async def dry(connector, **params):
    return await connector.execute("feeds", "submit", params, dry_run=True)


async def test_a_dry_run_shows_document_marketplaces_and_steps_and_writes_nothing(connector, emulator):
    page = await dry(connector, messages=TWO)
    shown = page.one
    assert shown["steps"] == ["feeds.create_document", "feeds.create", "feeds.get", "feeds.document"]
    assert (shown["feed_type"], shown["marketplace_ids"]) == ("JSON_LISTINGS_FEED", ["ATVPDKIKX0DER"])
    document = shown["document"]
    assert document["content"]["header"]["sellerId"] == emulator.seller_id
    assert (document["messages"], document["content_type"]) == (2, "application/json; charset=UTF-8")
    make, put, create = shown["requests"]
    assert make["body"] == {"contentType": "application/json; charset=UTF-8"}
    assert put["bytes"] == document["bytes"]
    assert create["body"]["marketplaceIds"] == ["ATVPDKIKX0DER"]
    assert page.meta.dry_run is True
    assert sent(emulator) == [0, 0, 0]
    await connector.execute("feeds", "submit", {"messages": TWO}, timeout=None)
    (put,) = requests(emulator, "PUT", "/uploads/")
    assert (len(put.body), json.loads(put.body)) == (document["bytes"], document["content"])


async def test_a_dry_run_of_a_file_shows_its_text_and_what_cannot_be_undone(connector, emulator):
    page = await dry(connector, content=ROWS, content_type=f"{TSV}; charset=latin1",
                     feed_type="POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA")  # fmt: skip
    document = page.one["document"]
    assert (document["content"], document["bytes"]) == (ROWS, len(ROWS))
    assert page.one["undo"].startswith("no")
    page = await dry(connector, content=PDF, content_type="application/pdf", feed_type="UPLOAD_VAT_INVOICE",
                     feed_options={"metadata:orderid": "1"})  # fmt: skip
    assert "content" not in page.one["document"]
    assert page.one["feed_options"] == {"metadata:orderid": "1"}
    page = await dry(connector, input_feed_document_id="amzn1.tortuga.4.na.x.T1", feed_type=ORDERS)
    assert page.one["requests"][0]["body"]["inputFeedDocumentId"] == "amzn1.tortuga.4.na.x.T1"
    assert sent(emulator) == [0, 0, 0]


@pytest.mark.parametrize(
    "params",
    [
        {"messages": [{"operation_type": "DELETE"}]},
        {"messages": [{"sku": "A", "operation_type": "PATCH", "product_type": "DRINKING_CUP",
                       "patches": [{"op": "replace", "path": "/attributes/colour", "value": [{"value": "x"}]}]}]},
        {"content": "€", "content_type": f"{TSV}; charset=latin1", "feed_type": ORDERS},
        {"content": "[", "content_type": "application/json", "feed_type": "JSON_LISTINGS_FEED"},
        {"content": Path("missing"), "content_type": TSV, "feed_type": ORDERS},
        {"messages": TWO, "feed_type": ORDERS},
    ],
)  # fmt: skip
async def test_a_dry_run_refuses_what_the_submission_would_refuse(connector, emulator, params):
    with pytest.raises(InvalidInput):
        await dry(connector, **params)
    assert sent(emulator) == [0, 0, 0]


async def test_a_dry_run_needs_the_permission_to_write(connect):
    from toolspan import PolicyDenied

    async with connect(policy=Policy()) as reader:
        with pytest.raises(PolicyDenied):
            await dry(reader, messages=TWO)
