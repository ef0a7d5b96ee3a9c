"""An older report used again, and a type that Amazon would not make so soon."""

from __future__ import annotations

import pytest

from toolspan.errors import RateLimited

from .conftest import LISTINGS

CREATE, LIST = "createReport", "getReports"
FEEDBACK = "GET_SELLER_FEEDBACK_DATA"
STOCK = "GET_AFN_INVENTORY_DATA"
PERIOD = {"data_start_time": "2026-08-01T00:00:00Z", "data_end_time": "2026-10-31T00:00:00Z"}


def made(emulator) -> int:
    return len(emulator.requests.matching(operation=CREATE))


@pytest.mark.parametrize(
    "period", [{}, {"data_start_time": "-40d"}, PERIOD], ids=["none", "until now", "fixed"]
)
async def test_a_report_of_the_same_type_and_period_is_used_again(connect, emulator, run, period):
    first = await run(FEEDBACK, **period)
    emulator.clock.advance(600)
    async with connect() as other:
        again = await other.execute(
            "reports", "run", {"report_type": FEEDBACK, "reuse_within": 3600, **period}
        )
    assert again.data == first.data
    assert again.meta.report_id == first.meta.report_id
    assert again.meta.reused
    assert again.meta.report_created
    assert "reused" not in first.meta.model_extra
    assert made(emulator) == 1


@pytest.mark.parametrize(
    ("asked", "difference"),
    [
        ({"data_start_time": "-41d"}, "another start"),
        ({"data_start_time": "-40d", "data_end_time": "-2d"}, "another end"),
        ({"data_start_time": "-40d", "reuse_within": 300}, "too old"),
        ({"data_start_time": "-40d", "marketplace_ids": ["CA"]}, "another marketplace"),
        ({"data_start_time": "-40d", "marketplace_ids": ["US", "CA"]}, "a marketplace more"),
    ],
)
async def test_a_report_that_differs_is_made_anew(emulator, run, asked, difference):
    await run(FEEDBACK, data_start_time="-40d")
    emulator.clock.advance(600)
    page = await run(FEEDBACK, **({"reuse_within": 3600} | asked))
    assert made(emulator) == 2, difference
    assert "reused" not in page.meta.model_extra


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        (LISTINGS, {}, "takes options"),
        (FEEDBACK, {"report_options": {"custom": "true"}}, "does not show the options"),
    ],
)
async def test_what_was_made_with_options_is_never_guessed(emulator, run, kind, more, said):
    await run(kind)
    page = await run(kind, reuse_within=3600, **more)
    assert made(emulator) == 2
    assert said in page.meta.warnings[0]


async def test_a_report_that_failed_is_not_used_again(emulator, connector, run):
    emulator.reports.fail_next()
    await connector.execute("reports", "create", {"report_type": FEEDBACK})
    emulator.clock.advance(60)
    page = await run(FEEDBACK, reuse_within=3600)
    assert page.data
    assert made(emulator) == 2


async def test_the_rows_of_a_report_used_again_can_be_saved_too(connector, emulator, run, tmp_path):
    page = await run(FEEDBACK)
    saved = await connector.reports.download(report_type=FEEDBACK, reuse_within=60, to=tmp_path / "x")
    assert saved.report_id == page.meta.report_id
    assert made(emulator) == 1


async def test_a_type_that_amazon_would_cancel_is_refused_with_the_wait_and_the_newest_report(
    connect, emulator, run
):
    await run(STOCK)
    emulator.clock.advance(600)
    newest = await run(STOCK)
    async with connect() as fresh:  # knows nothing of what was made before
        with pytest.raises(RateLimited, match="requested 2 times in the last 25 minutes") as failure:
            await fresh.execute("reports", "run", {"report_type": STOCK})
        assert failure.value.retry_after == pytest.approx(1500 - 600, abs=60)
        assert newest.meta.report_id in failure.value.hint
        assert made(emulator) == 2
        emulator.clock.advance(failure.value.retry_after)
        assert (await fresh.execute("reports", "run", {"report_type": STOCK})).data


async def test_where_the_look_fails_amazons_own_answer_will_do(emulator, run):
    emulator.faults.add("status", operation=LIST, status=403, times=None)
    assert (await run(STOCK)).data


async def test_types_without_a_known_limit_cost_no_look(emulator, run):
    await run()
    assert not emulator.requests.matching(operation=LIST)
