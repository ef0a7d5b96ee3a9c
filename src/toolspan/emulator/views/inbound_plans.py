"""Fulfillment Inbound 2024-03-20: a plan from its items to booked transportation, in asynchronous steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import invalid, not_found
from toolspan.emulator.facts import marketplaces
from toolspan.emulator.handling import Answer
from toolspan.emulator.schemas.answering import Checked, checked
from toolspan.emulator.seller.inbound_plans import (
    InboundPlan,
    InboundShipment,
    Option,
    Step,
    plan_id,
    step_id,
)
from toolspan.emulator.times import iso
from toolspan.emulator.views.paging import paged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from toolspan.emulator.handling import Call
    from toolspan.emulator.seller.products import Product

_STEP = 20.0
"""Seconds that a step takes."""
_DAY = 86400.0
_VOIDABLE = _DAY
_WAREHOUSES = ("PHX7", "ONT8")


def _create(request: Checked) -> Any:
    """Make a plan; SKUs that Amazon does not fulfil make the step fail."""
    call, body = request.call, request.body
    known = {one.marketplace_id for one in call.world.marketplaces}
    if body["destinationMarketplaces"][0] not in known:
        raise invalid("destinationMarketplaces names no marketplace of the seller.")
    plans = call.world.inbound_plans
    made = InboundPlan(
        plan_id("wf", len(plans) + 1),
        body.get("name") or f"Plan {len(plans) + 1}",
        body["destinationMarketplaces"][0],
        body["sourceAddress"],
        body["items"],
        call.now,
        call.now,
    )
    plans[made.plan_id] = made
    unknown = [item["msku"] for item in body["items"] if _product(call, item["msku"]) is None]
    problem = f"There is no FBA offer for {', '.join(unknown)}." if unknown else None
    if problem:
        made.status = "ERRORED"
    return {"inboundPlanId": made.plan_id, **_step(call, "createInboundPlan", problem)}


def _step(call: Call, operation: str, problem: str | None = None) -> dict[str, str]:
    steps = call.world.inbound_steps
    step = Step(step_id(len(steps) + 1), operation, call.now + _STEP, problem)
    steps[step.operation_id] = step
    return {"operationId": step.operation_id}


def _step_status(request: Checked) -> Any:
    """How an asynchronous step stands."""
    call = request.call
    step = call.world.inbound_steps.get(call.path["operationId"])
    if step is None:
        raise not_found(f"There is no operation {call.path['operationId']}.")
    status = "IN_PROGRESS" if call.now < step.due else "FAILED" if step.problem else "SUCCESS"
    problems = []
    if status == "FAILED":
        problems = [{"code": "FBA_INB_0001", "message": step.problem, "severity": "ERROR"}]
    return {
        "operationId": step.operation_id,
        "operation": step.operation,
        "operationStatus": status,
        "operationProblems": problems,
    }


# ---------------------------------------------------------------------- reading


def _get(request: Checked) -> Any:
    """One plan with the options and shipments it has."""
    plan, call = _plan(request.call), request.call
    return {
        **_head(plan),
        "packingOptions": [{"packingOptionId": one.option_id, "status": one.status} for one in _ready(plan, call, "packing", plan.packing)],
        "placementOptions": [{"placementOptionId": one.option_id, "status": one.status} for one in _ready(plan, call, "placement", plan.placement)],
        "shipments": [{"shipmentId": one.shipment_id, "status": one.status} for one in _ready(plan, call, "placement", list(plan.shipments.values()))],
    }  # fmt: skip


def _head(plan: InboundPlan) -> dict[str, Any]:
    return {
        "inboundPlanId": plan.plan_id,
        "name": plan.name,
        "status": plan.status,
        "createdAt": iso(plan.created),
        "lastUpdatedAt": iso(plan.updated),
        "marketplaceIds": [plan.marketplace_id],
        "sourceAddress": plan.source,
    }


def _list(request: Checked) -> Any:
    """Plans, the newest first unless asked otherwise."""
    call = request.call
    wanted = call.query_value("status")
    by = "created" if call.query_value("sortBy") == "CREATION_TIME" else "updated"
    plans = [one for one in call.world.inbound_plans.values() if wanted in (None, one.status)]
    plans.sort(
        key=lambda one: (getattr(one, by), one.plan_id), reverse=call.query_value("sortOrder") != "ASC"
    )
    return _paged(call, "inboundPlans", [_head(one) for one in plans])


def _paged(call: Call, name: str, rows: Sequence[Any]) -> dict[str, Any]:
    size = int(call.query_value("pageSize") or 10)
    filters = {each: call.query_value(each) for each in ("status", "sortBy", "sortOrder", "shipmentId")}
    token = call.query_value("paginationToken") or None
    page = paged(
        call, {**filters, "paginationToken": token}, "paginationToken", size, lambda: rows, may_omit=True
    )
    return {name: list(page.rows)} | ({"pagination": {"nextToken": page.token}} if page.token else {})


def _ready(plan: InboundPlan, call: Call, what: str, rows: list[Any]) -> list[Any]:
    """Return what a step makes, once it is due."""
    return rows if call.now >= plan.made.get(what, float("inf")) else []


def _items(request: Checked) -> Any:
    """Items of the whole plan."""
    plan = _plan(request.call)
    return _paged(request.call, "items", [_item(request.call, each) for each in plan.items])


def _group_items(request: Checked) -> Any:
    """Items of one packing group."""
    plan, call = _plan(request.call), request.call
    group = call.path["packingGroupId"]
    if group not in plan.packing_groups:
        raise not_found(f"There is no packing group {group}.")
    return _paged(call, "items", [_item(call, each) for each in plan.items])


def _shipment_items(request: Checked) -> Any:
    """Items of one shipment."""
    call = request.call
    return _paged(call, "items", [_item(call, each) for each in _shipment(call).items])


def _item(call: Call, item: dict[str, Any]) -> dict[str, Any]:
    product = _product(call, item["msku"])
    return {
        "msku": item["msku"],
        "asin": product.asin if product else "B000000000",
        "fnsku": product.fn_sku if product else "X000000000",
        "quantity": item["quantity"],
        "labelOwner": item["labelOwner"],
        "prepInstructions": [{"prepOwner": item["prepOwner"], "prepType": "ITEM_NO_PREP"}],
        **({"expiration": item["expiration"]} if "expiration" in item else {}),
    }


def _boxes(request: Checked) -> Any:
    """Boxes as they were packed."""
    plan = _plan(request.call)
    return _paged(request.call, "boxes", _ready(plan, request.call, "boxes", plan.boxes))


def _get_shipment(request: Checked) -> Any:
    """One shipment; its confirmation id is the one that labels ask for."""
    plan, shipment = _plan(request.call), _shipment(request.call)
    shown: dict[str, Any] = {
        "shipmentId": shipment.shipment_id,
        "placementOptionId": shipment.placement_option_id,
        "name": shipment.name or f"{plan.name} {shipment.warehouse}",
        "status": plan.state_of(shipment, request.call.now),
        "source": {"sourceType": "SELLER_FACILITY", "address": plan.source},
        "destination": {"destinationType": "AMAZON_WAREHOUSE", "warehouseId": shipment.warehouse},
    }
    if shipment.confirmation_id:
        shown["shipmentConfirmationId"] = shipment.confirmation_id
        shown["amazonReferenceId"] = shipment.confirmation_id
    if shipment.transportation_option_id:
        shown["selectedTransportationOptionId"] = shipment.transportation_option_id
    if shipment.tracking:
        shown["trackingDetails"] = shipment.tracking
    if chosen := next((one for one in shipment.windows if one.status == "ACCEPTED"), None):
        shown["selectedDeliveryWindow"] = _window(chosen, plan)
    return shown


# ---------------------------------------------------------------------- packing and placement


def _generate_packing(request: Checked) -> Any:
    """Offer one way to pack."""
    call, plan = request.call, _active(request.call)
    if not plan.packing:
        plan.packing = [Option(plan_id("po", _number(plan)))]
        plan.packing_groups = [plan_id("pg", _number(plan))]
    return _made(call, plan, "packing", "generatePackingOptions")


def _packing_options(request: Checked) -> Any:
    """Packing options with their groups; they expire after a day."""
    plan, call = _plan(request.call), request.call
    configuration = {"boxRequirements": {"weight": {"minimum": 0, "maximum": 50, "unit": "LB"}}}
    rows = [
        {
            "packingOptionId": one.option_id,
            "packingGroups": plan.packing_groups,
            "status": one.status,
            "expiration": iso(plan.made["packing"] + _DAY),
            "fees": [],
            "discounts": [],
            "supportedShippingConfigurations": [],
            "supportedConfigurations": [configuration],
        }
        for one in _ready(plan, call, "packing", plan.packing)
    ]
    return _paged(call, "packingOptions", rows)


def _confirm_packing(request: Checked) -> Any:
    """Choose a packing option."""
    call, plan = request.call, _active(request.call)
    _accept(_ready(plan, call, "packing", plan.packing), call.path["packingOptionId"])
    return _step(call, "confirmPackingOption")


def _set_packing(request: Checked) -> Any:
    """Say what is in each box; it must add up to the plan."""
    call, plan, body = request.call, _active(request.call), request.body
    groups = {each.get("packingGroupId") for each in body["packageGroupings"]} - {None}
    if unknown := groups - set(plan.packing_groups):
        raise invalid(f"There is no packing group {', '.join(map(str, unknown))}.")
    packed: dict[str, int] = {}
    plan.boxes = []
    for grouping in body["packageGroupings"]:
        for box in grouping["boxes"]:
            for item in box.get("items", ()):
                packed[item["msku"]] = packed.get(item["msku"], 0) + item["quantity"] * box["quantity"]
            plan.boxes.append(_box(call, plan, box))
    planned = {item["msku"]: item["quantity"] for item in plan.items}
    declared = any(box["contentInformationSource"] == "BOX_CONTENT_PROVIDED" for box in plan.boxes)
    problem = None
    if declared and packed != planned:
        problem = "The contents of the boxes do not add up to the items of the plan."
    if problem is None:
        plan.made["boxes"] = call.now + _STEP
    return _step(call, "setPackingInformation", problem)


def _box(call: Call, plan: InboundPlan, box: dict[str, Any]) -> dict[str, Any]:
    return {
        "packageId": plan_id("pk", _number(plan)),
        "boxId": f"FBA15BOX{len(plan.boxes) + 1:05d}",
        "contentInformationSource": box["contentInformationSource"],
        "dimensions": box["dimensions"],
        "weight": box["weight"],
        "quantity": box["quantity"],
        "items": [_item(call, each) for each in box.get("items", ())],
    }


def _generate_placement(request: Checked) -> Any:
    """Offer one warehouse at a fee, or two without one."""
    call, plan = request.call, _active(request.call)
    if not plan.placement:
        for warehouses in (_WAREHOUSES[:1], _WAREHOUSES):
            option = Option(plan_id("pl", _number(plan)))
            plan.placement.append(option)
            for position, warehouse in enumerate(warehouses):
                items = _share(plan.items, position, len(warehouses))
                shipment = InboundShipment(plan_id("sh", _number(plan)), option.option_id, warehouse, items)
                plan.shipments[shipment.shipment_id] = shipment
    return _made(call, plan, "placement", "generatePlacementOptions")


def _share(items: list[dict[str, Any]], position: int, parts: int) -> list[dict[str, Any]]:
    """Return one of the parts into which the quantities are split."""
    shares = [item["quantity"] // parts + (1 if position < item["quantity"] % parts else 0) for item in items]
    return [{**item, "quantity": share} for item, share in zip(items, shares, strict=True) if share]


def _placement_options(request: Checked) -> Any:
    """Placement options with their shipments and fees."""
    plan, call = _plan(request.call), request.call
    rows = []
    for one in _ready(plan, call, "placement", plan.placement):
        shipments = [
            each.shipment_id for each in plan.shipments.values() if each.placement_option_id == one.option_id
        ]
        units = sum(item["quantity"] for item in plan.items)
        fee = {"target": "Placement Services", "type": "FEE", "description": "Placement service"}
        fee_value = {"amount": round(0.27 * units, 2), "code": _currency(call, plan)}
        rows.append(
            {
                "placementOptionId": one.option_id,
                "shipmentIds": shipments,
                "status": one.status,
                "fees": [{**fee, "value": fee_value}] if len(shipments) == 1 else [],
                "discounts": [],
                "expiration": iso(plan.made["placement"] + _DAY),
            }
        )
    return _paged(call, "placementOptions", rows)


def _confirm_placement(request: Checked) -> Any:
    """Choose a placement option; that is final, and the other option's shipments are gone."""
    call, plan = request.call, _active(request.call)
    wanted = call.path["placementOptionId"]
    _accept(_ready(plan, call, "placement", plan.placement), wanted)
    plan.shipments = {key: each for key, each in plan.shipments.items() if each.placement_option_id == wanted}
    for number, shipment in enumerate(plan.shipments.values(), 1):
        shipment.status = "WORKING"
        shipment.confirmation_id = f"FBA15{plan.plan_id[-5:].upper()}{number}"
    return _step(call, "confirmPlacementOption")


