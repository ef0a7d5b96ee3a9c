"""What Amazon says of a feed: in any form, language and size, whole to a program and in pages to a model."""

from __future__ import annotations

import json

import pytest

from toolspan import UpstreamError
from toolspan.tools.build import specs_of

TSV = "text/tab-separated-values; charset=UTF-8"
SHIPPED = "order-id\tship-date\n1\t2026-11-24\n2\n3\t2026-11-24\n"
ORDERS = "POST_FLAT_FILE_FULFILLMENT_DATA"
XML = """<?xml version="1.0" encoding="UTF-8"?>
<AmazonEnvelope><MessageType>OrderFulfillment</MessageType>
<Message><MessageID>1</MessageID><OrderFulfillment><AmazonOrderID>1</AmazonOrderID></OrderFulfillment></Message>
<Message><MessageID>2</MessageID><OrderFulfillment/></Message></AmazonEnvelope>"""
HEADER = "original-record-number\tsku\terror-code\terror-type\terror-message"


async def submit(connector, content=SHIPPED, content_type=TSV, feed_type=ORDERS):
    params = {"content": content, "content_type": content_type, "feed_type": feed_type}
    return await connector.execute("feeds", "submit", params, timeout=None)


def flat(processed, accepted, *lines, words=("Feed Processing Summary:", "processed", "successful")):
    head = f"{words[0]}\n\t{words[1]}\t\t{processed}\n\t{words[2]}\t\t{accepted}\n\n"
    return head + "".join(f"{line}\n" for line in (HEADER, *lines) if lines)


async def answered(connector, emulator, report, content_type="text/plain"):
    """The page of a feed that Amazon answers with this report."""
    emulator.feeds.report_next(report if isinstance(report, bytes) else report.encode(), content_type)
    return await submit(connector)


async def test_records_of_a_flat_file_come_back_with_codes_and_counts(connector):
    page = await submit(connector)
    (row,) = page.data
    assert (row["record_number"], row["sku"], row["status"]) == (2, "2", "INVALID")
    assert row["issues"][0]["code"] == "90041"
    assert page.meta.summary == {"messagesProcessed": 3, "messagesAccepted": 2, "messagesInvalid": 1}
    assert page.raw.startswith("Feed Processing Summary:")


async def test_messages_of_an_xml_feed_come_back_with_codes_and_counts(connector):
    page = await submit(connector, XML, "text/xml; charset=UTF-8", "POST_ORDER_FULFILLMENT_DATA")
    (row,) = page.data
    assert (row["message_id"], row["status"], row["issues"][0]["code"]) == (2, "INVALID", "25")
    assert (page.meta.summary["messagesProcessed"], page.meta.summary["messagesInvalid"]) == (2, 1)


async def test_a_japanese_report_without_a_label_is_read_as_what_it_is(tokyo):
    emulator, connector = tokyo
    page = await submit(connector)
    assert page.data[0]["issues"][0]["type"] == "エラー"
    assert page.raw.startswith("フィード処理の概要:")
    assert any("cp932" in warning for warning in page.meta.warnings)
    again = await connector.execute("feeds", "result", {"feed_id": page.meta.feed_id}, timeout=None)
    assert (again.data, again.raw) == (page.data, page.raw)
    assert any("cp932" in warning for warning in again.meta.warnings)
    emulator.feeds.fail_next()
    emulator.feeds.report_next("注文が見つかりません①".encode("cp932"))
    with pytest.raises(UpstreamError, match="注文が見つかりません①"):
        await submit(connector, SHIPPED + "4\t2026-11-25\n")


async def test_a_german_report_is_read_by_its_numbers(connector, emulator):
    words = ("Zusammenfassung:", "Anzahl der verarbeiteten Datensätze", "Anzahl der erfolgreichen Datensätze")
    report = flat("1.200", "1.199", "7\tA\t8541\tFehler\tSchlüssel fehlt", words=words)
    page = await answered(connector, emulator, report.encode("cp1252"), "text/plain; charset=Cp1252")
    assert page.meta.summary["messagesProcessed"] == 1_200
    assert page.data == [
        {"record_number": 7, "sku": "A", "status": "INVALID",
         "issues": [{"code": "8541", "type": "Fehler", "message": "Schlüssel fehlt"}]}
    ]  # fmt: skip


async def test_a_report_without_a_table_says_that_all_is_right(connector, emulator):
    page = await answered(connector, emulator, flat(3, 3))
    assert (page.data, page.meta.summary["messagesAccepted"]) == ([], 3)


async def test_several_faults_of_a_record_are_one_row(connector, emulator):
    lines = (
        "1\tA\t1\tError\tfirst\twith a tab",
        "1\tA\t2\tError\tsecond",
        "which goes on",
        "2\tB\t3\tError\tx",
    )
    page = await answered(connector, emulator, flat(5, 3, *lines))
    first, second = page.data
    assert [issue["message"] for issue in first["issues"]] == ["first\twith a tab", "second\nwhich goes on"]
    assert (second["record_number"], second["status"]) == (2, "INVALID")


