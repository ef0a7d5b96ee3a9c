"""Steps of inbound plans that wait for their end: done, refused, or under way, and never sent twice."""

from __future__ import annotations

import json

import pytest
from tests.adapters.approval_drivers import DESKS
from tests.adapters.drivers import FRAMEWORKS

from toolspan import InvalidInput, OutcomeUnknown, Policy, PolicyDenied
from toolspan.journal import SQLiteJournal
from toolspan.runtime.progress import on_progress
from toolspan.testing.bench import parsed

from .conftest import WRITES, fulfilled_by, plan_params
from .killing import killed_in_a_write

CREATED = "/inbound/fba/2024-03-20/inboundPlans"


def creations(emulator):
    return emulator.requests.matching(method="POST", path=CREATED)


async def test_a_step_that_waits_ends_in_its_record_with_its_status(connector, emulator):
    told = []
    with on_progress(told.append):
        page = await connector.inbound_plans.create(**plan_params(emulator), wait=True)
    assert page.one["operationStatus"] == "SUCCESS"
    assert page.one["inboundPlanId"].startswith("wf")
    assert page.meta.warnings == []
    assert "working on the step (IN_PROGRESS)" in told[0].message
    assert "wait" not in creations(emulator)[0].json()
    assert "wait" not in creations(emulator)[0].query
    plan = await connector.inbound_plans.get(inbound_plan_id=page.one["inboundPlanId"])
    assert plan.one["status"] == "ACTIVE"


async def test_without_waiting_a_step_answers_at_once(connector, emulator):
    page = await connector.inbound_plans.create(**plan_params(emulator))
    assert "operationStatus" not in page.one
    ended = await connector.inbound_plans.operation(operation_id=page.one["operationId"], wait=True)
    assert ended.one["operationStatus"] == "SUCCESS"
    assert ended.meta.warnings == []


async def test_a_step_that_amazon_refuses_later_is_a_wrong_call_and_may_be_sent_again(connector, emulator):
    wrong = plan_params(emulator, fulfilled_by(emulator, "MFN"))
    for _ in range(2):
        with pytest.raises(InvalidInput, match="There is no FBA offer for") as caught:
            await connector.inbound_plans.create(**wrong, wait=True)
        assert "Nothing of this step was carried out" in caught.value.hint
    assert len(creations(emulator)) == 2


async def test_a_step_that_outlasts_the_call_keeps_its_receipt_and_says_how_to_go_on(connector, emulator):
    params = {**plan_params(emulator), "wait": True}
    page = await connector.execute("inbound_plans", "create", params, timeout=5)
    assert page.one["operationStatus"] == "IN_PROGRESS"
    (said,) = page.meta.warnings
    assert "do not send it again" in said
    _, _, quoted = said.partition("inbound_plans.operation with ")
    ended = await connector.execute("inbound_plans", "operation", json.loads(quoted.rstrip(".")))
    assert ended.one["operationStatus"] == "SUCCESS"
    again = await connector.execute("inbound_plans", "create", params, timeout=5)
    assert again.meta.replayed
    assert len(creations(emulator)) == 1


async def test_waiting_for_a_step_that_goes_on_answers_with_its_state(connector, emulator):
    made = await connector.inbound_plans.create(**plan_params(emulator))
    params = {"operation_id": made.one["operationId"], "wait": True}
    page = await connector.execute("inbound_plans", "operation", params, timeout=5)
    assert page.one["operationStatus"] == "IN_PROGRESS"
    assert "It is not done yet" in page.meta.warnings[0]


async def test_a_state_that_cannot_be_read_does_not_lose_the_receipt(connector, emulator):
    emulator.faults.add(
        "status", status=403, method="GET", path="/inbound/fba/2024-03-20/operations", times=None
    )
    page = await connector.inbound_plans.create(**plan_params(emulator), wait=True)
    assert page.one["operationStatus"] == "IN_PROGRESS"
    assert page.one["operationId"] in page.meta.warnings[0]
    assert "could not be read" in page.meta.warnings[0]


