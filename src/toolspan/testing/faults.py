"""Faults by the names that users know: `fail(emulator, "orders.list", 503)`.

They act on the next request of that operation, or on `times` of them; None means from now on.
What is not here can be planned with `emulator.faults.add`, and `emulator.revoke_grant()`,
`expire_access_tokens()` and `clock.advance(seconds)` do what their names say.
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
    """Let an operation answer with an error of Amazon's shape.

    Args:
        emulator: Where.
        operation: Such as `orders.list`.
        status: HTTP status.
        code: Amazon's error code, such as `InvalidInput` or `Unauthorized`.
        message: Amazon's words.
        times: How often; None for ever.

    Raises:
        NotFound: There is no such operation; the message names the closest.
    """
    body = {"errors": [{"code": code, "message": message, "details": ""}]}
    emulator.faults.add("status", operation=_wire_name(operation), times=times, status=status, body=body)


def throttle(emulator: Emulator, operation: str, *, times: int | None = 1) -> None:
    """Let an operation answer 429, as when another program has used up its quota; arguments as in `fail`."""
    emulator.faults.add("throttle", operation=_wire_name(operation), times=times)


def drop(emulator: Emulator, operation: str, *, times: int | None = 1) -> None:
    """Cut the connection before the operation is carried out; arguments as in `fail`."""
    emulator.faults.add("reset", operation=_wire_name(operation), times=times)


def lose(emulator: Emulator, operation: str, *, times: int | None = 1) -> None:
    """Carry the operation out and cut the connection instead of answering; arguments as in `fail`."""
    emulator.faults.add("lost", operation=_wire_name(operation), times=times)


def _wire_name(operation: str) -> str:
    """Return Amazon's full name of an operation; a composite stands for its first step."""
    index = AmazonSellerPartnerConnector.operations
    found = index.find(*operation.split(".", 1)) if "." in operation else index.find(operation, "")
    if found.steps:
        return _wire_name(found.steps[0])
    return f"{found.api}.{found.operation_id}"