# ---------------------------------------------------------------------- transportation


def _generate_transportation(request: Checked) -> Any:
    """Offer a partnered and an own carrier for each shipment that is configured."""
    call, plan, body = request.call, _active(request.call), request.body
    for each in body["shipmentTransportationConfigurations"]:
        shipment = plan.shipments.get(each["shipmentId"])
        if shipment is None or shipment.placement_option_id != body["placementOptionId"]:
            raise invalid(f"The placement option has no shipment {each['shipmentId']}.")
        if not any(one.shipment_id == shipment.shipment_id for one in plan.transportation):
            plan.transportation += [
                Option(plan_id("to", _number(plan)), shipment.shipment_id, kind=kind)
                for kind in ("AMAZON_PARTNERED_CARRIER", "USE_YOUR_OWN_CARRIER")
            ]
    return _made(call, plan, "transportation", "generateTransportationOptions")


def _transportation_options(request: Checked) -> Any:
    """Transportation options, all or those of one shipment."""
    plan, call = _plan(request.call), request.call
    wanted = call.query_value("shipmentId")
    rows = [
        _transportation(call, plan, one)
        for one in _ready(plan, call, "transportation", plan.transportation)
        if wanted in (None, one.shipment_id)
    ]
    return _paged(call, "transportationOptions", rows)


