"""ContextVar that records which connector call ran inside the current tool call."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, Self

from toolspan.errors import NeedsApproval

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextvars import Token

    from toolspan.contract import ResultStore, StoredResult
    from toolspan.operations.model import Operation
    from toolspan.page import Page
    from toolspan.runtime.redaction import Redactor

    Reader = Callable[[Mapping[str, Any]], Mapping[str, Any]]
    """Returns the tool call that reads on in a result, from the parameters of `results.read_more`."""


class Caller(Protocol):
    """What the tool layer needs of the connector that ran: its redaction, and its result store."""

    @property
    def redact(self) -> Redactor:
        """Masks the connector's secrets."""
        ...

    @property
    def results(self) -> ResultStore:
        """Stores what did not fit into a result."""
        ...

    def result_owner(self) -> str:
        """Return who owns the connector's stored results."""
        ...


def reading_with(tool: str) -> Reader:
    """Return the reader of tools with `entity`, `action` and `params`.

    Args:
        tool: The name of the tool that reads.
    """

    def read(params: Mapping[str, Any]) -> dict[str, Any]:
        return {"tool": tool, "arguments": {"entity": "results", "action": "read_more", "params": params}}

    return read


@dataclass(slots=True)
class ToolCallScope:
    """The connector, page and call that ran last inside one tool call.

    `budget` is the largest result of the call, in characters; `writes` is whether it may write;
    `covered` are the connectors for which that and the approval count, None for all of them;
    `approval` is the id under which a person approved it; `fields` is whether it takes select_fields;
    `reader` says how a model reads on in its result, None where it has no tool for that;
    `remainder` is what was too long for the result, with its handle.
    """

    budget: int | None = None
    writes: bool = True
    covered: Sequence[Any] | None = None
    approval: str | None = None
    fields: bool = False
    reader: Reader | None = field(default_factory=lambda: reading_with("execute"))
    connector: Caller | None = None
    page: Page | None = None
    call: dict[str, Any] = field(default_factory=dict)
    remainder: tuple[str, StoredResult] | None = None
    _token: Token[ToolCallScope | None] | None = None

    def __enter__(self) -> Self:
        self._token = _current.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        if self._token is not None:
            _current.reset(self._token)


_current: ContextVar[ToolCallScope | None] = ContextVar("toolspan_tool_call", default=None)


def record_result(connector: Caller, page: Page, entity: str, action: str, params: Any) -> None:
    """Record what ran in the surrounding tool call, if there is one."""
    scope = _current.get()
    if scope is not None:
        scope.connector, scope.page = connector, page
        scope.call = {"entity": entity, "action": action, "params": params or {}}


def in_tool_call() -> bool:
    """Return whether this runs inside a tool call, so that a model may read the result."""
    return _current.get() is not None


def budget_or(characters: int) -> int:
    """Return the result limit of the surrounding tool call, or `characters` where there is none."""
    scope = _current.get()
    return scope.budget if scope and scope.budget else characters


def current_reader() -> Reader | None:
    """Return how a model reads on in the result of the surrounding tool call; with `execute` where there is none."""
    scope = _current.get()
    return scope.reader if scope else reading_with("execute")


def approval(connector: Any) -> str | None:
    """Return the id under which a person approved the surrounding tool call, if that counts for this connector."""
    scope = _current.get()
    return scope.approval if scope and _covers(scope, connector) else None


def _covers(scope: ToolCallScope, connector: Any) -> bool:
    return scope.covered is None or any(each is connector for each in scope.covered)


def check_approval(operation: Operation, connector: Any) -> None:
    """Refuse a write inside a tool that no person has to approve.

    Raises:
        NeedsApproval: The surrounding tool is a user's function that was not marked for writes, or is one of
            a toolkit to which this connector does not belong.
    """
    scope = _current.get()
    if scope is None or operation.effect != "write":
        return
    if scope.writes and not _covers(scope, connector):
        raise NeedsApproval(
            f"{operation.name} changes what others can see, and the approval of this tool does not count for its connector.",
            hint="Whoever owns the agent can add the connector to the toolkit of the function: kit.add(connector).",
        )
    if not scope.writes:
        raise NeedsApproval(
            f"{operation.name} changes what others can see, and this tool cannot ask a person first.",
            hint="Whoever owns the agent can offer writes with connector.tools(), which can ask, or mark the function "
            "with tool_utils(writes=True) or kit.tool(writes=True).",
        )
