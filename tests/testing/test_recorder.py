"""Recording: what is kept, what must not be, and that it plays."""

from __future__ import annotations

import gzip
import json

import httpx2
import pytest

from toolspan import Page
from toolspan.emulator import Emulator
from toolspan.testing import Recorder, connected
from toolspan.testing.fixtures import InProcess
from toolspan.testing.recorder import NotRecorded

WEEK = {"created_after": "-7d", "included_data": ["BUYER", "RECIPIENT"], "max_results_per_page": 5}
REPORT = {"report_type": "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL", "data_start_time": "-5d"}


async def everything(connector) -> list[Page]:
    return [
        await connector.orders.list(**WEEK),
        await connector.execute("orders_v0", "list", {"created_after": "-7d"}),
        await connector.execute("reports", "run", REPORT, timeout=None),
    ]


@pytest.fixture
def silent() -> Emulator:
    return Emulator(seed=7)


@pytest.fixture
async def recorded(silent, tmp_path):
    path = tmp_path / "cassettes/week.json"
    silent.reports.compression = None
    silent.reports.queue_seconds = silent.reports.progress_seconds = 0
    recorder = Recorder(path, record=True, transport=InProcess(silent))
    async with connected(silent, transport=recorder, clock=recorder.clock) as connector:
        pages = await everything(connector)
    return path, pages


def played(emulator, path):
    recorder = Recorder(path)
    return connected(emulator, transport=recorder, clock=recorder.clock)


async def test_what_was_recorded_is_played_without_the_api(silent, recorded):
    path, pages = recorded
    before = len(silent.requests)
    async with played(silent, path) as connector:
        again = await everything(connector)
    assert len(silent.requests) == before
    assert [page.meta.count for page in again] == [page.meta.count for page in pages]
    assert [row["orderId"] for row in again[0].data] == [row["orderId"] for row in pages[0].data]


async def test_nothing_secret_or_personal_is_kept(silent, recorded):
    path, pages = recorded
    text = path.read_text("utf-8")
    secrets = [*silent.credentials.values(), *silent.directory.tokens]
    assert not [secret for secret in secrets if secret in text and not secret.startswith("amzn1.application")]
    people = [order["recipient"]["deliveryAddress"] for order in pages[0].data]
    for address in people:
        for field in ("name", "addressLine1", "phone", "postalCode"):
            assert str(address.get(field, "-never-")) not in text, field
    assert "X-Amz-Signature=recorded" in text
    assert "@marketplace.amazon" not in text


async def test_a_call_that_was_not_recorded_is_named(silent, recorded):
    async with played(silent, recorded[0]) as connector:
        with pytest.raises(NotRecorded, match=r"GET .*/catalog/2022-04-01/items/B0.*TOOLSPAN_RECORD=1"):
            await connector.execute("catalog_items", "get", {"asin": "B000000001"})


async def test_an_answer_is_played_once(silent, recorded):
    async with played(silent, recorded[0]) as connector:
        await connector.orders.list(**WEEK)
        with pytest.raises(NotRecorded, match="no further response"):
            await connector.orders.list(**WEEK)


def test_a_missing_recording_says_how_to_make_it(tmp_path):
    with pytest.raises(NotRecorded, match="TOOLSPAN_RECORD=1"):
        Recorder(tmp_path / "none.json")


async def test_columns_of_people_are_masked_in_a_table(tmp_path):
    def answer(request: httpx2.Request) -> httpx2.Response:
        table = "order-id\tship-city\tnickname\r\n1\tUlm\tBo\r\n2\t\tCy\r\n"
        return httpx2.Response(200, text=table, headers={"content-type": "text/plain"})

    path = tmp_path / "table.json"
    recorder = Recorder(path, record=True, personal=["Nick-Name"], transport=httpx2.MockTransport(answer))
    await recorder.handle_async_request(httpx2.Request("GET", "https://documents.example/1"))
    (kept,) = json.loads(path.read_text("utf-8"))["answers"]
    assert kept["body"] == "order-id\tship-city\tnickname\r\n1\trecorded\trecorded\r\n2\t\trecorded\r\n"


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "utf-16", "shift_jis"])
async def test_people_are_masked_in_any_character_set_packed_or_not(tmp_path, packed, charset):
    table = f"order-id\tbuyer-name\tnote\r\n1\t{'Renée' if charset != 'shift_jis' else '山田'}\tok\r\n"
    body = table.encode(charset)

    def answer(request: httpx2.Request) -> httpx2.Response:
        content = gzip.compress(body) if packed else body
        return httpx2.Response(
            200, content=content, headers={"content-type": f"text/plain; charset={charset}"}
        )

    path, request = tmp_path / "table.json", httpx2.Request("GET", "https://documents.example/1")
    recorder = Recorder(path, record=True, transport=httpx2.MockTransport(answer))
    await recorder.handle_async_request(request)
    assert "Renée" not in path.read_text("utf-8")
    assert "base64" not in path.read_text("utf-8")
    played = (await Recorder(path).handle_async_request(request)).content
    again = gzip.decompress(played) if packed else played
    assert again.decode(charset) == "order-id\tbuyer-name\tnote\r\n1\trecorded\tok\r\n"


async def test_people_are_masked_in_xml(tmp_path):
    text = "<Order><BuyerName>Renée</BuyerName><az:City>Ulm</az:City><Sku>MUG-1</Sku></Order>"
    path = tmp_path / "orders.json"
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, text=text))
    await Recorder(path, record=True, transport=transport).handle_async_request(
        httpx2.Request("GET", "https://documents.example/1")
    )
    (kept,) = json.loads(path.read_text("utf-8"))["answers"]
    assert (
        kept["body"]
        == "<Order><BuyerName>recorded</BuyerName><az:City>recorded</az:City><Sku>MUG-1</Sku></Order>"
    )