def _transportation(call: Call, plan: InboundPlan, option: Option) -> dict[str, Any]:
    partnered = option.kind == "AMAZON_PARTNERED_CARRIER"
    shown: dict[str, Any] = {
        "transportationOptionId": option.option_id,
        "shipmentId": option.shipment_id,
        "shippingMode": "GROUND_SMALL_PARCEL",
        "shippingSolution": option.kind,
        "carrier": {"name": "United Parcel Service", "alphaCode": "UPSN"} if partnered else {"name": "Other"},
        "preconditions": [] if partnered else ["CONFIRMED_DELIVERY_WINDOW"],
    }
    if partnered:
        units = sum(item["quantity"] for item in plan.shipments[option.shipment_id].items)
        cost = {"amount": round(6 + 0.4 * units, 2), "code": _currency(call, plan)}
        until = iso((plan.booked or call.now) + _VOIDABLE)
        shown["quote"] = {
            "cost": cost,
            "expiration": iso(plan.made["transportation"] + _DAY),
            "voidableUntil": until,
        }
    return shown


def _confirm_transportation(request: Checked) -> Any:
    """Book transportation for all shipments; an own carrier needs a delivery window first."""
    call, plan, body = request.call, _active(request.call), request.body
    offered = {one.option_id: one for one in _ready(plan, call, "transportation", plan.transportation)}
    chosen = {each["shipmentId"]: each["transportationOptionId"] for each in body["transportationSelections"]}
    if chosen.keys() != plan.shipments.keys():
        raise invalid("transportationSelections must name each shipment of the plan once.")
    for shipment_id, option_id in chosen.items():
        option = offered.get(option_id)
        if option is None or option.shipment_id != shipment_id:
            raise invalid(f"The shipment {shipment_id} has no transportation option {option_id}.")
        own = option.kind == "USE_YOUR_OWN_CARRIER"
        if own and not any(one.status == "ACCEPTED" for one in plan.shipments[shipment_id].windows):
            return _step(call, "confirmTransportationOptions", "A delivery window must be confirmed first.")
    for shipment_id, option_id in chosen.items():
        offered[option_id].status = "ACCEPTED"
        shipment = plan.shipments[shipment_id]
        shipment.transportation_option_id, shipment.status = option_id, "READY_TO_SHIP"
    plan.booked = plan.updated = call.now
    return _step(call, "confirmTransportationOptions")


