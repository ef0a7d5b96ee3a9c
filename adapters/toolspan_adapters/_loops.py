"""Loops of your own around a plain SDK: OpenAI's two APIs, Anthropic's Messages and Gemini.

These SDKs have no runner, so nothing stands between their response and the core: a loop gives the tool
definitions in the SDK's form, and the messages that answer a response. No SDK is imported: responses are
read as the SDK's objects or as plain dicts.
"""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolspan.contract import Return, error_text, read_arguments, resolve, respond, unique
from toolspan.errors import ConfigurationError, NotFound, ToolspanError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from toolspan.contract import Output, Signal, ToolSpec


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one tool call came to: one object, as text and as data, and whether it is an error."""

    text: str
    data: Any
    failed: bool


@dataclass(frozen=True, slots=True)
class _ToolCall:
    """One tool call of a model. `arguments` are an object, or its text."""

    id: str
    name: str
    arguments: Any


class _Style(ABC):
    """The form of tools, calls and results on one API: an adapter whose container is a `Loop`."""

    title = "Plain SDKs, in a loop of your own"
    extra = "all"
    features = ("strict", "sync", "streaming")
    callers = ()
    name: str
    takes: str
    """What `answer` takes, for an error message."""

    @abstractmethod
    def build(self, spec: ToolSpec, /) -> Any:
        """Return the definition of a tool."""

    @abstractmethod
    def message(self, response: Any) -> Any:
        """Return the model's own message in a response; None where there is none."""

    @abstractmethod
    def calls(self, message: Any) -> Iterable[_ToolCall]:
        """Return the tool calls of the model's message."""

    @abstractmethod
    def results(self, outcomes: Sequence[tuple[_ToolCall, _Outcome]]) -> list[Any]:
        """Return the messages that hold the results."""

    def definitions(self, specs: Sequence[ToolSpec]) -> list[Any]:
        """Return the value of the SDK's `tools=`."""
        return [self.build(spec) for spec in specs]

    def echo(self, message: Any) -> list[Any]:
        """Return the model's message as it is appended."""
        return [message]

    def signal(self, error: ToolspanError, /, *, decorated: bool) -> Signal:  # noqa: ARG002 - the same for both
        """Return the error as a result."""
        return Return(_Outcome(error_text(error), {"error": error.to_dict()}, failed=True))

    def encode(self, output: Output, /) -> _Outcome:
        """Return the object, as text and as data."""
        return _Outcome(output.text, output.value, failed=False)

    def collect(self, name: str, specs: Sequence[ToolSpec], /) -> Loop:  # noqa: ARG002 - a loop has no name
        """Return a loop with these tools."""
        return Loop(self, specs)


class OpenAIChat(_Style):
    """Chat completions of OpenAI, and of the many servers that speak the same."""

    name = "openai-chat"
    takes = "a ChatCompletion, or its message"

    def build(self, spec: ToolSpec, /) -> dict[str, Any]:
        """Return a function tool; `strict` is said, since servers differ in what they assume."""
        return {"type": "function", "function": _function(spec) | {"strict": spec.strict}}

    def message(self, response: Any) -> Any:
        """Return the message of the first choice, or the response where it is a message."""
        choices = _read(response, "choices")
        if choices:
            return _read(choices[0], "message")
        return response if _read(response, "role") == "assistant" else None

    def calls(self, message: Any) -> Iterable[_ToolCall]:
        """Return the calls of functions; a call of a custom tool has text for arguments, and no function here."""
        for call in _read(message, "tool_calls") or ():
            function = _read(call, "function") or _read(call, "custom") or {}
            yield _ToolCall(_read(call, "id"), _read(function, "name") or "", _read(function, "arguments"))

    def results(self, outcomes: Sequence[tuple[_ToolCall, _Outcome]]) -> list[Any]:
        """Return a tool message for each call: the API has text alone, and no mark for errors."""
        return [{"role": "tool", "tool_call_id": call.id, "content": done.text} for call, done in outcomes]


