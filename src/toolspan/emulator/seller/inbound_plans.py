"""Inbound plans: goods that a seller sends to Amazon's warehouses, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

_DAY = 86400.0
_JOURNEY = ((2 * _DAY, "READY_TO_SHIP"), (6 * _DAY, "IN_TRANSIT"), (8 * _DAY, "RECEIVING"))

__all__ = ["InboundPlan", "InboundShipment", "Option", "Step", "plan_id", "step_id"]


def plan_id(kind: str, number: int) -> str:
    """Return an id of 38 characters, as plans, options and shipments have."""
    return f"{kind}{UUID(int=number)}"


def step_id(number: int) -> str:
    """Return the id of an asynchronous step: 36 characters."""
    return str(UUID(int=number))


@dataclass(slots=True, eq=False)
class Step:
    """Asynchronous step: IN_PROGRESS until it is due; then it has succeeded, or failed with a problem."""

    operation_id: str
    operation: str
    due: float
    problem: str | None = None


@dataclass(slots=True, eq=False)
class Option:
    """Packing, placement, transportation or delivery window option: OFFERED until it is confirmed."""

    option_id: str
    shipment_id: str = ""
    status: str = "OFFERED"
    kind: str = ""


@dataclass(slots=True, eq=False)
class InboundShipment:
    """Shipment to one warehouse."""

    shipment_id: str
    placement_option_id: str
    warehouse: str
    items: list[dict[str, Any]]
    status: str = "UNCONFIRMED"
    name: str = ""
    confirmation_id: str | None = None
    transportation_option_id: str | None = None
    tracking: dict[str, Any] | None = None
    windows: list[Option] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class InboundPlan:
    """Plan with what has been generated and confirmed so far.

    Options and boxes appear when the step that makes them is due: ``made`` holds when.
    """

    plan_id: str
    name: str
    marketplace_id: str
    source: dict[str, Any]
    items: list[dict[str, Any]]
    created: float
    updated: float
    status: str = "ACTIVE"
    packing: list[Option] = field(default_factory=list)
    packing_groups: list[str] = field(default_factory=list)
    placement: list[Option] = field(default_factory=list)
    transportation: list[Option] = field(default_factory=list)
    shipments: dict[str, InboundShipment] = field(default_factory=dict)
    boxes: list[dict[str, Any]] = field(default_factory=list)
    made: dict[str, float] = field(default_factory=dict)
    booked: float | None = None

    def state_of(self, shipment: InboundShipment, now: float) -> str:
        """Return a shipment's status: once it is booked, it travels and is received as days pass."""
        if self.booked is None or shipment.status != "READY_TO_SHIP":
            return shipment.status
        age = now - self.booked
        return next((state for end, state in _JOURNEY if age < end), "CLOSED")