def _generate_windows(request: Checked) -> Any:
    """Offer two delivery windows for a shipment."""
    call, plan, shipment = request.call, _active(request.call), _shipment(request.call)
    if not shipment.windows:
        shipment.windows = [Option(plan_id("dw", _number(plan)), shipment.shipment_id) for _ in range(2)]
    return _made(call, plan, f"windows {shipment.shipment_id}", "generateDeliveryWindowOptions")


def _windows(request: Checked) -> Any:
    """Delivery windows of a shipment."""
    call, plan, shipment = request.call, _plan(request.call), _shipment(request.call)
    rows = _ready(plan, call, f"windows {shipment.shipment_id}", shipment.windows)
    return _paged(
        call,
        "deliveryWindowOptions",
        [{**_window(one, plan), "validUntil": iso(call.now + _DAY)} for one in rows],
    )


def _window(option: Option, plan: InboundPlan) -> dict[str, Any]:
    start = plan.made[f"windows {option.shipment_id}"] + 7 * _DAY
    return {
        "deliveryWindowOptionId": option.option_id,
        "availabilityType": "AVAILABLE",
        "startDate": iso(start),
        "endDate": iso(start + 6 * _DAY),
    }


def _confirm_window(request: Checked) -> Any:
    """Choose a delivery window."""
    call, plan, shipment = request.call, _active(request.call), _shipment(request.call)
    rows = _ready(plan, call, f"windows {shipment.shipment_id}", shipment.windows)
    _accept(rows, call.path["deliveryWindowOptionId"])
    return _step(call, "confirmDeliveryWindowOptions")


