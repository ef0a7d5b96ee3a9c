"""Interface of the demo to a framework, and the table of frameworks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from toolspan.errors import NotFound
from toolspan.operations.names import squash, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolspan.connector import Connector


INSTRUCTIONS = (
    "You are a seller's assistant. Answer from the tools only, in one or two sentences, with exact "
    "figures and currencies. Times are UTC."
)


@dataclass(frozen=True)
class ToolCall:
    """A tool call with its arguments, as a model sends it."""

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ToolUse:
    """A tool call and the result that the model received."""

    call: ToolCall
    result: str


Record = dict[str, Any]
Script = Generator[ToolCall, Record, Any]
"""Generator that yields tool calls, receives results and returns the answer."""


class CannotAnswerError(Exception):
    """A tool returned an error that the script cannot correct."""


def next_step(script: Callable[[], Script], results: Sequence[str]) -> ToolCall | str:
    """Return the assistant's next step after these results: a tool call or the answer."""
    running = script()
    try:
        step: ToolCall = next(running)
        for result in results:
            step = running.send(read(result))
    except StopIteration as end:
        return str(end.value)
    except CannotAnswerError as error:
        return f"I cannot tell: {error}"
    return step


def read(result: str) -> Record:
    """Return the JSON object of a tool result; ignores text that a framework appends."""
    try:
        found, _ = json.JSONDecoder().raw_decode(result.strip())
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"error": {"code": "unreadable", "message": result[:200]}}


def execute(entity: str, action: str, params: Record, select: Sequence[str] = ()) -> Script:
    """Call one operation and return its result. Corrects a misspelt parameter from the error message."""
    while True:
        arguments = {"entity": entity, "action": action, "params": params}
        result = yield ToolCall("execute", arguments | ({"select_fields": list(select)} if select else {}))
        error = result.get("error")
        if not error:
            return result
        params = _corrected(params, str(error.get("message")))


def _corrected(params: Record, message: str) -> Record:
    slip = re.search(r'no parameter "(\w+)"\. Did you mean "(\w+)"', message)
    if slip is None or slip[1] not in params:
        raise CannotAnswerError(message)
    return {slip[2] if name == slip[1] else name: value for name, value in params.items()}


def records(entity: str, action: str, params: Record, select: Sequence[str] = ()) -> Script:
    """Return the records of all pages, including the rest of shortened results."""
    found: list[Record] = []
    following: Record | None = params
    while following is not None:
        result = yield from execute(entity, action, following, select)
        found += result["data"]
        following = result["meta"].get("next_params")
        rest = result["meta"].get("read_on")
        while rest:
            result = yield from execute(**rest["arguments"])
            found += result["data"]
            rest = result["meta"].get("read_on")
    return found


NAMES = ("fastmcp", "pydantic_ai", "langchain", "openai_agents")
"""The demo's frameworks, fastest import first."""


@dataclass(frozen=True)
class Question:
    """A question, the script that answers it, and optionally a live model to use instead."""

    text: str
    script: Callable[[], Script]
    model: str | None = None


@dataclass(frozen=True)
class Answered:
    """An answer and its tool calls, as recorded by the framework."""

    text: str
    uses: list[ToolUse] = field(default_factory=list)


class Framework(Protocol):
    """A framework: runs the scripted assistant or a live model in its own runner."""

    title: str
    line: str
    """The line of code that passes the tools to this framework."""
    install: str
    live_install: str

    def load(self, *, live: bool) -> None:
        """Import the framework.

        Raises:
            ModuleNotFoundError: The framework is not installed.
        """
        ...

    async def definitions(self, connector: Connector) -> list[Mapping[str, Any]]:
        """Return name, description and parameters of each tool, as this framework sends them to a model."""
        ...

    async def ask(self, connector: Connector, question: Question) -> Answered:
        """Run an agent on a question and return its answer."""
        ...


def framework(name: str) -> Framework:
    """Return the demo's runner for one framework. Does not import the framework itself.

    Raises:
        NotFound: The demo has no such framework.
    """
    known = {squash(known): known for known in NAMES}.get(squash(name))
    if known is None:
        raise NotFound(
            f"The demo has no framework {name[:40]!r}.{suggestion(name, NAMES)}",
            hint=f"The frameworks are: {', '.join(NAMES)}.",
        )
    return import_module(f"toolspan.cli.demo.with_{known}").framework  # type: ignore[no-any-return]


def definition(name: str, description: str | None, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return a tool definition in one common form, so that sizes are comparable."""
    return {"name": name, "description": description or "", "parameters": parameters}
