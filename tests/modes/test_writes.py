"""Writes alike in both modes: shown without effect, sent once, refused for the same reasons."""

from __future__ import annotations

import pytest

from toolspan import InvalidInput
from toolspan.journal import MemoryJournal

QUANTITY = {
    "op": "replace",
    "path": "/attributes/fulfillment_availability",
    "value": [{"fulfillment_channel_code": "DEFAULT", "quantity": 25}],
}
PATCH = {"sku": "MUG 003 B", "product_type": "DRINKING_CUP", "patches": [QUANTITY]}
WRONG = {
    "sku": "MUG 003 B",
    "product_type": "DRINKING_CUP",
    "attributes": {"condition_type": [{"value": "new_new"}]},
    "requirements": "LISTING_OFFER_ONLY",
}


def sent(side, method):
    return [call for call in side.calls if call[0] == method]


def dry(entity, action, params):
    return lambda side: side.connector.execute(entity, action, params, dry_run=True)


@pytest.mark.parametrize(
    ("call", "method", "path"),
    [
        (("orders", "list", {"created_after": "2026-11-01T00:00:00Z"}), "GET", "/orders/2026-01-01/orders"),
        (("listings_items", "delete", {"sku": "a/b c"}), "DELETE", "/listings/2021-08-01/items/{seller}/a%2Fb%20c"),
    ],
)  # fmt: skip
async def test_a_dry_run_shows_the_request_and_sends_nothing(pair, call, method, path):
    page = await pair.same(dry(*call))
    (shown,) = page["data"]
    assert (shown["method"], shown["body"]) == (method, None)
    assert shown["path"] == path.format(seller=pair.local.emulator.seller_id)
    assert "ATVPDKIKX0DER" in shown["query"].values()
    assert page["meta"]["dry_run"] is True
    assert pair.local.calls == []


async def test_a_dry_run_of_a_listing_is_checked_by_amazon_and_changes_nothing(pair):
    page = await pair.same(dry("listings_items", "patch", PATCH))
    (shown,) = page["data"]
    assert shown["query"]["mode"] == "VALIDATION_PREVIEW"
    assert shown["body"]["patches"] == [QUANTITY]
    assert shown["answer"]["status"] == "VALID"
    (call,) = pair.local.calls
    assert "mode=VALIDATION_PREVIEW" in call[2]


async def test_what_amazon_finds_in_a_dry_run_comes_back(pair):
    page = await pair.same(dry("listings_items", "put", WRONG))
    answer = page["data"][0]["answer"]
    assert answer["status"] == "INVALID"
    assert answer["issues"][0]["severity"] == "ERROR"


async def test_a_dry_run_of_a_composite_shows_its_steps(pair):
    page = await pair.same(dry("reports", "run", {"report_type": "GET_MERCHANT_LISTINGS_ALL_DATA"}))
    assert "reports.create" in page["data"][0]["steps"]
    assert pair.local.calls == []


async def test_a_dry_run_of_a_wrong_call_is_refused_as_the_call_would_be(pair):
    assert (await pair.same(dry("listings_items", "patch", {"sku": "x"})))["code"] == "invalid_input"


async def test_a_dry_run_does_not_count_as_the_write(pair):
    async def scenario(side):
        await side.connector.execute("listings_items", "patch", PATCH, dry_run=True)
        return [(await side.connector.execute("listings_items", "patch", PATCH)).data[0]["status"]]

    assert await pair.same(scenario) == ["ACCEPTED"]
    assert len(sent(pair.local, "PATCH")) == 2


@pytest.mark.parametrize("key", [None, "stock count"])
async def test_a_repetition_is_sent_once_and_gets_the_first_receipt(pair, key):
    async def scenario(side):
        first, again = [
            await side.connector.execute("listings_items", "patch", PATCH, idempotency_key=key)
            for _ in range(2)
        ]
        return [again.data == first.data, again.meta.replayed, len(sent(side, "PATCH"))]

    assert await pair.same(scenario) == [True, True, 1]


async def test_a_key_for_another_write_is_refused(pair):
    async def scenario(side):
        await side.connector.execute("listings_items", "patch", PATCH, idempotency_key="k")
        await side.connector.execute("listings_items", "delete", {"sku": "MUG 003 B"}, idempotency_key="k")

    assert (await pair.same(scenario))["code"] == "invalid_input"
    assert (len(sent(pair.local, "PATCH")), sent(pair.local, "DELETE")) == (1, [])


async def test_a_server_knows_a_key_when_the_client_has_forgotten_it(pair):
    side = pair.other
    first = await side.connector.execute("listings_items", "patch", PATCH, idempotency_key="stock count")
    side.connector._writer, side.connector._journal = None, MemoryJournal()
    again = await side.connector.execute("listings_items", "patch", PATCH, idempotency_key="stock count")
    assert again.data == first.data
    side.connector._writer, side.connector._journal = None, MemoryJournal()
    await side.connector.execute("listings_items", "patch", PATCH, idempotency_key="another")
    assert len(sent(side, "PATCH")) == 2


ORDERS = {
    "content": "order-id\tname\n1\tMüller\n",
    "content_type": "text/tab-separated-values; charset=ISO-8859-1",
    "feed_type": "POST_FLAT_FILE_FULFILLMENT_DATA",
}


async def test_a_dry_run_of_a_feed_shows_its_document_and_sends_nothing(pair):
    page = await pair.same(dry("feeds", "submit", ORDERS))
    (shown,) = page["data"]
    assert (shown["document"]["bytes"], shown["marketplace_ids"]) == (23, ["ATVPDKIKX0DER"])
    assert "feeds.create" in shown["steps"]
    assert pair.local.calls == []


async def test_the_text_of_a_feed_is_encoded_on_either_side(pair):
    async def scenario(side):
        page = await side.connector.execute("feeds", "submit", ORDERS, timeout=None)
        (upload,) = [r for r in side.emulator.requests if r.method == "PUT"]
        return [page.meta.summary, upload.body == ORDERS["content"].encode("latin-1")]

    assert (await pair.same(scenario))[1]


async def test_a_server_takes_no_file_and_that_is_said_before_anything_is_sent(pair):
    side = pair.other
    invoice = {"content": b"%PDF-1.7", "content_type": "application/pdf", "feed_type": "UPLOAD_VAT_INVOICE"}
    for dry_run in (False, True):
        with pytest.raises(InvalidInput, match="only text can be sent through a server"):
            await side.connector.execute("feeds", "submit", invoice, dry_run=dry_run)
    assert sent(side, "PUT") == sent(side, "POST") == []
