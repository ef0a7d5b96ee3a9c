"""A report from the request to its rows, on the emulator's clock, and all the ways in which it ends early."""

from __future__ import annotations

from itertools import pairwise

import pytest

from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.errors import DeadlineExceeded, NotFound, RateLimited, UpstreamError

from .conftest import LISTINGS

SETTLEMENT = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
CREATE, GET, DOCUMENT = "createReport", "getReport", "getReportDocument"


async def test_a_new_report_goes_from_the_queue_over_the_making_to_its_rows(emulator, run):
    page = await run()
    assert len(page.data) == page.meta.count == page.meta.total_rows == 40
    assert page.data[0]["seller-sku"] == "MUG-001"
    assert page.meta.report_type == LISTINGS
    assert (page.meta.has_more, page.meta.next_params) == (False, None)
    assert len(emulator.requests.matching(operation=CREATE)) == 1
    assert len(emulator.requests.matching(operation=GET)) > 2


async def test_polling_waits_longer_each_time(emulator, run):
    emulator.reports.progress_seconds = 600.0
    await run(timeout=None)
    looks = [request.time for request in emulator.requests.matching(operation=GET)]
    waits = [later - earlier for earlier, later in pairwise(looks)]
    assert len(looks) < 30
    assert max(waits) == pytest.approx(30, abs=1)


async def test_a_report_that_takes_too_long_says_how_to_go_on_with_it(run):
    with pytest.raises(DeadlineExceeded) as failure:
        await run(timeout=4, offset=5, limit=10)
    error = failure.value
    assert error.retryable
    assert error.retry_after
    assert "do not request it again" in error.hint
    assert error.resume["action"] == "run"
    assert error.resume["params"] == {"report_id": error.message.split()[1][:-1], "offset": 5, "limit": 10}


async def test_another_connector_goes_on_with_a_report_without_making_it_again(connect, emulator, run):
    with pytest.raises(DeadlineExceeded) as failure:
        await run(timeout=4)
    resume = failure.value.resume
    async with connect() as other:
        page = await other.execute(resume["entity"], resume["action"], resume["params"])
    assert page.meta.total_rows == 40
    assert len(emulator.requests.matching(operation=CREATE)) == 1


@pytest.mark.parametrize("step", [GET, DOCUMENT])
async def test_a_passing_failure_after_the_creation_says_how_to_go_on(emulator, run, step):
    emulator.faults.add("status", operation=step, status=503, times=None)
    with pytest.raises(UpstreamError) as failure:
        await run()
    assert failure.value.resume["params"].keys() == {"report_id"}
    assert failure.value.message.startswith("Report ")


async def test_used_up_quota_for_documents_says_how_to_go_on(emulator, run):
    emulator.faults.add("throttle", operation=DOCUMENT, times=None)
    with pytest.raises(RateLimited) as failure:
        await run()
    assert failure.value.retry_after > 0
    assert failure.value.resume["params"].keys() == {"report_id"}


async def test_a_failure_of_the_creation_itself_has_nothing_to_go_on_with(emulator, run):
    emulator.faults.add("throttle", operation=CREATE, times=None)
    with pytest.raises(RateLimited) as failure:
        await run()
    assert failure.value.resume is None


async def test_a_failed_report_gives_the_reason_that_its_document_holds(emulator, run):
    emulator.reports.fail_next()
    with pytest.raises(UpstreamError, match="A fault made the report fail") as failure:
        await run()
    assert not failure.value.retryable


async def test_the_reason_is_short_and_without_secrets(connector, emulator, run, served):
    secret = emulator.credentials["lwa_client_secret"]
    emulator.reports.fail_next()
    served(f"{secret}\n".encode() * 2_000)
    with pytest.raises(UpstreamError) as failure:
        await run()
    assert len(failure.value.message) <= 2_000
    assert secret[:9] not in failure.value.message


@pytest.mark.parametrize("body", [b"\x1f\x8bgarbage", b""])
async def test_a_reason_that_cannot_be_read_does_not_hide_the_failure(emulator, run, served, body):
    emulator.reports.fail_next()
    served(body, times=None)
    with pytest.raises(UpstreamError, match="FATAL"):
        await run()


async def test_a_settlement_that_amazon_made_is_read_by_its_id(connector, run):
    found = await connector.execute("reports", "list", {"report_types": [SETTLEMENT]})
    page = await run(None, report_id=found.data[0]["reportId"])
    assert page.meta.report_type == SETTLEMENT
    assert {row["settlement-id"] for row in page.data} == {page.data[0]["settlement-id"]}


async def test_an_unknown_report_is_not_found(run):
    with pytest.raises(NotFound, match="1234567"):
        await run(None, report_id="1234567")


@pytest.mark.parametrize(
    ("step", "body", "said"),
    [
        (CREATE, {}, "without returning its id"),
        (GET, [], "an unexpected type"),
        (GET, {"processingStatus": "DONE"}, "names no document"),
        (DOCUMENT, {"reportDocumentId": "d"}, "holds no address"),
    ],
)
async def test_a_step_that_answers_nonsense_is_an_error_of_our_own(emulator, run, step, body, said):
    status = 202 if step == CREATE else 200
    emulator.faults.add("status", operation=step, status=status, body=body, times=None)
    with pytest.raises(UpstreamError, match=said):
        await run()


async def test_a_japanese_report_is_read_in_its_own_characters(connect):
    from toolspan.emulator import Emulator

    async with Emulator(seed=7, region="FE") as emulator:
        credentials = AmazonSellerPartnerAuthConfig(**emulator.credentials)
        options = {"region": "JP", "base_url": emulator.url, "token_url": emulator.token_url}
        async with connect(auth_config=credentials, clock=emulator.clock, **options) as connector:
            for emulator.reports.charset in (True, False):
                page = await connector.execute("reports", "run", {"report_type": LISTINGS})
                assert any("マグ" in row["item-name"] for row in page.data)