async def test_what_the_numbers_do_not_decide_is_left_open(connector, emulator):
    page = await answered(connector, emulator, flat(5, 4, "1\tA\t1\tFehler\tx", "2\tB\t2\tWarnung\ty"))
    assert not any("status" in row for row in page.data)
    assert "seller's language" in page.meta.warnings[-1]
    page = await connector.execute("feeds", "result", {"feed_id": page.meta.feed_id})
    assert len(page.data) == 2


async def test_warnings_alone_refuse_nothing(connector, emulator):
    page = await answered(connector, emulator, flat(2, 2, "100001\tA\t1\tInfo\tx"))
    assert (page.one["record_number"], page.one["status"]) == (100_001, "ACCEPTED")


LONG = [f"{n}\tSKU-{n}\t8541\tError\t{'a fault that is told at length ' * 2}{n}" for n in range(1, 1_501)]


@pytest.mark.parametrize(
    "report",
    [
        flat(1_500, 0, *LONG),
        "Something else.\n" + "\n".join(LONG),
        json.dumps({"issues": [{"messageId": n, "severity": "ERROR", "message": line} for n, line in enumerate(LONG)],
                    "summary": {"messagesProcessed": 1_500}}),
        json.dumps({"unheard-of": LONG}),
        "<AmazonEnvelope><Message><ProcessingReport>" + "".join(
            f"<Result><MessageID>{n}</MessageID><ResultCode>Error</ResultCode><ResultDescription>{line}"
            "</ResultDescription></Result>" for n, line in enumerate(LONG)
        ) + "</ProcessingReport></Message></AmazonEnvelope>",
        "<html>" + "\n".join(LONG),
    ],
    ids=["table", "text", "json", "other json", "xml", "broken xml"],
)  # fmt: skip
async def test_a_report_of_any_size_comes_whole(connector, emulator, report):
    page = await answered(connector, emulator, report)
    assert page.raw == (json.loads(report) if report[0] == "{" else report)
    told = json.dumps(page.data)
    assert all(f"at length {n}" in told for n in (1, 750, 1_500))


@pytest.mark.parametrize("report", [flat(1_500, 0, *LONG), "Something else.\n" + "\n".join(LONG)])
async def test_a_model_reads_a_long_report_page_by_page(connector, emulator, report):
    emulator.feeds.report_next(report.encode())
    spec = specs_of(connector, shape="single", max_output_chars=12_000)[0]
    feed = {"content": SHIPPED, "content_type": TSV, "feed_type": ORDERS}
    place = await connector.execute("feeds", "submit", feed, timeout=None)
    call = {"entity": "feeds", "action": "result", "params": {"feed_id": place.meta.feed_id}}
    rows = []
    while call:
        value = (await spec.run(call)).value
        rows += value["data"]
        call = value["meta"].get("read_on", {}).get("arguments")
    assert rows == place.data
    assert "at length 1500" in json.dumps(rows[-1])


async def test_a_long_report_of_a_failed_feed_is_quoted_with_the_call_that_reads_it_all(connector, emulator):
    emulator.feeds.fail_next()
    emulator.feeds.report_next("\n".join(LONG).encode())
    with pytest.raises(UpstreamError) as caught:
        await submit(connector)
    assert "the first 1200 of" in caught.value.message
    feed_id = (await connector.feeds.list(feed_types=ORDERS)).one["feedId"]
    assert f'feeds.result with {{"feed_id": "{feed_id}", "of_failed": true}}' in caught.value.message
    page = await connector.feeds.result(feed_id=feed_id, of_failed=True)
    assert page.raw == "\n".join(LONG)
    assert "".join(row["report"] for row in page.data) == page.raw
    assert "The feed failed" in page.meta.warnings[0]


async def test_the_state_of_listings_that_a_feed_asked_for_stands_in_their_rows(connector, emulator):
    report = {
        "header": {}, "issues": [{"messageId": 9, "sku": "B", "severity": "WARNING", "code": "1", "message": "x"}],
        "summary": {"messagesProcessed": 2}, "items": [{"sku": "A", "summaries": []}, {"sku": "C"}],
    }  # fmt: skip
    emulator.feeds.report_next(json.dumps(report).encode(), "application/json")
    messages = [{"sku": "A", "operation_type": "DELETE"}]
    page = await connector.execute("feeds", "submit", {"messages": messages}, timeout=None)
    assert page.data[0]["item"] == {"sku": "A", "summaries": []}
    assert (page.data[1]["message_id"], page.data[1]["sku"], page.data[1]["status"]) == (9, "B", "ACCEPTED")
    assert page.data[2] == {"item": {"sku": "C"}}