async def test_waiting_makes_no_other_write_of_the_same_step(connector, emulator):
    first = await connector.inbound_plans.create(**plan_params(emulator), wait=True)
    again = await connector.inbound_plans.create(**plan_params(emulator))
    assert again.meta.replayed
    assert again.data == first.data
    assert len(creations(emulator)) == 1


async def test_a_plan_goes_from_items_to_warehouses_step_by_step(connector, emulator):
    plans = connector.inbound_plans
    made = await plans.create(**plan_params(emulator), wait=True)
    plan = {"inbound_plan_id": made.one["inboundPlanId"]}
    await plans.generate_packing_options(**plan, wait=True)
    packing = (await plans.packing_options(**plan)).data[0]
    await plans.confirm_packing_option(**plan, packing_option_id=packing["packingOptionId"], wait=True)
    item = {**plan_params(emulator)["items"][0], "quantity": 5}
    box = {
        "content_information_source": "BOX_CONTENT_PROVIDED",
        "dimensions": {"length": 10, "width": 10, "height": 10, "unit_of_measurement": "IN"},
        "weight": {"value": 10, "unit": "LB"},
        "quantity": 2,
        "items": [item],
    }
    grouping = {"packing_group_id": packing["packingGroups"][0], "boxes": [box]}
    few = {**grouping, "boxes": [{**box, "quantity": 1}]}
    with pytest.raises(InvalidInput, match="add up"):
        await plans.set_packing(**plan, package_groupings=[few], wait=True)
    await plans.set_packing(**plan, package_groupings=[grouping], wait=True)
    await plans.generate_placement_options(**plan, wait=True)
    options = (await plans.placement_options(**plan)).data
    free = next(each for each in options if not each["fees"])
    ended = await plans.confirm_placement_option(
        **plan, placement_option_id=free["placementOptionId"], wait=True
    )
    assert ended.one["operationStatus"] == "SUCCESS"
    assert {each["shipmentId"] for each in (await plans.get(**plan)).one["shipments"]} == set(
        free["shipmentIds"]
    )


@pytest.mark.parametrize("framework", FRAMEWORKS)
async def test_an_agent_makes_a_plan_once_a_person_says_yes(framework, connect, emulator):
    arguments = {"entity": "inbound_plans", "action": "create", "params": {**plan_params(emulator), "wait": True}}  # fmt: skip
    async with connect(policy=Policy(writes=["inbound_plans.create"])) as connector:
        desk = await DESKS[framework]().ask(connector.tools(framework), arguments)
        assert creations(emulator) == []
        said = (await desk.answer(yes=False)).lower()
        assert any(word in said for word in ("refused", "denied", "not approved"))
        assert creations(emulator) == []
        desk = await DESKS[framework]().ask(connector.tools(framework), arguments)
        seen = parsed(await desk.answer())
    assert seen["data"][0]["operationStatus"] == "SUCCESS"
    assert len(creations(emulator)) == 1


async def test_without_permission_no_plan_is_made(connect, emulator):
    async with connect() as reader:
        with pytest.raises(PolicyDenied):
            await reader.inbound_plans.create(**plan_params(emulator), wait=True)
    assert creations(emulator) == []


async def test_after_a_kill_the_plan_is_looked_up_and_not_made_again(emulator, connect, tmp_path):
    journal, params = tmp_path / "writes.db", {**plan_params(emulator), "wait": True}
    await killed_in_a_write(emulator, journal, "inbound_plans.create", params, CREATED)
    async with connect(policy=WRITES, journal=SQLiteJournal(journal)) as connector:
        with pytest.raises(OutcomeUnknown, match="not sent again") as caught:
            await connector.inbound_plans.create(**params)
        assert "inbound_plans.list" in caught.value.hint
    assert len(creations(emulator)) == 1
