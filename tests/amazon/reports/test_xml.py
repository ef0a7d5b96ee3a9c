"""Rows out of XML, and what a hostile document gets."""

from __future__ import annotations

import pytest

from toolspan.errors import UpstreamError
from toolspan.formats.tables import XML, Window, read_table

from .conftest import opened, rows_of, table, text_of

ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<AmazonEnvelope noNamespaceSchemaLocation="amzn-envelope.xsd">
  <Header><DocumentVersion>1.01</DocumentVersion></Header>
  <MessageType>OrderReport</MessageType>
  <Message><MessageID>1</MessageID><Order id="a">
    <Item><SKU>A &amp; B</SKU><Price currency="EUR">5.00</Price></Item>
    <Item><SKU>C</SKU></Item>
  </Order></Message>
  <Message><MessageID>2</MessageID><Order id="b"><Item><SKU>D</SKU></Item></Order></Message>
</AmazonEnvelope>"""
MESSAGES = [
    {
        "MessageID": "1",
        "Order": {
            "@id": "a",
            "Item": [{"SKU": "A & B", "Price": {"@currency": "EUR", "#text": "5.00"}}, {"SKU": "C"}],
        },
    },
    {"MessageID": "2", "Order": {"@id": "b", "Item": [{"SKU": "D"}]}},
]


def test_the_messages_of_an_envelope_are_rows_and_the_rest_is_told_beside_them():
    read = table(ENVELOPE, XML)
    assert (read.rows, read.total) == (MESSAGES, 2)
    assert read.about == {
        "Header": {"DocumentVersion": "1.01"},
        "MessageType": "OrderReport",
        "@noNamespaceSchemaLocation": "amzn-envelope.xsd",
    }
    assert rows_of(ENVELOPE, XML) == rows_of(ENVELOPE, None) == MESSAGES


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("<r><a><n>1</n></a><b><n>2</n></b></r>", [{"_section": "a", "n": "1"}, {"_section": "b", "n": "2"}]),
        ("<r><n>1</n><m>é</m></r>", [{"n": "1", "m": "é"}]),
        ("<r>5</r>", [{"value": "5"}]),
        ("<r/>", []),
        (" \n", []),
        ("\n<?xml version='1.0'?>\n<r><![CDATA[<5>]]></r>", [{"value": "<5>"}]),
    ],
)
def test_other_documents_give_what_they_hold(text, rows):
    assert table(text, XML).rows == rows_of(text, XML) == rows


@pytest.mark.parametrize(
    "text",
    [
        "<r><o><i>1</i></o><o><i>1</i><i>2</i></o></r>",
        "<r><o><p><i a='x'/></p></o><o><p><i a='x'/><i/></p><p/></o></r>",
    ],
)
def test_what_repeats_in_one_row_is_a_list_in_every_row(text):
    first, second = table(text, XML).rows
    assert rows_of(text, XML) == [first, second]
    assert {name: type(value) for name, value in first.items()} == dict.fromkeys(second, list)
    assert table(text, XML, Window(0, 1)).rows == [first]


@pytest.mark.parametrize("header", ["<Header/>", "<Header><V>1</V></Header><MessageType>X</MessageType>"])
def test_an_envelope_without_messages_has_no_rows(header):
    text = f"<AmazonEnvelope>{header}</AmazonEnvelope>"
    read = table(text, XML)
    assert (read.rows, read.total, rows_of(text, XML)) == ([], 0, [])
    assert "Header" in read.about


BOMB = (
    "<!DOCTYPE r ["
    + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    + "]><r>&e9;</r>"
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r/>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]><r/>',
        "<!DOCTYPE r><r/>",
    ],
    ids=["bomb", "file", "external", "parameter entity", "bare"],
)
def test_a_document_that_defines_anything_is_refused(text):
    with pytest.raises(UpstreamError, match="document type or entities") as failure:
        table(text, XML)
    assert not failure.value.retryable


@pytest.mark.parametrize(
    "text",
    [
        "<r>",
        "<r><a></r>",
        "<r/><r/>",
        "<r>&x;</r>",
        "<r>" * 200,
        "a\tb",
        "<r><a>" + "x" * 17_000_000,
        "<a " * 9,
    ],
    ids=lambda text: text[:8],
)
def test_xml_that_cannot_be_read_is_an_error_of_our_own(text):
    with pytest.raises(UpstreamError, match="not readable XML") as failure:
        read_table([text], XML)
    assert len(failure.value.message) < 300
    assert "reports.document" in failure.value.hint


@pytest.mark.parametrize("label", ["text/xml", "text/xml;charset=Cp1252"])
def test_the_character_set_may_stand_in_the_document(label):
    text = "<?xml version='1.0' encoding='ISO-8859-7'?><r>Καφές</r>"
    document = opened(text.encode("iso8859-7"), "text/xml")
    assert (text_of(document), document.remark) == (text, None)
    western = "<?xml version='1.0' encoding='windows-1252'?><r>Stück €</r>"
    document = opened(western.encode("cp1252"), label)
    assert (text_of(document), document.remark) == (western, None)


async def test_an_xml_report_is_run_like_any_other(run, emulator, served):
    emulator.faults.add("status", operation="createReport", status=202, body={"reportId": "9"})
    report = {"reportId": "9", "reportType": "GET_XML_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"}
    report |= {"processingStatus": "DONE", "reportDocumentId": "d"}
    emulator.faults.add("status", operation="getReport", status=200, body=report)
    place = {"reportDocumentId": "d", "url": f"{emulator.url}/documents/x"}
    emulator.faults.add("status", operation="getReportDocument", status=200, body=place)
    served(ENVELOPE.encode())
    page = await run("GET_XML_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL", data_start_time="-7d")
    assert page.data == MESSAGES
    assert page.meta.about["MessageType"] == "OrderReport"
