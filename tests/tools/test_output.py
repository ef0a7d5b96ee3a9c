"""The guard: JSON within its budget, nothing lost, nothing hidden, nothing kept that is not fit to show."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as Connector
from toolspan.contract import error_text
from toolspan.errors import InvalidInput
from toolspan.page import Meta, Page
from toolspan.runtime.invisible import HIDDEN, clean, hides_something, one_line
from toolspan.runtime.scope import ToolCallScope
from toolspan.tools.output import OutputLimiter, store_remainder

CALL = {"entity": "orders", "action": "list", "params": {"created_after": "-30d"}}


@pytest.fixture
def connector() -> Connector:
    return Connector(region="US")


def page_of(records: list[Any], **meta: Any) -> Page:
    return Page.model_construct(data=records, meta=Meta(count=len(records), **meta), raw=None)


def executed_on(connector: Connector | None, page: Page | None = None) -> ToolCallScope:
    return ToolCallScope(connector=connector, page=page, call=dict(CALL))


def seal(result: Any, connector: Connector | None, budget: int | None = 1_000) -> tuple[str, Any]:
    scope = executed_on(connector)
    output = OutputLimiter(budget).render(result, scope)
    asyncio.run(store_remainder(scope))
    assert json.loads(output.text) == output.value
    return output.text, output.value


def read_on(connector: Connector, params: dict[str, Any], budget: int = 1_000) -> tuple[str, Any]:
    """Return what a tool answers to a call of read_more."""
    with ToolCallScope(budget) as executed:
        page = asyncio.run(connector.execute("results", "read_more", params))
        executed.connector, executed.page = connector, page
        output = OutputLimiter(budget).render(page, executed)
        asyncio.run(store_remainder(executed))
    return output.text, output.value


def drain(connector: Connector, value: dict[str, Any], budget: int) -> list[Any]:
    """Return all records of a cut result, each huge one put together from its pieces."""
    records = list(value["data"])
    while True:
        meta = value["meta"]
        if "too_large" in meta:
            records.append(gather(connector, meta["handle"], str(meta["too_large"]["record"]), budget))
        following = meta.get("read_on")
        if not following:
            return records
        text, value = read_on(connector, following["arguments"]["params"], budget)
        assert len(text) <= budget
        records += value["data"]


def gather(connector: Connector, handle: str, path: str, budget: int) -> Any:
    """Return a huge record of the shape {"text": ...} by reading its text in pieces."""
    pieces, offset = [], 0
    while offset is not None:
        text, value = read_on(connector, {"handle": handle, "path": f"{path}.text", "offset": offset}, budget)
        assert len(text) <= budget
        pieces.append(value["data"][0]["text"])
        offset = value["meta"].get("next_offset")
    return {"text": "".join(pieces)}


letters = st.characters(codec="utf-8", max_codepoint=0x1FFFF, exclude_categories=("Cc", "Cf", "Cs", "Cn"))
texts = st.text(letters | st.sampled_from('"\\\n\t'), max_size=60).filter(
    lambda text: not re.search("Atz|Atc|amzn", text)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(texts, st.integers(0, 60)), max_size=30), st.integers(800, 3_000))
def test_every_record_can_be_read_and_no_result_is_over_its_budget(parts, budget):
    connector = Connector(region="US")
    records = [{"text": text * repeated} for text, repeated in parts]
    text, value = seal(page_of(records), connector, budget)
    assert len(text) <= budget
    assert drain(connector, value, budget) == records


def test_what_fits_is_given_whole_with_a_terse_meta():
    page = page_of([{"a": 1}], operation="orders.list", request_id="r", next_token="t", has_more=False)
    _, value = seal(page, None)
    assert value == {"meta": {"count": 1, "next_token": "t"}, "data": [{"a": 1}]}
    page.meta.next_params = {"pagination_token": "t"}
    assert seal(page, None)[1]["meta"] == {"count": 1, "next_params": {"pagination_token": "t"}}


def test_an_untouched_page_is_not_parsed_again(connector):
    page = page_of([{"a": 1}])
    assert OutputLimiter().render(page, executed_on(connector, page)).value["data"] is page.data
    assert (
        OutputLimiter().render(page.model_dump(), executed_on(connector, page)).value["data"] is not page.data
    )


def test_a_page_with_hidden_characters_is_not_aliased(connector):
    page = page_of([{"a": "x\u202ey"}])
    assert OutputLimiter().render(page, executed_on(connector, page)).value["data"] == [{"a": "xy"}]


def test_the_notice_stands_first_and_says_what_to_call(connector):
    text, value = seal(
        page_of([{"n": n, "pad": "x" * 100} for n in range(50)], next_params={"page": 2}), connector
    )
    assert text.startswith('{"meta":{"notice":"Records 0-')
    params = {"handle": value["meta"]["handle"], "offset": value["meta"]["returned"]}
    assert value["meta"]["read_on"] == {
        "tool": "execute",
        "arguments": {"entity": "results", "action": "read_more", "params": params},
    }
    assert value["meta"]["next_params"] == {"page": 2}
    assert "count" not in value["meta"]


def test_without_a_connector_the_rest_is_not_promised():
    _, value = seal([{"pad": "x" * 100}] * 50, None)
    assert "ask for less" in value["meta"]["notice"]
    assert "handle" not in value["meta"]


def test_a_result_whose_bulk_is_not_its_records_is_bounded_too(connector):
    text, value = seal({"data": [1], "meta": {"count": 1}, "story": "x" * 5_000}, connector)
    assert len(text) <= 1_000
    whole = gather_value(connector, value["meta"]["handle"], "0.story")
    assert whole == "x" * 5_000


def gather_value(connector: Connector, handle: str, path: str) -> str:
    pieces, offset = [], 0
    while offset is not None:
        _, value = read_on(connector, {"handle": handle, "path": path, "offset": offset})
        pieces.append(value["data"][0]["text"])
        offset = value["meta"].get("next_offset")
    return "".join(pieces)


def test_an_object_without_records_is_cut_as_one_record(connector):
    text, value = seal({"deep": {"list": [{"n": n} for n in range(400)]}, "small": 1}, connector)
    assert len(text) <= 1_000
    assert list(value["meta"]["too_large"]["keys"]) == ["deep", "small"]
    _, value = read_on(connector, {"handle": value["meta"]["handle"], "path": "0.deep.list"})
    assert drain(connector, value, 1_000) == [{"n": n} for n in range(400)]


def test_a_record_of_very_many_or_long_keys_stays_in_budget(connector):
    for record in ({f'"{n}"' * 20: n for n in range(300)}, {"k" * 5_000: 1, "b": "x" * 900}):
        text, value = seal([record], connector)
        assert len(text) <= 1_000
        assert value["meta"]["too_large"]["record"] == 0


def test_a_smaller_reader_reads_in_smaller_steps(connector):
    records = [{"n": n, "pad": "x" * 100} for n in range(60)]
    _, value = seal(page_of(records), connector, 5_000)
    assert drain(connector, value, 800) == records


def test_offsets_beyond_the_end_and_wrong_paths_are_explained(connector):
    _, value = seal([{"pad": "x" * 100, "a.b": {"c": 1}}] * 50, connector)
    handle = value["meta"]["handle"]
    assert (
        read_on(connector, {"handle": handle, "offset": 99})[1]["meta"]["notice"]
        == "There are only 50 records, numbered from 0."
    )
    assert read_on(connector, {"handle": handle, "path": "3.a.b.c"})[1]["data"] == [{"value": 1}]
    for path in ("50", "x", "0.nothing", "", "-1", "²", "0.pad.x"):
        with pytest.raises(InvalidInput, match=r"path|nothing"):
            read_on(connector, {"handle": handle, "path": path})
    for offset in (-1, "x", None, [1]):
        if offset is not None:
            with pytest.raises(InvalidInput, match="offset"):
                read_on(connector, {"handle": handle, "offset": offset})


def test_what_is_kept_is_clean_already():
    secret = "canary-7f3a91c2d8-secret-value"
    connector = Connector(region="US")
    connector.redact.keep(secret)
    _, value = seal([{"pad": "x" * 990, "s": f"{secret}\u202e"}] * 3, connector)
    kept = asyncio.run(connector.results.get(connector.result_owner(), value["meta"]["handle"]))
    assert not any(secret in text or "\u202e" in text for text in kept.records)


@pytest.mark.parametrize(
    "result", ["plain words", 7, None, [], {}, True, 1.5, ["a", 1], {"data": "no list"}, float("nan")]
)
def test_any_result_becomes_an_object(result):
    _, value = seal(result, None)
    assert isinstance(value, dict)


def test_json_text_is_taken_as_what_it_says():
    assert seal('{"data": [1]}', None)[1] == {"data": [1]}
    assert seal("[1, 2]", None)[1] == {"data": [1, 2]}
    assert seal("{not json", None)[1] == {"data": ["{not json"]}


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain\ttext\nhere", "plain\ttext\nhere"),
        ("\x00\x07\x08\x0c\x1b[31m", "[31m"),
        ("\x7f\x80\x9b", ""),
        ("a\u200b\u200d\u202e\u2066\u2069\ufeff\xad\u061cb", "ab"),
        ("\U000e0041\U000e0100", ""),
        ("a\u034f\u115f\u1160\u17b4\u3164\uffa0\ufff9\ufffa\ufffb\U0001d173\U0001d17a\U0001bca0b", "ab"),
        ("a\ufe0f\ufe0fb", "ab"),
        ("a\ufe00\U000e0100\U000e0101b", "ab"),
        ("a\ufe0f\u200b\ufe0fb", "ab"),
        ("\ufe0f start", " start"),
        ("one\u2028two\u2029three", "one\ntwo\nthree"),
        ("❤\ufe0f and ☎\ufe0e and 葛\U000e0100", "❤\ufe0f and ☎\ufe0e and 葛\U000e0100"),
        ("❤\ufe0f\u200d🔥 👩🏽\u200d💻", "❤\ufe0f\u200d🔥 👩🏽\u200d💻"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u0915\u094d\u200d\u0937",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u0915\u094d\u200d\u0937",
        ),
        ("a \u200d b\u200d", "a  b"),
        ("\u200da\u200d\u200db", "ab"),
        ("\\u0007 \\b \\\\u0007", "\\u0007 \\b \\\\u0007"),
        ("naïve “quotes” º 日本 😀", "naïve “quotes” º 日本 😀"),
    ],
)
def test_only_what_is_hidden_is_taken_out(text, cleaned):
    raw = json.dumps(text, ensure_ascii=False).encode()
    assert json.loads(clean(raw, raw.decode())) == cleaned


@pytest.mark.parametrize(
    "text", ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "👩🏽\u200d💻", "❤\ufe0f\u200d🔥"]
)
def test_joiners_between_letters_and_emoji_stay_in_errors_and_parameters(text):
    assert str(InvalidInput(f"No {text}.")) == f"No {text}."
    assert not hides_something(text)


@pytest.mark.parametrize("text", ["a\u200b", "a \u200d b", "\u200da", "a\u200d\u200db", "a\u202eb", "a\nb"])
def test_what_hides_or_steers_is_refused_and_blanked(text):
    assert hides_something(text)
    assert one_line(text).isprintable()


def test_every_hidden_character_is_found_by_its_bytes():
    for number in range(0x7F, 0x110000):
        if not 0xD800 <= number <= 0xDFFF and HIDDEN.match(chr(number)):
            raw = f'"{chr(number)}"'.encode()
            assert clean(raw, raw.decode()) == '""', hex(number)


SIGNED = "https://files.example/d?X-Amz-Date=2026&X-Amz-Security-Token=opensesame&X-Amz-Signature=opensesame"
OLDER = "https://files.example/d?AWSAccessKeyId=A&Signature=opensesame%3D&Expires=1"


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("url", [SIGNED, OLDER])
def test_the_signature_of_an_address_is_for_programs_only(connector, known, url):
    record = {"url": url, "said": "Signature=fine, and ?Signatures=fine"}
    text, value = seal(page_of([record]), connector if known else None)
    assert "opensesame" not in text
    (shown,) = value["data"]
    assert shown["url"].startswith("https://files.example/d?")
    assert "Signature=[redacted]" in shown["url"]
    assert shown["said"] == record["said"]


async def test_no_tool_gives_a_model_an_address_that_opens_a_document(connect):
    pytest.importorskip("langchain_core")
    shop = connect()
    made = await shop.reports.run(report_type="GET_MERCHANT_LISTINGS_ALL_DATA", limit=1)
    report = (await shop.reports.get(report_id=made.meta.report_id)).one
    params = {"report_document_id": report["reportDocumentId"]}

    @shop.tool_utils
    async def amazon(entity: str, action: str, params: dict | None = None):
        return await shop.execute(entity, action, params or {})

    single = shop.tools("langchain", shape="single")[0]
    typed = shop.tools("langchain", shape="typed", include=["reports.document"])[0]
    call = {"entity": "reports", "action": "document", "params": params}
    for text in (await single.ainvoke(call), await typed.ainvoke(params), str(await amazon(**call))):
        assert "X-Amz-Signature=[redacted]" in text
    assert "redacted" not in (await shop.reports.document(**params)).one["url"]


@pytest.mark.parametrize("hidden", ["\u3164", "\u2028", "\U000e0041", "\ufe0f\ufe0f", "\u202e", "\ufff9"])
def test_what_is_hidden_is_taken_out_of_keys_and_errors_too(hidden):
    text, value = seal({f"na{hidden}me": [{f"in{hidden}side": 1}]}, None)
    told = error_text(
        InvalidInput(f"wro{hidden}ng", hint=f"hi{hidden}nt", resume={"params": {f"a{hidden}": hidden}})
    )
    for shown in (text, told, json.dumps(value, ensure_ascii=False)):
        assert hidden not in shown
    json.loads(told)
