"""What a scripted model says, and what it saw: the words that drivers and checks share."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar

FINAL = "done"
"""What a scripted model says when its script is played."""


@dataclass(frozen=True)
class Call:
    """One tool call of a scripted model. Arguments may be text, to play a model that writes broken JSON."""

    name: str
    arguments: dict[str, Any] | str

    @property
    def text(self) -> str:
        """Return the arguments as a model writes them."""
        return self.arguments if isinstance(self.arguments, str) else json.dumps(self.arguments)


Turn = list[Call]
"""What a scripted model says at once: calls. After the last turn it says `FINAL`."""


def call(name: str, arguments: dict[str, Any] | str) -> Turn:
    """Return a turn of one call."""
    return [Call(name, arguments)]


@dataclass
class Transcript:
    """What went between a scripted model and the tools.

    `results` are the tool messages as the model saw them; `structured` is the data that came
    beside each of them, where a framework has such; `failed` is whether it was marked as failed.
    """

    results: list[str]
    definitions: list[dict[str, Any]]
    final: str
    structured: list[Any] = field(default_factory=list)
    failed: list[bool] = field(default_factory=list)


class Driver(ABC):
    """Runs an agent of one framework whose model plays a script.

    Attributes:
        name: The adapter's name.
        models: The ways in which the script can be played; `own` is the framework's own test model.
        sends_broken_json: Whether a call whose arguments are no JSON reaches the tools.
        marks_decorated: Whether a failure of a decorated function can be told from a result.
        mask_error_details: Whether the server hides messages; None for a framework without such a switch.
    """

    name: ClassVar[str]
    models: ClassVar[tuple[str, ...]] = ("own",)
    sends_broken_json: ClassVar[bool] = True
    marks_decorated: ClassVar[bool] = True
    mask_error_details: bool | None = None

    @abstractmethod
    async def run(self, tools: list[Any], script: list[Turn], model: str = "own") -> Transcript:
        """Return what the model saw when an agent with these tools had played the script.

        Args:
            tools: The framework's own tools, as the adapter built them.
            script: What the model says, turn by turn; then it says `FINAL`.
            model: One of `models`.
        """

    def approval(self, tool: Any) -> bool | None:  # noqa: ARG002 - what most frameworks have no place for
        """Return whether the tool asks for a person's approval; None where tools have no place for it."""
        return None

    def reads_only(self, tool: Any) -> bool | None:  # noqa: ARG002 - as above
        """Return whether the tool says that it only reads; None where tools have no place for it."""
        return None
