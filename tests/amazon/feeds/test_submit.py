"""`feeds.submit`: many changes in one call, each with what became of it, and never sent twice."""

from __future__ import annotations

import json

import pytest

from toolspan import InvalidInput, OutcomeUnknown, Policy, PolicyDenied, ToolspanError, UpstreamError
from toolspan.connectors.amazon_seller_partner.listings.feeds import MOST_BYTES
from toolspan.errors import DeadlineExceeded
from toolspan.journal import SQLiteJournal

CREATE = "feeds_2021-06-30.createFeed"


def patch(sku, name="color", value="red"):
    change = {"op": "replace", "path": f"/attributes/{name}", "value": [{"value": value}]}
    return {"sku": sku, "operation_type": "PATCH", "product_type": "DRINKING_CUP", "patches": [change]}


TWO = [patch("MUG-001"), {"sku": "MUG/002-A", "operation_type": "DELETE"}]
# Nothing in a schema says that it is wrong, and Amazon refuses it all the same.
WITHOUT_IDENTIFIER = {
    "sku": "NEW", "operation_type": "UPDATE", "product_type": "LAMP",
    "attributes": {
        "item_name": [{"value": "Lamp"}], "brand": [{"value": "Fjord"}],
        "country_of_origin": [{"value": "PT"}], "condition_type": [{"value": "new_new"}],
    },
}  # fmt: skip


async def submit(connector, timeout=None, **params):
    return await connector.execute("feeds", "submit", params, timeout=timeout)


def requests(emulator, method, start):
    return [r for r in emulator.requests if r.method == method and r.path.startswith(start)]


def sent(emulator):
    """How often there was a place to upload to, an upload, and a feed."""
    return [
        len(requests(emulator, "POST", "/feeds/2021-06-30/documents")),
        len(requests(emulator, "PUT", "/uploads/")),
        len(requests(emulator, "POST", "/feeds/2021-06-30/feeds")),
    ]


async def test_each_message_comes_back_with_what_became_of_it_and_changes_show_later(connector, emulator):
    page = await submit(connector, messages=[*TWO, WITHOUT_IDENTIFIER])
    assert [(row["message_id"], row["sku"], row["status"]) for row in page.data] == [
        (1, "MUG-001", "ACCEPTED"), (2, "MUG/002-A", "ACCEPTED"), (3, "NEW", "INVALID"),
    ]  # fmt: skip
    (issue,) = page.data[2]["issues"]
    assert (issue["code"], issue["attribute_name"]) == ("90220", "externally_assigned_product_identifier")
    assert page.meta.summary["messagesInvalid"] == 1
    assert sent(emulator) == [1, 1, 1]
    emulator.clock.advance(emulator.listings.lag)
    found = await connector.listings_items.get(sku="MUG-001", included_data="attributes")
    assert found.one["attributes"]["color"] == [{"value": "red"}]
    listed = await connector.listings_items.list(identifiers=["MUG/002-A", "NEW"], identifiers_type="SKU")
    assert listed.data == []


async def test_the_upload_is_of_the_type_that_was_asked_for_and_carries_no_token(connector, emulator):
    await submit(connector, messages=TWO, issue_locale="en_US")
    (asked,) = requests(emulator, "POST", "/feeds/2021-06-30/documents")
    (put,) = requests(emulator, "PUT", "/uploads/")
    assert put.header("content-type") == asked.json()["contentType"]
    assert put.header("x-amz-access-token") is None
    feed = json.loads(put.body)
    assert feed["header"] == {"sellerId": emulator.seller_id, "version": "2.0", "issueLocale": "en_US"}
    assert feed["messages"][1] == {"messageId": 2, "sku": "MUG/002-A", "operationType": "DELETE"}


