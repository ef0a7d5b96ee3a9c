"""The contracts between the rooms of this package, and with those who extend it.

An adapter turns a `ToolSpec` into one framework's own tool. An executor carries out a `Call`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from pydantic_core import from_json

from toolspan.errors import ToolspanError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from toolspan.clock import Deadline
    from toolspan.operations.model import Operation
    from toolspan.page import Page


@dataclass(frozen=True, slots=True)
class Output:
    """What a tool gives back: one JSON object, as text and as data.

    `text` is what frameworks that hand strings to the model should use; `value` is the same
    object for those that serialise it themselves. `data` is that object where it is at hand.
    """

    text: str
    data: dict[str, Any] | None = field(default=None, repr=False)

    @property
    def value(self) -> dict[str, Any]:
        """Return the object."""
        return from_json(self.text) if self.data is None else self.data


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """One tool, as every framework needs it.

    `parameters` is a closed JSON Schema without references, except of parts that contain themselves;
    with `strict` it has the form of strict modes, all required and nothing free. `run` takes the arguments as the
    model sent them, checks them itself, and raises nothing but `ToolspanError` for what it refuses.
    `timeout` is in seconds.
    """

    name: str
    title: str
    description: str
    parameters: Mapping[str, Any]
    run: Callable[[Mapping[str, Any]], Awaitable[Output]]
    run_sync: Callable[[Mapping[str, Any]], Output]
    read_only: bool = True
    destructive: bool = False
    idempotent: bool = True
    needs_approval: bool = False
    timeout: float = 25.0
    tags: Sequence[str] = ()
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Raise:
    """The framework hears of a failure by this exception."""

    exception: BaseException


@dataclass(frozen=True, slots=True)
class Return:
    """The framework hears of a failure by this result."""

    value: Any


Signal = Raise | Return


def settle(signal: Signal) -> Any:
    """Return what a signal returns, or raise what it raises."""
    if isinstance(signal, Raise):
        raise signal.exception from None
    return signal.value


async def respond(adapter: Adapter, spec: ToolSpec, arguments: Mapping[str, Any]) -> Any:
    """Run a tool and return its result, or tell of its failure, in the way of one framework."""
    try:
        output = await spec.run(arguments)
    except ToolspanError as error:
        signal = adapter.signal(error, decorated=False)
    else:
        return adapter.encode(output)
    return settle(signal)


def respond_sync(adapter: Adapter, spec: ToolSpec, arguments: Mapping[str, Any]) -> Any:
    """Do as `respond`, where the framework calls without an event loop."""
    try:
        output = spec.run_sync(arguments)
    except ToolspanError as error:
        signal = adapter.signal(error, decorated=False)
    else:
        return adapter.encode(output)
    return settle(signal)


def error_text(error: ToolspanError) -> str:
    """Return an error as the JSON text that a model gets; halves of characters become question marks."""
    text = json.dumps({"error": error.to_dict()}, ensure_ascii=False, default=str, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()


@runtime_checkable
class Adapter(Protocol):
    """One agent framework.

    Entries of `callers` may name an attribute that tells the module from a namesake:
    `agents:function_tool`.
    """

    @property
    def name(self) -> str:
        """What users write: `langchain`."""
        ...

    @property
    def extra(self) -> str:
        """The extra that installs the framework."""
        ...

    @property
    def callers(self) -> Sequence[str]:
        """Root modules of the framework, as they stand on the call stack."""
        ...

    def build(self, spec: ToolSpec, /) -> Any:
        """Return the framework's own tool for `spec`."""
        ...

    def signal(self, error: ToolspanError, /, *, decorated: bool) -> Signal:
        """Return how this framework hears of `error`.

        Args:
            error: What happened.
            decorated: Whether the tool is a user's own decorated function, whose settings
                (retry budget, error handling) are the user's, and not one of `build`.
        """
        ...

    def encode(self, output: Output, /) -> Any:
        """Return the form of `output` that this framework passes on as JSON."""
        ...

    def collect(self, name: str, specs: Sequence[ToolSpec], /) -> Any:
        """Return the framework's own container of tools: a toolset, a toolkit, a server."""
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """One call that has been found, allowed and checked, ready for an executor.

    `values` are the parameters by wire name; `checked` is False for the unchecked door, where
    nothing may be added to them. `deadline` covers everything that the executor does.
    """

    operation: Operation
    values: Mapping[str, Any]
    deadline: Deadline
    checked: bool = True
    warnings: Sequence[str] = ()


class Executor(Protocol):
    """One way of carrying out calls: straight to the API, or through a server."""

    async def execute(self, call: Call, /) -> Page:
        """Carry out one call.

        Raises:
            ToolspanError: It failed; the class says how.
        """
        ...

    async def aclose(self) -> None:
        """Give back connections of the running event loop."""
        ...
