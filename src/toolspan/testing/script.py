"""Scripts for a scripted model, and the transcript of a run; shared by drivers and checks."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar

FINAL = "done"
"""Final message of a scripted model."""


@dataclass(frozen=True)
class Call:
    """One tool call of a scripted model. Arguments may be text, for a model that writes invalid JSON."""

    name: str
    arguments: dict[str, Any] | str

    @property
    def text(self) -> str:
        """Return the arguments as the JSON text that a model writes."""
        return self.arguments if isinstance(self.arguments, str) else json.dumps(self.arguments)


Turn = list[Call]
"""The tool calls of one model message. After the last turn the model answers `FINAL`."""


def call(name: str, arguments: dict[str, Any] | str) -> Turn:
    """Return a turn with one call."""
    return [Call(name, arguments)]


@dataclass
class Transcript:
    """Record of a run with a scripted model.

    `results` are the tool messages as the model saw them; `structured` is the structured content of
    each, in frameworks that have it; `failed` says which were marked as errors.
    """

    results: list[str]
    definitions: list[dict[str, Any]]
    final: str
    structured: list[Any] = field(default_factory=list)
    failed: list[bool] = field(default_factory=list)


class Driver(ABC):
    """Runs an agent of one framework with a scripted model.

    Attributes:
        name: The adapter's name.
        models: Kinds of scripted model; `own` is the framework's own test model.
        sends_broken_json: True if calls with invalid JSON arguments reach the tools.
        marks_decorated: True if the framework marks an error of a decorated function as an error.
        checks_arguments: True if the framework itself checks arguments by the schema, and a call that does not fit
            gets its words instead of toolspan's. The checks then ask only that the run goes on.
        wraps_text: True if the framework, or the API of its models, takes objects alone, so that a text is shown as
            `{"result": text}`.
        rewrites_json: True if the framework parses a result and writes it again, with blanks and escapes of its own.
            The size of results is then measured without them.
        property_names: Regular expression of the names of parameters that the framework takes; it leaves out or refuses
            a tool with another.
        mask_error_details: Whether the server hides error messages; None for frameworks without this option.
    """

    name: ClassVar[str]
    models: ClassVar[tuple[str, ...]] = ("own",)
    sends_broken_json: ClassVar[bool] = True
    marks_decorated: ClassVar[bool] = True
    checks_arguments: ClassVar[bool] = False
    wraps_text: ClassVar[bool] = False
    rewrites_json: ClassVar[bool] = False
    property_names: ClassVar[str] = r"[\s\S]+"
    mask_error_details: bool | None = None

    @abstractmethod
    async def run(self, tools: list[Any], script: list[Turn], model: str = "own") -> Transcript:
        """Run an agent with these tools through the script and return the transcript.

        Args:
            tools: The framework's tools, built by the adapter.
            script: The model's turns; after them it answers `FINAL`.
            model: One of `models`.
        """

    def approval(self, tool: Any) -> bool | None:  # noqa: ARG002 - most frameworks have no such attribute
        """Return True if the tool requires approval; None for frameworks whose tools cannot say so."""
        return None

    def reads_only(self, tool: Any) -> bool | None:  # noqa: ARG002 - as above
        """Return True if the tool is marked as read-only; None for frameworks whose tools cannot say so."""
        return None
