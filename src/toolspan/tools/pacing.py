"""How long a job takes: the handler of `limits.simulate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError, InvalidInput
from toolspan.operations.faster import fewer_calls
from toolspan.page import Meta, Page

if TYPE_CHECKING:
    from toolspan.base import BaseConnector
    from toolspan.contract import Call
    from toolspan.operations.model import Operation


async def simulate(connector: BaseConnector, call: Call) -> Page:
    """Handler of `limits.simulate`: return how long some calls of an operation take from now on.

    Raises:
        NotFound: There is no such operation.
        InvalidInput: It is not named as `entity.action`, or has no limit of its own.
    """
    name, calls = call.values["operation"], call.values["calls"]
    entity, dot, action = name.partition(".")
    if not dot:
        raise InvalidInput(
            f"limits.simulate: operation must be entity.action, not {name!r:.80}.",
            hint="Such as limits.simulate with operation orders.list.",
        )
    operation = connector.find(entity, action)
    known = _paced(connector, operation)
    data = [_job(connector, each, calls) for each in known]
    if not data:
        return _page([_free(operation, calls)])
    slowest = max(data, key=lambda each: each["seconds"])
    return _page([{**slowest, "operation": operation.name, "calls": calls} | _by_step(operation, slowest)])


def _paced(connector: BaseConnector, operation: Operation) -> list[Operation]:
    """Return the operation, or the steps of a composite, as far as they have a limit."""
    steps = [connector.find(*step.split(".", 1)) for step in operation.steps or ()]
    return [each for each in steps or [operation] if each.rate]


def _job(connector: BaseConnector, operation: Operation, calls: int) -> dict[str, Any]:
    from toolspan.transport.pace import MARGIN, in_words, seconds_for  # noqa: PLC0415 - of use here alone

    state = _state(connector, operation)
    seconds = seconds_for(calls, state["rate"], state["left"], state["next_free_in"])
    found: dict[str, Any] = {
        "operation": operation.name,
        "seconds": round(seconds, 1),
        "takes": in_words(seconds),
        "at_once": state["left"],
        "then_one_per_seconds": round(1 / (state["rate"] * MARGIN), 2),
    }
    fewer = fewer_calls(operation, connector.operations, connector.bulk)
    return {**found, "fewer_calls": fewer} if fewer and seconds else found


def _state(connector: BaseConnector, operation: Operation) -> dict[str, Any]:
    """Return what is left of a limit; of one that a server counts, what it is when nothing is used."""
    try:
        known = connector.limit(operation)
    except ConfigurationError:
        known = None
    return known or {
        "rate": operation.rate or 1.0,
        "left": int(max(1, operation.burst or 1)),
        "next_free_in": 0.0,
    }


def _by_step(operation: Operation, slowest: dict[str, Any]) -> dict[str, Any]:
    return {"slowest_step": slowest["operation"]} if operation.steps else {}


def _free(operation: Operation, calls: int) -> dict[str, Any]:
    return {
        "operation": operation.name,
        "calls": calls,
        "seconds": 0.0,
        "takes": "no time",
        "limit": "none is known",
    }


def _page(data: list[dict[str, Any]]) -> Page:
    return Page.model_construct(data=data, meta=Meta(operation="limits.simulate", count=len(data)), raw=None)