async def test_a_feed_that_is_not_done_in_time_goes_on_by_its_id_and_is_sent_once(connector, emulator):
    emulator.feeds.progress_seconds = 600.0
    with pytest.raises(DeadlineExceeded) as caught:
        await connector.feeds.submit(messages=TWO)
    assert "do not send it again" in caught.value.hint
    resume = caught.value.resume
    page = await connector.execute(resume["entity"], resume["action"], resume["params"], timeout=None)
    assert [row["sku"] for row in page.data] == ["MUG-001", "MUG/002-A"]
    assert sent(emulator) == [1, 1, 1]


async def test_the_same_call_again_goes_on_with_the_feed_that_amazon_has(connector, emulator):
    emulator.feeds.progress_seconds = 3_600.0
    errors = []
    for wait in (0, 60, 900):  # the last is long after the same arguments count as the same write
        emulator.clock.advance(wait)
        with pytest.raises(DeadlineExceeded) as caught:
            await connector.feeds.submit(messages=TWO)
        errors.append(caught.value)
    (feed_id,) = {error.resume["params"]["feed_id"] for error in errors}
    assert all(f'feeds.result with {{"feed_id": "{feed_id}"}}' in error.hint for error in errors)
    page = await submit(connector, messages=TWO)
    assert ([row["sku"] for row in page.data], page.meta.feed_id) == (["MUG-001", "MUG/002-A"], feed_id)
    assert (page.meta.replayed, page.meta.operation) == (True, "feeds.submit")
    assert sent(emulator) == [1, 1, 1]


async def test_a_submission_whose_result_was_read_is_no_longer_in_doubt(connector, emulator):
    emulator.feeds.progress_seconds = 600.0
    with pytest.raises(DeadlineExceeded) as caught:
        await connector.feeds.submit(messages=TWO)
    feed_id = caught.value.resume["params"]["feed_id"]
    result = await connector.execute("feeds", "result", {"feed_id": feed_id}, timeout=None)
    again = await connector.feeds.submit(messages=TWO)
    assert (again.data, again.meta.feed_id) == (result.data, feed_id)
    assert sent(emulator) == [1, 1, 1]
    emulator.clock.advance(601)
    await submit(connector, messages=TWO)
    assert sent(emulator) == [2, 2, 2]


async def test_another_process_goes_on_with_a_submission_by_the_journal(connect, emulator, tmp_path):
    emulator.feeds.progress_seconds = 600.0
    settings = {"policy": Policy(writes=["feeds.submit"])}
    async with connect(journal=SQLiteJournal(tmp_path / "writes.db"), **settings) as first:
        with pytest.raises(DeadlineExceeded):
            await first.feeds.submit(messages=TWO)
    async with connect(journal=SQLiteJournal(tmp_path / "writes.db"), **settings) as second:
        page = await submit(second, messages=TWO)
    assert page.meta.summary["messagesAccepted"] == 2
    assert sent(emulator) == [1, 1, 1]


async def test_after_a_feed_was_cancelled_the_same_may_be_submitted_again(connector, emulator):
    emulator.feeds.queue_seconds = 600.0
    with pytest.raises(DeadlineExceeded) as caught:
        await connector.feeds.submit(messages=TWO)
    await connector.feeds.cancel(feed_id=caught.value.resume["params"]["feed_id"])
    with pytest.raises(UpstreamError, match="nothing was changed"):
        await connector.feeds.submit(messages=TWO)
    assert (await submit(connector, messages=TWO)).meta.summary["messagesAccepted"] == 2
    assert sent(emulator) == [2, 2, 2]


@pytest.mark.parametrize("status", [403, 404, 500])
async def test_a_feed_that_cannot_be_looked_at_is_not_sent_again(connector, emulator, status):
    emulator.feeds.progress_seconds = 60.0
    emulator.faults.add("status", operation="getFeed", status=status, times=None)
    for _ in range(2):
        with pytest.raises(ToolspanError):
            await connector.feeds.submit(messages=TWO)
    emulator.faults.clear()
    assert (await submit(connector, messages=TWO)).meta.summary["messagesAccepted"] == 2
    assert sent(emulator) == [1, 1, 1]