class OpenAIResponses(_Style):
    """The responses API of OpenAI."""

    name = "openai-responses"
    takes = "a Response"

    def build(self, spec: ToolSpec, /) -> dict[str, Any]:
        """Return a function tool; where `strict` is left out, the API assumes it."""
        return {"type": "function", **_function(spec), "strict": spec.strict}

    def message(self, response: Any) -> Any:
        """Return the output, a list of items."""
        output = _read(response, "output")
        return output if isinstance(output, list) else None

    def calls(self, message: Any) -> Iterable[_ToolCall]:
        """Return the function calls among the items."""
        for item in message:
            if _read(item, "type") == "function_call":
                yield _ToolCall(_read(item, "call_id"), _read(item, "name"), _read(item, "arguments"))

    def echo(self, message: Any) -> list[Any]:
        """Return all items: those of reasoning must stand before their calls."""
        return list(message)

    def results(self, outcomes: Sequence[tuple[_ToolCall, _Outcome]]) -> list[Any]:
        """Return an item for each call."""
        return [
            {"type": "function_call_output", "call_id": call.id, "output": done.text}
            for call, done in outcomes
        ]


class Anthropic(_Style):
    """The Messages API of Anthropic."""

    name = "anthropic"
    takes = "a Message"

    def build(self, spec: ToolSpec, /) -> dict[str, Any]:
        """Return a tool; `strict` only where it is on, as servers that speak the same may not know it."""
        strict = {"strict": True} if spec.strict else {}
        schema = dict(spec.parameters)
        return {"name": spec.name, "description": spec.description, "input_schema": schema, **strict}

    def message(self, response: Any) -> Any:
        """Return the message itself, which the response is."""
        is_message = _read(response, "role") == "assistant" and isinstance(_read(response, "content"), list)
        return response if is_message else None

    def calls(self, message: Any) -> Iterable[_ToolCall]:
        """Return the uses of tools among the blocks."""
        for block in _read(message, "content"):
            if _read(block, "type") == "tool_use":
                yield _ToolCall(_read(block, "id"), _read(block, "name"), _read(block, "input"))

    def echo(self, message: Any) -> list[Any]:
        """Return the message as the API takes it."""
        return [{"role": "assistant", "content": _read(message, "content")}]

    def results(self, outcomes: Sequence[tuple[_ToolCall, _Outcome]]) -> list[Any]:
        """Return one message with a block for each call, which the API wants together."""
        blocks = [
            {
                "type": "tool_result",
                "tool_use_id": call.id,
                "content": done.text,
                **({"is_error": True} if done.failed else {}),
            }
            for call, done in outcomes
        ]
        return [{"role": "user", "content": blocks}]


class Gemini(_Style):
    """`generate_content` of Google's Gemini: of the SDK, and of the API in JSON."""

    name = "gemini"
    takes = "a GenerateContentResponse, or the list of those that a stream gave"

    def build(self, spec: ToolSpec, /) -> dict[str, Any]:
        """Return a declaration. `parameters` would drop what its own schema language lacks."""
        schema = dict(spec.parameters)
        return {"name": spec.name, "description": spec.description, "parametersJsonSchema": schema}

    def definitions(self, specs: Sequence[ToolSpec]) -> list[Any]:
        """Return one tool with all declarations."""
        return [{"functionDeclarations": super().definitions(specs)}]

    def message(self, response: Any) -> Any:
        """Return the content of the first candidate, whose signatures of thoughts the API wants back; of a stream, all parts."""
        if not isinstance(response, list | tuple):
            candidates = _read(response, "candidates")
            return _read(candidates[0], "content") if candidates else None
        contents = [content for each in response if (content := self.message(each))]
        return {"role": "model", "parts": [part for content in contents for part in _parts(content)]}

    def calls(self, message: Any) -> Iterable[_ToolCall]:
        """Return the function calls among the parts. Not every model gives them ids."""
        for part in _parts(message):
            if call := _read(part, "function_call") or _read(part, "functionCall"):
                yield _ToolCall(_read(call, "id") or "", _read(call, "name"), _read(call, "args"))

    def results(self, outcomes: Sequence[tuple[_ToolCall, _Outcome]]) -> list[Any]:
        """Return one content with a part for each call; the API takes objects alone, so a text stands in one."""
        responses = [
            {
                "name": call.name,
                "response": done.data if isinstance(done.data, dict) else {"result": done.data},
                **({"id": call.id} if call.id else {}),
            }
            for call, done in outcomes
        ]
        return [{"role": "user", "parts": [{"functionResponse": each} for each in responses]}]


