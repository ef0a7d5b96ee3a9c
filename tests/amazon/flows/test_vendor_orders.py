"""A vendor's purchase orders: acknowledged once a person says yes, and never twice."""

from __future__ import annotations

import base64
import json

import pytest
from tests.adapters.approval_drivers import DESKS
from tests.adapters.drivers import DRIVERS, FRAMEWORKS

from toolspan import InvalidInput, OutcomeUnknown, Page, PolicyDenied
from toolspan.connectors.amazon_seller_partner.labels import label_files
from toolspan.emulator import Emulator
from toolspan.journal import SQLiteJournal
from toolspan.policy import Policy
from toolspan.testing.bench import parsed
from toolspan.testing.script import call

from .conftest import NOW, WRITES
from .killing import killed_in_a_write

ACKNOWLEDGEMENTS = "/vendor/orders/v1/acknowledgements"


@pytest.fixture
async def emulator():
    """An emulated vendor; the clock moves only when somebody waits."""
    async with Emulator(seed=7, now=NOW, account_type="vendor") as running:
        yield running


@pytest.fixture
async def connector(connect):
    async with connect(policy=WRITES, account_type="vendor") as made:
        yield made


def acknowledgement(order, short=0):
    """Return the acceptance of all that an order asks for, less some units of its first item."""
    details = order["orderDetails"]
    items = [
        {
            "item_sequence_number": item["itemSequenceNumber"],
            "ordered_quantity": item["orderedQuantity"],
            "item_acknowledgements": [
                {
                    "acknowledgement_code": "Accepted",
                    "acknowledged_quantity": {
                        **item["orderedQuantity"],
                        "amount": item["orderedQuantity"]["amount"] - (short if number == 0 else 0),
                    },
                }
            ],
        }
        for number, item in enumerate(details["items"])
    ]
    whole = {
        "purchase_order_number": order["purchaseOrderNumber"],
        "selling_party": details["sellingParty"],
        "acknowledgement_date": "2026-11-24T06:00:00Z",
        "items": items,
    }
    return {"acknowledgements": [whole]}


async def newest(connector):
    return (await connector.vendor_orders.list(created_after="-7d", limit=1)).data[0]


def sent(emulator):
    return emulator.requests.matching(method="POST", path=ACKNOWLEDGEMENTS)


async def test_an_order_is_acknowledged_and_its_transaction_says_so(connector, emulator):
    order = await newest(connector)
    assert order["purchaseOrderState"] == "New"
    receipt = await connector.vendor_orders.acknowledge(**acknowledgement(order))
    transaction = {"transaction_id": receipt.one["transactionId"]}
    assert (await connector.vendor_transactions.get(**transaction)).one["status"] == "Processing"
    emulator.clock.advance(120)
    assert (await connector.vendor_transactions.get(**transaction)).one["status"] == "Success"
    read = await connector.vendor_orders.get(purchase_order_number=order["purchaseOrderNumber"])
    assert read.one["purchaseOrderState"] == "Acknowledged"


async def test_what_does_not_add_up_is_refused_by_the_transaction(connector, emulator):
    receipt = await connector.vendor_orders.acknowledge(**acknowledgement(await newest(connector), short=1))
    emulator.clock.advance(120)
    ended = (await connector.vendor_transactions.get(transaction_id=receipt.one["transactionId"])).one
    assert ended["status"] == "Failure"
    assert "are acknowledged" in ended["errors"][0]["message"]


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_an_agent_acknowledges_once_a_person_says_yes(framework, connect, emulator):
    policy = Policy(writes=["vendor_orders.acknowledge"])
    async with connect(policy=policy, account_type="vendor") as connector:
        params = acknowledgement(await newest(connector))
        arguments = {"entity": "vendor_orders", "action": "acknowledge", "params": params}
        desk = await DESKS[framework]().ask(connector.tools(framework), arguments)
        await desk.answer(yes=False)
        assert sent(emulator) == []
        desk = await DESKS[framework]().ask(connector.tools(framework), arguments)
        seen = parsed(await desk.answer())
    assert seen["data"][0]["transactionId"]
    assert len(sent(emulator)) == 1


async def test_after_a_kill_nothing_is_acknowledged_twice(emulator, connect, tmp_path):
    journal = tmp_path / "writes.db"
    async with connect(account_type="vendor") as reader:
        params = acknowledgement(await newest(reader))
    await killed_in_a_write(emulator, journal, "vendor_orders.acknowledge", params, ACKNOWLEDGEMENTS)
    async with connect(policy=WRITES, journal=SQLiteJournal(journal), account_type="vendor") as connector:
        with pytest.raises(OutcomeUnknown, match="not sent again") as caught:
            await connector.vendor_orders.acknowledge(**params)
        assert "vendor_orders.status" in caught.value.hint
    assert len(sent(emulator)) == 1


async def test_a_seller_has_no_purchase_orders_and_without_permission_none_is_acknowledged(connect, emulator):
    async with connect(account_type="vendor") as reader:
        with pytest.raises(PolicyDenied):
            await reader.vendor_orders.acknowledge(**acknowledgement(await newest(reader)))
    assert sent(emulator) == []


# ---------------------------------------------------------------------- papers

PDF = b"%PDF-1.4 label"


@pytest.mark.parametrize(
    ("record", "kind", "package"),
    [
        ({"labelData": [{"labelFormat": "PDF", "trackingId": "1Z", "label": 0}]}, "LABEL", "1Z"),
        ({"labelFormat": "PNG", "labelData": [{"packageIdentifier": "001", "content": 0}]}, "LABEL", "001"),
        (
            {"purchaseOrderNumber": "4Z32PABC", "contentType": "application/pdf", "content": 0},
            "DOCUMENT",
            "4Z32PABC",
        ),
        ({"containerTrackingNumber": "C1", "format": "PDF", "content": 0}, "DOCUMENT", "C1"),
        ({"format": "PDF", "content": 0}, "DOCUMENT", None),
    ],
)
def test_papers_of_vendors_are_files_for_programs(record, kind, package):
    encoded = base64.b64encode(PDF).decode()
    page = Page(data=[json.loads(json.dumps(record).replace(": 0", f': "{encoded}"'))])
    (file,) = label_files(page)
    assert (file.kind, file.format, file.package, file.data) == (kind, "PDF", package, PDF)


async def test_a_model_gets_the_size_of_a_label_and_a_program_the_file(connector, emulator):
    body = {"shippingLabels": [{
        "purchaseOrderNumber": "2JK3S9VC", "sellingParty": {"partyId": "V"}, "shipFromParty": {"partyId": "W"},
        "labelFormat": "PNG", "labelData": [{"content": base64.b64encode(PDF).decode()}],
    }]}  # fmt: skip
    emulator.faults.add("status", operation="getShippingLabels", status=200, body=body, times=2)
    params = {"created_after": "-2d", "created_before": "-1d"}
    (file,) = label_files(await connector.direct_fulfillment.labels(**params))
    assert file.data == PDF
    asked = call("execute", {"entity": "direct_fulfillment", "action": "labels", "params": params})
    transcript = await DRIVERS["pydantic_ai"].run(connector.tools("pydantic_ai"), [asked])
    (seen,) = transcript.results
    assert "bytes, not shown here" in seen
    assert "label_files(page)" in seen
    assert "JVBERi" not in seen  # how a PDF begins in base64


async def test_a_date_range_over_a_week_is_refused_before_it_is_asked_for(connector, emulator):
    with pytest.raises(InvalidInput, match="7 days"):
        await connector.vendor_orders.list(created_after="-30d", created_before="now")
    assert len(emulator.requests) == 0
