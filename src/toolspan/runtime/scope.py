"""What is executed inside a tool call, so that the tool layer knows it whatever the body returns."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from toolspan.errors import NeedsApproval

if TYPE_CHECKING:
    from contextvars import Token

    from toolspan.connector import Connector
    from toolspan.operations.model import Operation
    from toolspan.page import Page


@dataclass(slots=True)
class Executed:
    """The connector, page and call that were last executed inside one tool call.

    `budget` is what the call may give back, in characters; `writes` is whether it may write;
    `approval` is the ticket under which a person approved it; `fields` is whether it takes select_fields.
    """

    budget: int | None = None
    writes: bool = True
    approval: str | None = None
    fields: bool = False
    connector: Connector | None = None
    page: Page | None = None
    call: dict[str, Any] = field(default_factory=dict)
    _token: Token[Executed | None] | None = None

    def __enter__(self) -> Self:
        self._token = _current.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        if self._token is not None:
            _current.reset(self._token)


_current: ContextVar[Executed | None] = ContextVar("toolspan_executed", default=None)


def collecting(
    budget: int | None = None, *, writes: bool = True, approval: str | None = None, fields: bool = False
) -> Executed:
    """Return a record that every `execute` inside its `with` block writes to."""
    return Executed(budget, writes, approval, fields)


def report(connector: Connector, page: Page, entity: str, action: str, params: Any) -> None:
    """Tell the surrounding tool call, if there is one, what was executed."""
    executed = _current.get()
    if executed is not None:
        executed.connector, executed.page = connector, page
        executed.call = {"entity": entity, "action": action, "params": params or {}}


def budget_or(characters: int) -> int:
    """Return the budget of the surrounding tool call, or `characters` where there is none."""
    executed = _current.get()
    return executed.budget if executed and executed.budget else characters


def approval() -> str | None:
    """Return the ticket under which a person approved the surrounding tool call."""
    executed = _current.get()
    return executed.approval if executed else None


def check_approval(operation: Operation) -> None:
    """Refuse a write inside a tool that no person has to approve.

    Raises:
        NeedsApproval: The surrounding tool is a decorated function that was not marked for writes.
    """
    executed = _current.get()
    if executed is not None and not executed.writes and operation.effect == "write":
        raise NeedsApproval(
            f"{operation.name} changes what others can see, and this tool cannot ask a person first.",
            hint="Whoever owns the agent can offer writes with connector.tools(), which can ask, or with tool_utils(writes=True).",
        )
