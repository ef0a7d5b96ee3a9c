"""The request that a call would send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from toolspan.clock import Deadline, now
from toolspan.contract import Call
from toolspan.operations.request import write_request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector


def preview(
    connector: AmazonSellerPartnerConnector, entity: str, action: str, params: Mapping[str, Any]
) -> dict[str, Any]:
    """Return method, path with query, and body of a call, checked as if it were sent.

    Raises:
        ToolspanError: It would have been refused.
    """
    operation = connector.operations.find(entity, action)
    connector.policy.check(operation)
    arguments = connector.operations.signature(operation).check(params, now(connector.clock))
    if operation.steps:
        return {"operation": operation.name, "steps": list(operation.steps), "params": dict(arguments.values)}
    call = Call(operation, arguments.values, Deadline(connector.clock, connector.timeout), True, ())
    request = write_request(operation, connector.upstream.fill(call))
    return {
        "operation": operation.name,
        "method": request.method,
        "path": request.target,
        "body": from_json(request.body) if request.body else None,
        "warnings": list(arguments.warnings),
    }
