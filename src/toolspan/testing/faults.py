"""Injects faults by operation name: `fail(emulator, "orders.list", 503)`.

A fault affects the next `times` requests of the operation; None means all from now on. For other
faults use `emulator.faults.add`, `emulator.revoke_grant()`, `emulator.expire_access_tokens()` and
`emulator.clock.advance(seconds)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector

if TYPE_CHECKING:
    from toolspan.emulator import Emulator


def fail(
    emulator: Emulator,
    operation: str,
    status: int = 500,
    *,
    code: str = "InternalFailure",
    message: str = "A planned fault.",
    times: int | None = 1,
) -> None:
    """Make an operation fail with an error in Amazon's format.

    Args:
        emulator: The emulator.
        operation: Operation name, such as `orders.list`.
        status: HTTP status.
        code: Amazon's error code, such as `InvalidInput` or `Unauthorized`.
        message: Amazon's error message.
        times: Number of requests that fail; None for all.

    Raises:
        NotFound: There is no such operation; the message suggests the closest.
    """
    body = {"errors": [{"code": code, "message": message, "details": ""}]}
    emulator.faults.add("status", operation=_wire_name(operation), times=times, status=status, body=body)


def throttle(emulator: Emulator, operation: str, *, times: int | None = 1) -> None:
    """Make an operation fail with 429, as if another program had used up the quota; arguments as in `fail`."""
    emulator.faults.add("throttle", operation=_wire_name(operation), times=times)


def drop(emulator: Emulator, operation: str, *, times: int | None = 1) -> None:
    """Close the connection before the operation is executed; arguments as in `fail`."""
    emulator.faults.add("reset", operation=_wire_name(operation), times=times)


def lose(emulator: Emulator, operation: str, *, times: int | None = 1) -> None:
    """Execute the operation, then close the connection without a response; arguments as in `fail`."""
    emulator.faults.add("lost", operation=_wire_name(operation), times=times)


def _wire_name(operation: str) -> str:
    """Return Amazon's name of an operation; for a composite, that of its first step."""
    index = AmazonSellerPartnerConnector.operations
    found = index.find(*operation.split(".", 1)) if "." in operation else index.find(operation, "")
    if found.steps:
        return _wire_name(found.steps[0])
    return f"{found.api}.{found.operation_id}"
