"""Three tools that find, describe and call all others, for toolkits with too many to show a model at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from toolspan.contract import Output, ToolSpec, read_arguments
from toolspan.errors import InvalidInput, NotFound
from toolspan.operations.names import squash, suggestion
from toolspan.runtime.loop import LOOP
from toolspan.tools.arguments import check_names
from toolspan.tools.describe import brief
from toolspan.tools.search_index import Entry, SearchIndex
from toolspan.tools.strict_schema import loosened, strictened

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from toolspan.contract import Ask, Question

FIND, DESCRIBE, CALL, CALL_WRITE = "find_tools", "describe_tool", "call_tool", "call_write_tool"
"""Names of the tools; the last is there where some tool writes."""
_FOUND = 8
"""Tools that one search gives at most."""
_FEW = 50
"""Tools whose names are all told where a search finds none."""
_LINE = 160
_FIND = (
    "Finds the tools of {name} that fit a task, {number} in all. Without a query: the names of all. Then describe_tool "
    "tells the arguments of one, and {calls} it."
)
_DESCRIBE = "What a tool does, and its arguments, as JSON Schema."
_CALL = "Calls a tool that find_tools found. Where meta.read_on of a result that was cut names a tool and arguments, this calls it."
_CALL_WRITE = "Calls a tool that changes something."
_TOOL = {"type": "string", "description": "Its name, as find_tools gives it."}


def finding_specs(specs: Sequence[ToolSpec], name: str, *, strict: bool = False) -> list[ToolSpec]:
    """Return tools that find, describe and call all others; one more calls those that write.

    Args:
        specs: The tools, not in the form of strict modes.
        name: Of their toolkit.
        strict: Whether the parameters of the three take the form of strict modes.
    """
    return _Finding(specs, name, strict=strict).specs()


class _Finding:
    def __init__(self, specs: Sequence[ToolSpec], name: str, *, strict: bool) -> None:
        self._tools = {spec.name: spec for spec in specs}
        self._name = name
        self._strict = strict
        self._built: SearchIndex | None = None

    def specs(self) -> list[ToolSpec]:
        writing = [spec for spec in self._tools.values() if spec.read_only is False]
        others = [spec for spec in self._tools.values() if spec.read_only is not False]
        calls = " or ".join(
            [*([f"{CALL} calls"] if others else []), *([f"{CALL_WRITE} calls"] if writing else [])]
        )
        query = {"type": "string", "description": "What you want to do, in a few words."}
        arguments = {
            "type": "object",
            "description": "Its arguments, as describe_tool says.",
            "additionalProperties": True,
        }
        call = {"tool": _TOOL, "arguments": arguments}
        said = _FIND.format(name=self._name, number=len(self._tools), calls=calls)
        made = [
            self._spec(FIND, "Find tools", said, {"query": query}, self._find),
            self._spec(DESCRIBE, "Describe a tool", _DESCRIBE, {"tool": _TOOL}, self._describe),
        ]
        if others:
            known = all(spec.read_only for spec in others)
            traits = {"read_only": True if known else None, "question": self._question(others)}
            made.append(self._spec(CALL, "Call a tool", _CALL, call, self._calling(CALL), **traits))
        if writing:
            traits = {
                "read_only": False,
                "destructive": any(spec.destructive for spec in writing),
                "idempotent": all(spec.idempotent for spec in writing),
                "question": self._question(writing),
            }
            run = self._calling(CALL_WRITE)
            made.append(self._spec(CALL_WRITE, "Call a tool that writes", _CALL_WRITE, call, run, **traits))
        return made

    def _spec(
        self,
        name: str,
        title: str,
        description: str,
        fields: Mapping[str, Any],
        body: Callable[..., Any],
        **traits: Any,
    ) -> ToolSpec:
        required = [name for name in fields if name == "tool"]
        schema: dict[str, Any] = {
            "type": "object",
            "properties": fields,
            "required": required,
            "additionalProperties": False,
        }

        async def run(arguments: Mapping[str, Any], ask: Ask | None = None, /) -> Output:
            given = loosened(arguments, schema) if self._strict else arguments
            check_names(name, given, fields.keys(), required)
            result = await body(given, ask)
            return result if isinstance(result, Output) else Output(json.dumps(result, ensure_ascii=False))

        timeout = max((spec.timeout for spec in self._tools.values()), default=25.0)
        shown = strictened(schema) if self._strict else schema
        return ToolSpec(
            name, title, description, shown, run, LOOP.run, timeout=timeout, strict=self._strict, **traits
        )

    @property
    def _index(self) -> SearchIndex:
        if self._built is None:
            self._built = SearchIndex(
                Entry(spec.name, _texts(spec), spec, reads=spec.read_only is True)
                for spec in self._tools.values()
                if spec.name != "read_more"  # results name it themselves, and it fits any words for numbers
            )
        return self._built

    async def _find(self, arguments: Mapping[str, Any], _: Ask | None) -> dict[str, Any]:
        query = arguments.get("query")
        if not query:
            return {"data": [{"tool": name} for name in self._tools]}
        found = [
            match.entry.subject
            for _, match in zip(range(_FOUND), self._index.search(str(query)), strict=False)
        ]
        if not found:
            few = len(self._tools) <= _FEW
            rest = (
                "These are all that there are."
                if few
                else "Use other words, or leave the query out for all names."
            )
            return {
                "data": [{"tool": name} for name in self._tools] if few else [],
                "meta": {"notice": f"No tool has these words. {rest}"},
            }
        return {"data": [_row(spec) for spec in found]}

    async def _describe(self, arguments: Mapping[str, Any], _: Ask | None) -> dict[str, Any]:
        spec = self._tool(arguments)
        return {
            "tool": spec.name,
            "call_with": CALL_WRITE if spec.read_only is False else CALL,
            "description": spec.description,
            "arguments": spec.parameters,
        }

    def _calling(self, name: str) -> Callable[..., Any]:
        async def call(arguments: Mapping[str, Any], ask: Ask | None) -> Output:
            spec, given = self._called(name, arguments)
            return await spec.run(given, ask)

        return call

    def _question(self, specs: Sequence[ToolSpec]) -> Callable[[Mapping[str, Any]], Question | None] | None:
        if not any(spec.question for spec in specs):
            return None
        name = CALL_WRITE if specs[0].read_only is False else CALL

        def question(arguments: Mapping[str, Any]) -> Question | None:
            spec, given = self._called(name, arguments)
            return spec.question(given) if spec.question else None

        return question

    def _called(self, name: str, arguments: Mapping[str, Any]) -> tuple[ToolSpec, Mapping[str, Any]]:
        """Return the tool that a call means, and its arguments.

        Raises:
            NotFound: There is no such tool.
            InvalidInput: It is called by the other tool, or its arguments are no object.
        """
        spec = self._tool(arguments)
        right = CALL_WRITE if spec.read_only is False else CALL
        if right != name:
            raise InvalidInput(f"{spec.name} is not called by {name}.", hint=f"Use {right}.")
        given = arguments.get("arguments")
        if isinstance(given, str):
            given = read_arguments(given)
        if given is not None and not isinstance(given, Mapping):
            raise InvalidInput(
                f"{name}: arguments are an object of names and values, not {type(given).__name__}."
            )
        return spec, given or {}

    def _tool(self, arguments: Mapping[str, Any]) -> ToolSpec:
        wanted = str(arguments.get("tool"))
        by_form = {squash(name): name for name in self._tools}
        name = wanted if wanted in self._tools else by_form.get(squash(wanted), "")
        if name not in self._tools:
            raise NotFound(
                f"There is no tool {wanted[:80]!r}.{suggestion(wanted, self._tools)}",
                hint=f"{FIND} finds tools by what they do, and gives all names without a query.",
            )
        return self._tools[name]


def _texts(spec: ToolSpec) -> dict[str, str]:
    """Return what a tool is found by."""
    fields: Mapping[str, Any] = spec.parameters.get("properties", {})
    first, _, rest = spec.description.partition("\n")
    return {
        "action": spec.name,
        "summary": f"{spec.title}. {first}",
        "description": rest,
        "parameters": " ".join(fields),
        "text": " ".join(str(part.get("description", "")) for part in fields.values()),
    }


def _row(spec: ToolSpec) -> dict[str, Any]:
    """Return a tool as a line of what was found."""
    required = spec.parameters.get("required", ())
    names = [name if name in required else f"{name}?" for name in spec.parameters.get("properties", {})]
    return {"tool": spec.name, "does": brief(spec.description.partition("\n")[0], _LINE), "arguments": names}