# ---------------------------------------------------------------------- changes


def _cancel(request: Checked) -> Any:
    """Void a plan; booked transportation can be voided for a day."""
    call, plan = request.call, _active(request.call)
    if plan.booked is not None and call.now > plan.booked + _VOIDABLE:
        raise invalid("The transportation can no longer be voided.")
    plan.status, plan.updated = "VOIDED", call.now
    return _step(call, "cancelInboundPlan")


def _rename(request: Checked) -> Any:
    """Give a plan another name."""
    plan = _active(request.call)
    plan.name, plan.updated = request.body["name"], request.call.now
    return Answer(204)


def _rename_shipment(request: Checked) -> Any:
    """Give a shipment another name."""
    _shipment(request.call).name = request.body["name"]
    return Answer(204)


def _set_tracking(request: Checked) -> Any:
    """Say the tracking numbers of an own carrier."""
    call, shipment = request.call, _shipment(request.call)
    shipment.tracking = {
        name.replace("Input", ""): value for name, value in request.body["trackingDetails"].items()
    }
    return _step(call, "updateShipmentTrackingDetails")


def _number(plan: InboundPlan) -> int:
    """Return a number that no id of the plan has yet."""
    plan.made["ids"] = plan.made.get("ids", 0) + 1
    return int(plan.plan_id[-6:], 16) * 1000 + int(plan.made["ids"])


