"""The scripted seller's assistant: it stands where a model would, in every framework.

Like a model it sees a question and the results of its tool calls so far, and says what comes
next: another call, or the answer. Everything that it answers it has read from those results.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

INSTRUCTIONS = (
    "You are a seller's assistant. Answer from the tools only, in one or two sentences, with exact "
    "figures and currencies. Times are UTC."
)


@dataclass(frozen=True)
class ToolCall:
    """A tool and its arguments, as a model would send them."""

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ToolUse:
    """A tool call that was made, with what the model was given back."""

    call: ToolCall
    result: str


Record = dict[str, Any]
Script = Generator[ToolCall, Record, Any]
"""Yields calls, is sent results, returns what it found out."""


class CannotAnswerError(Exception):
    """A tool said something that the script knows no way around."""


def next_step(script: Callable[[], Script], results: Sequence[str]) -> ToolCall | str:
    """Return what the assistant does after these results: a call, or its answer."""
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
    """Return the object that a tool result holds; frameworks may add a remark after it."""
    try:
        found, _ = json.JSONDecoder().raw_decode(result.strip())
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"error": {"code": "unreadable", "message": result[:200]}}


def execute(entity: str, action: str, params: Record, select: Sequence[str] = ()) -> Script:
    """Call one operation and return its result; a misspelt parameter is corrected as the error says."""
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
    """Return the records of all pages, reading on where a result was cut to size."""
    found: list[Record] = []
    following: Record | None = params
    while following is not None:
        result = yield from execute(entity, action, following, select)
        found += result["data"]
        following = result["meta"].get("next_params")
        rest = result["meta"].get("read_on")
        while rest:
            result = yield from execute(rest["entity"], rest["action"], rest["params"])
            found += result["data"]
            rest = result["meta"].get("read_on")
    return found