STYLES: dict[str, _Style] = {
    style.name: style for style in (OpenAIResponses(), OpenAIChat(), Anthropic(), Gemini())
}
"""The APIs, by the name that `connector.loop` takes."""


class Loop:
    """Tools for a loop of the user's own around a plain SDK.

    Args:
        style: The form of the API.
        specs: The tools.

    Attributes:
        tools: The tool definitions, for the SDK's own `tools=`.
    """

    def __init__(self, style: _Style, specs: Sequence[ToolSpec]) -> None:
        self._style = style
        self._specs = {spec.name: spec for spec in unique(specs)}
        self.tools = style.definitions(specs)

    async def answer(self, response: Any, *, echo: bool = True) -> list[Any]:
        """Carry out the tool calls of a response and return the messages to append: see `toolspan.contract.Loop`."""
        message = self._style.message(response)
        if message is None:
            raise self._unknown(response)
        calls = list(self._style.calls(message))
        if not calls:
            return self._style.echo(message) if _read(response, "stop_reason") == "pause_turn" else []
        one_at_a_time = asyncio.Lock()
        outcomes = await _side_by_side([self._outcome(call, one_at_a_time) for call in calls])
        results = self._style.results(list(zip(calls, outcomes, strict=True)))
        return [*(self._style.echo(message) if echo else ()), *results]

    def answer_sync(self, response: Any, *, echo: bool = True) -> list[Any]:
        """Return the same as `answer`, without `await`."""
        wait = next(iter(self._specs.values())).wait
        return wait(self.answer(response, echo=echo))  # type: ignore[no-any-return]

    async def _outcome(self, call: _ToolCall, one_at_a_time: asyncio.Lock) -> Any:
        try:
            spec = self._spec(call.name)
            arguments = _arguments(call.arguments)
        except ToolspanError as error:
            return resolve(self._style.signal(error, decorated=False))
        async with nullcontext() if spec.read_only else one_at_a_time:
            return await respond(self._style, spec, arguments, native=call, call_id=call.id or None)

    def _spec(self, name: str) -> ToolSpec:
        if name not in self._specs:
            raise NotFound(
                f"There is no tool called {name[:100]!r}.", hint=f"The tools are: {', '.join(self._specs)}."
            )
        return self._specs[name]

    def _unknown(self, response: Any) -> ConfigurationError:
        fits = [name for name, style in STYLES.items() if style.message(response) is not None]
        return ConfigurationError(
            f'loop("{self._style.name}").answer takes {self._style.takes}, not {type(response).__name__}.',
            hint=f'This one is for loop("{fits[0]}").' if fits else "Pass what the SDK's call returned.",
        )


def _function(spec: ToolSpec) -> dict[str, Any]:
    return {"name": spec.name, "description": spec.description, "parameters": dict(spec.parameters)}


def _read(value: Any, name: str) -> Any:
    """Return a field of an object or a dict; None where it has none."""
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


def _parts(content: Any) -> Sequence[Any]:
    return _read(content, "parts") or ()


def _arguments(given: Any) -> dict[str, Any]:
    """Return the arguments of a call, which are an object or its text."""
    if given is None or isinstance(given, dict):
        return given or {}
    return read_arguments(given if isinstance(given, str) else json.dumps(given, default=str))


async def _side_by_side(works: Sequence[Any]) -> list[Any]:
    """Return the results in order; when one raises, the others are cancelled and waited for."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
