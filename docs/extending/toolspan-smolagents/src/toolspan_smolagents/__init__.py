"""smolagents: tools for `ToolCallingAgent(tools=...)` and `CodeAgent(tools=...)`.

smolagents calls tools without `await`, shows a repr of what is no text, and has no way to ask a person: results
and errors are JSON text, and tools only read, unless a function that asks is given as `ask`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.contract import Return, error_text, respond, unique

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from smolagents import Tool

    from toolspan.contract import Output, Signal, ToolSpec
    from toolspan.errors import ToolspanError


class SmolagentsAdapter:
    """Turns tools into those of smolagents."""

    name = "smolagents"
    extra = "smolagents"
    callers = ("smolagents",)

    def build(self, spec: ToolSpec, /) -> Tool:
        """Return a tool with the core's schema, as far as smolagents can say it."""
        from smolagents import Tool

        adapter = self

        class ConnectorTool(Tool):
            """A tool of a connector."""

            name, description, output_type = spec.name, spec.description, "string"
            inputs = inputs_of(spec.parameters)
            skip_forward_signature_validation = True
            forward = None

            def __call__(self, /, *_: Any, **arguments: Any) -> str:
                """Return JSON text; the base knows `self` and an option by name, which may be arguments."""
                arguments.pop("sanitize_inputs_outputs", None)
                given = {name: value for name, value in arguments.items() if value is not None}
                return str(spec.wait(respond(adapter, spec, given)))

        return ConnectorTool()

    def signal(self, error: ToolspanError, /, *, decorated: bool) -> Signal:
        """Return the error as JSON text: of an exception the model would see the arguments once more."""
        return Return(error_text(error))

    def encode(self, output: Output, /) -> str:
        """Return JSON text."""
        return output.text

    def collect(self, name: str, specs: Sequence[ToolSpec], /) -> list[Tool]:
        """Return the list of tools: smolagents has no container for them."""
        return [self.build(spec) for spec in unique(specs)]


def inputs_of(parameters: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the parameters in the form of smolagents: each has a type, and says whether it may be left out."""
    required = parameters.get("required", ())
    return {name: _input(schema, name in required) for name, schema in parameters["properties"].items()}


def _input(schema: Mapping[str, Any], required: bool) -> dict[str, Any]:  # noqa: FBT001
    kinds = [kind for kind in schema.get("anyOf", [schema]) if kind.get("type") != "null"]
    found = dict(kinds[0]) if len(kinds) == 1 else {"type": "any"}
    found["description"] = schema.get("description", "")
    if found.get("type", "object") == "object":
        found["type"] = ["object", "string"]  # some models write an object as its text
    return found if required else {**found, "nullable": True}


adapter = SmolagentsAdapter()
