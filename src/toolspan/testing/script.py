"""What a scripted model says, and what it saw: the words that drivers and checks share."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

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