async def test_messages_in_either_spelling_are_one_submission(connector, emulator):
    wire = {"SKU": "MUG/002-A", "operationType": "delete"}
    for message in (TWO[1], wire):
        await submit(connector, messages=[message])
    assert sent(emulator) == [1, 1, 1]


async def test_another_process_goes_on_with_what_the_report_names(connector, connect, emulator):
    page = await submit(connector, messages=[*TWO, WITHOUT_IDENTIFIER])
    async with connect() as other:
        resumed = await other.feeds.result(feed_id=page.meta.feed_id)
    assert [(row["message_id"], row["status"]) for row in resumed.data] == [(3, "INVALID")]
    assert resumed.meta.summary == page.meta.summary
    assert "Only messages that the processing report names" in resumed.meta.warnings[0]
    assert sent(emulator) == [1, 1, 1]


async def test_a_feed_that_amazon_may_or_may_not_have_is_in_doubt_and_not_sent_again(connector, emulator):
    emulator.faults.add("lost", operation="createFeed")
    with pytest.raises(OutcomeUnknown) as caught:
        await submit(connector, messages=TWO)
    assert "feeds.list" in caught.value.hint
    assert sent(emulator) == [1, 1, 1]
    (feed,) = (await connector.feeds.list(feed_types="JSON_LISTINGS_FEED", created_since="-1h")).data
    page = await connector.execute("feeds", "result", {"feed_id": feed["feedId"]}, timeout=None)
    assert page.meta.summary["messagesAccepted"] == 2
    assert sent(emulator) == [1, 1, 1]


@pytest.mark.parametrize("fault", [{"kind": "status", "status": 503}, {"kind": "reset"}])
async def test_an_upload_that_fails_in_passing_is_repeated_at_the_same_place(connector, emulator, fault):
    emulator.faults.add(operation="upload", times=2, **fault)
    assert (await submit(connector, messages=TWO)).data
    assert sent(emulator) == [1, 3, 1]


async def test_an_address_that_expired_is_asked_for_anew_once(connector, emulator):
    emulator.faults.add("status", operation="upload", status=403, body=b"<Error/>")
    assert (await submit(connector, messages=TWO)).data
    assert sent(emulator) == [2, 2, 1]
    emulator.faults.add("status", operation="upload", status=403, body=b"<Error/>", times=None)
    with pytest.raises(UpstreamError, match="rejected the feed"):
        await submit(connector, messages=TWO[:1])
    assert sent(emulator)[2] == 1


async def test_nothing_is_uploaded_outside_amazons_file_hosts(connector, emulator):
    body = {"feedDocumentId": "1", "url": "https://files.example.com/feed"}
    emulator.faults.add("status", operation="createFeedDocument", status=201, body=body)
    with pytest.raises(UpstreamError, match="outside Amazon's file hosts"):
        await submit(connector, messages=TWO)
    assert sent(emulator) == [1, 0, 0]


async def test_a_feed_that_fails_says_what_amazon_says(connector, emulator):
    emulator.feeds.fail_next()
    with pytest.raises(UpstreamError, match=r"FATAL.*made the feed fail") as caught:
        await submit(connector, messages=TWO)
    assert not caught.value.retryable
    assert caught.value.resume is None


