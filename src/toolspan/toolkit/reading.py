"""`read_more` of a toolkit: one tool that reads on in the long results of its functions and connectors alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from toolspan.clock import Deadline
from toolspan.contract import Call, Output, ToolSpec
from toolspan.runtime.loop import LOOP
from toolspan.runtime.scope import ToolCallScope
from toolspan.toolkit.signature import Signature
from toolspan.tools.output import OutputLimiter
from toolspan.tools.results import read_more as rest_of
from toolspan.tools.specs import described, observed
from toolspan.tools.strict_schema import loosened, strictened
from toolspan.tools.virtual_operations import RESULTS_READ_MORE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.contract import Ask
    from toolspan.runtime.progress import Listener
    from toolspan.runtime.scope import Caller
    from toolspan.toolkit.shared import Shared

READ_MORE = "read_more"
"""Name of the tool."""


def reader(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the call that reads on in a result."""
    return {"tool": READ_MORE, "arguments": params}


async def _read_more(handle: str, offset: Annotated[int, Field(ge=0)] = 0, path: str | None = None) -> None:
    """The rest of a result that was cut: its meta.read_on is the call for this.

    Args:
        handle: As meta of the result says.
        offset: Number of the first record, or of the first character of a long text.
        path: Part of one record, such as "0.items".
    """


class ReadMore:
    """The tool that reads on.

    Args:
        shared: Of the toolkit.
    """

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._signature = Signature(_read_more)

    def spec(self, *, strict: bool = False, on_progress: Listener | None = None) -> ToolSpec:
        """Return the tool, as every framework needs it.

        Args:
            strict: Whether its parameters take the form of strict modes.
            on_progress: Takes what a call reports.
        """
        schema = self._signature.schema

        async def run(arguments: Mapping[str, Any], _: Ask | None = None, /) -> Output:
            return await self._run(loosened(arguments, schema) if strict else arguments)

        return ToolSpec(
            READ_MORE,
            "Read more",
            self._signature.description,
            described(strictened(schema) if strict else schema),
            observed(run, READ_MORE, self._shared.name, on_progress),
            LOOP.run,
            tags=(self._shared.name,),
            strict=strict,
        )

    async def _run(self, arguments: Mapping[str, Any]) -> Output:
        values = self._signature.check(arguments, READ_MORE, {"handle": "of meta in the result"})
        values = {name: value for name, value in values.items() if value is not None}
        owner = await self._owner(values["handle"])
        with ToolCallScope(None, reader=reader, connector=owner) as scope:
            call = Call(RESULTS_READ_MORE, values, Deadline(self._shared.clock, None))
            scope.page = page = await rest_of(owner, call)
            return OutputLimiter(None).render(page, scope)

    async def _owner(self, handle: str) -> Caller:
        """Return whose result it is."""
        owners: list[Caller] = [self._shared, *self._shared.connectors]
        for owner in owners:
            if await owner.results.get(owner.result_owner(), handle) is not None:
                return owner
        return self._shared
