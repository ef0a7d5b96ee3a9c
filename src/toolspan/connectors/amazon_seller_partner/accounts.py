"""Account types: which operations a seller has, which a vendor, and which are the sandbox's alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.operations.model import Operation

AccountType = Literal["seller", "vendor", "both"]
ACCOUNT_TYPES = get_args(AccountType)


def withheld_from(account_type: str, *, sandbox: bool) -> Callable[[Operation], str | None]:
    """Return a function that says why an account is not offered an operation; it returns None for what is.

    Args:
        account_type: `seller`, `vendor` or `both`.
        sandbox: Whether the connector calls Amazon's sandbox.
    """

    def withheld(operation: Operation) -> str | None:
        owner = operation.extra.get("account", "seller")
        if operation.extra.get("sandbox") and not sandbox:
            return 'it exists in Amazon\'s sandbox alone. Connect with environment="sandbox".'
        if owner == "both" or account_type in (owner, "both"):
            return None
        return f'it is for {owner}s. Connect with account_type="{owner}" or "both".'

    return withheld