async def test_a_feed_that_was_cancelled_says_that_nothing_was_done(connector, emulator):
    emulator.feeds.queue_seconds = 600.0
    with pytest.raises(DeadlineExceeded) as caught:
        await connector.feeds.submit(messages=TWO)
    feed_id = caught.value.resume["params"]["feed_id"]
    await connector.feeds.cancel(feed_id=feed_id)
    with pytest.raises(UpstreamError, match="nothing was changed"):
        await connector.feeds.result(feed_id=feed_id)
    emulator.clock.advance(3_600)
    assert (await connector.listings_items.get(sku="MUG/002-A")).data


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"operation_type": "DELETE"}, "messages.0: sku is required"),
        ({"sku": "A", "operation_type": "REMOVE"}, "operation_type must be one of UPDATE, PARTIAL_UPDATE, PATCH, DELETE"),
        ({"sku": "A", "operation_type": "UPDATE", "attributes": {}}, "product_type is required for UPDATE"),
        ({"sku": "A", "operation_type": "DELETE", "patches": []}, "patches does not belong to DELETE"),
        ({"sku": "A", "operation_type": "DELETE", "asin": "B0"}, 'no field "asin"'),
        ({**patch("A"), "patches": {}}, "patches must be a list of patches"),
        (patch("A", "colour"), 'messages.0: DRINKING_CUP has no attribute "colour". Did you mean "color"?'),
        (patch("A", "color", 5), "messages.0: color[0].value must be text"),
        ({"sku": "A", "operation_type": "PARTIAL_UPDATE", "product_type": "LAMP", "attributes": {"brand": "X"}}, "brand must be a list"),
    ],
)  # fmt: skip
async def test_a_wrong_message_is_refused_before_anything_is_uploaded(connector, emulator, message, words):
    with pytest.raises(InvalidInput) as caught:
        await connector.feeds.submit(messages=[message])
    assert words in caught.value.message
    assert sent(emulator) == [0, 0, 0]


async def test_a_partial_update_may_leave_out_what_a_listing_needs(connector):
    part = {"sku": "MUG-001", "operationType": "partial_update", "productType": "DRINKING_CUP",
            "attributes": {"color": [{"value": "blue"}]}}  # fmt: skip
    page = await submit(connector, messages=[part])
    assert page.one["status"] == "ACCEPTED"


async def test_a_feed_that_is_too_large_or_has_too_many_messages_is_refused(connector, emulator):
    delete = {"sku": "A", "operation_type": "DELETE"}
    with pytest.raises(InvalidInput, match="25000"):
        await connector.feeds.submit(messages=[delete] * 25_001)
    with pytest.raises(InvalidInput, match="10 MiB"):
        await connector.feeds.submit(messages=[{**delete, "sku": "A" * MOST_BYTES}])
    with pytest.raises(InvalidInput, match="message_id of each message must be unique"):
        await connector.feeds.submit(messages=[{**delete, "message_id": 1}] * 2)
    assert sent(emulator) == [0, 0, 0]


@pytest.mark.parametrize(
    "params",
    [{}, {"messages": TWO, "content": "1"}, {"content": "x"}, {"messages": TWO, "feed_type": "UPLOAD_VAT_INVOICE"},
     {"content": "x", "content_type": "text/xml", "feed_type": "POST_PRODUCT_DATA"}],
)  # fmt: skip
async def test_what_makes_no_feed_is_refused(connector, emulator, params):
    with pytest.raises(InvalidInput):
        await connector.execute("feeds", "submit", params)
    assert sent(emulator) == [0, 0, 0]


async def test_another_kind_of_feed_is_uploaded_as_it_is(connector, emulator):
    text = "order-id\tship-date\n1\t2026-11-24\n"
    page = await submit(connector, content=text, content_type="text/tab-separated-values; charset=UTF-8",
        feed_type="POST_FLAT_FILE_FULFILLMENT_DATA")  # fmt: skip
    (put,) = requests(emulator, "PUT", "/uploads/")
    assert put.body.decode() == text
    assert page.meta.feed_type == "POST_FLAT_FILE_FULFILLMENT_DATA"


async def test_a_document_that_is_uploaded_already_needs_no_second_upload(connector, emulator):
    place = (await connector.feeds.create_document(content_type="text/plain")).one
    with pytest.raises(UpstreamError, match="no content"):
        await submit(
            connector, input_feed_document_id=place["feedDocumentId"], feed_type="JSON_LISTINGS_FEED"
        )
    assert sent(emulator) == [1, 0, 1]


async def test_feeds_must_be_allowed(connect, emulator):
    async with connect() as reader:
        with pytest.raises(PolicyDenied):
            await reader.feeds.submit(messages=TWO)
    assert sent(emulator) == [0, 0, 0]