def _made(call: Call, plan: InboundPlan, what: str, operation: str) -> dict[str, str]:
    plan.made.setdefault(what, call.now + _STEP)
    plan.updated = call.now
    return _step(call, operation)


def _accept(options: list[Option], wanted: str) -> None:
    chosen = next((one for one in options if one.option_id == wanted), None)
    if chosen is None:
        raise not_found(
            f"There is no option {wanted}. Generate options, and wait for the operation to succeed."
        )
    if any(one.status == "ACCEPTED" and one is not chosen for one in options):
        raise invalid("Another option is already confirmed.")
    for one in options:
        one.status = "ACCEPTED" if one is chosen else "EXPIRED"


def _plan(call: Call) -> InboundPlan:
    plan = call.world.inbound_plans.get(call.path["inboundPlanId"])
    if plan is None:
        raise not_found(f"There is no inbound plan {call.path['inboundPlanId']}.")
    return plan


def _active(call: Call) -> InboundPlan:
    plan = _plan(call)
    if plan.status != "ACTIVE":
        raise invalid(f"The inbound plan is {plan.status}.")
    return plan


def _shipment(call: Call) -> InboundShipment:
    shipment = _plan(call).shipments.get(call.path["shipmentId"])
    if shipment is None:
        raise not_found(f"There is no shipment {call.path['shipmentId']}.")
    return shipment


def _product(call: Call, sku: str) -> Product | None:
    return next((one for one in call.world.products if one.sku == sku and one.channel == "AFN"), None)


def _currency(call: Call, plan: InboundPlan) -> str:
    known = {one.marketplace_id: one.currency for one in marketplaces().values()}
    return known.get(plan.marketplace_id, call.world.marketplaces[0].currency)


_BEHAVIOUR: dict[str, Callable[[Checked], Any]] = {
    "createInboundPlan": _create,
    "getInboundPlan": _get,
    "listInboundPlans": _list,
    "listInboundPlanItems": _items,
    "listInboundPlanBoxes": _boxes,
    "generatePackingOptions": _generate_packing,
    "listPackingOptions": _packing_options,
    "confirmPackingOption": _confirm_packing,
    "listPackingGroupItems": _group_items,
    "setPackingInformation": _set_packing,
    "generatePlacementOptions": _generate_placement,
    "listPlacementOptions": _placement_options,
    "confirmPlacementOption": _confirm_placement,
    "generateTransportationOptions": _generate_transportation,
    "listTransportationOptions": _transportation_options,
    "confirmTransportationOptions": _confirm_transportation,
    "generateDeliveryWindowOptions": _generate_windows,
    "listDeliveryWindowOptions": _windows,
    "confirmDeliveryWindowOptions": _confirm_window,
    "getShipment": _get_shipment,
    "listShipmentItems": _shipment_items,
    "updateShipmentTrackingDetails": _set_tracking,
    "updateShipmentName": _rename_shipment,
    "updateInboundPlanName": _rename,
    "cancelInboundPlan": _cancel,
    "getInboundOperationStatus": _step_status,
}
HANDLERS = {f"fulfillmentInbound_2024-03-20.{name}": checked(handler) for name, handler in _BEHAVIOUR.items()}
