"""One of several accounts of a connector, as its tools name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolspan.errors import InvalidInput
from toolspan.operations.arguments import read_params
from toolspan.operations.names import squash

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Account:
    """One of several accounts of a connector.

    Args:
        argument: The argument of the tools that names it.
        name: Its name, as the user has given it.
    """

    argument: str
    name: str

    def added(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return arguments of a tool, or parameters of the next page, with the account."""
        return {self.argument: self.name, **arguments}

    def mark(self, result: Any) -> None:
        """Let the parameters of a page's next page name the account."""
        following = getattr(getattr(result, "meta", None), "next_params", None)
        if following:
            result.meta.next_params = self.added(following)

    def taken_from(self, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return arguments of `execute` whose params, as `meta.next_params` gives them, no longer name the account.

        Raises:
            InvalidInput: They name another account than the call.
        """
        given = arguments.get("params")
        if not given:
            return arguments
        params = read_params(given)
        if self.argument not in params:
            return arguments
        rest = {name: value for name, value in params.items() if name != self.argument}
        if squash(str(params[self.argument])) != squash(self.name):
            raise InvalidInput(
                f"These params are of the {self.argument} {str(params[self.argument])[:64]!r}, and the call is for "
                f"{self.name!r}: a page token is valid for one account.",
                hint=f"Give the call the same {self.argument} as its params.",
            )
        return {**arguments, "params": rest}
