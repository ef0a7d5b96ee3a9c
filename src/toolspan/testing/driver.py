"""What the checks need to know of a framework: how its own runner is driven."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from toolspan.testing.script import Transcript, Turn


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
