"""What the demo needs of a framework, and where each one's piece is found."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from toolspan.errors import NotFound
from toolspan.operations.names import squash, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolspan.cli.demo.assistant import Script, ToolUse
    from toolspan.connector import Connector

NAMES = ("fastmcp", "pydantic_ai", "langchain", "openai_agents")
"""The frameworks of the demo, the one that imports fastest first."""


@dataclass(frozen=True)
class Question:
    """A question, the script that answers it, and the live model to ask instead, if there is one."""

    text: str
    script: Callable[[], Script]
    model: str | None = None


@dataclass(frozen=True)
class Answered:
    """An answer, and the tool calls that led to it as the framework's own record has them."""

    text: str
    uses: list[ToolUse] = field(default_factory=list)


class Framework(Protocol):
    """One framework: its real runner, with the scripted assistant or a live model in it."""

    title: str
    line: str
    """The line of code that gives the tools to this framework."""
    install: str
    live_install: str

    def load(self, *, live: bool) -> None:
        """Import the framework.

        Raises:
            ModuleNotFoundError: It is not installed.
        """
        ...

    async def definitions(self, connector: Connector) -> list[Mapping[str, Any]]:
        """Return name, description and parameters of each tool, as this framework tells them to a model."""
        ...

    async def ask(self, connector: Connector, question: Question) -> Answered:
        """Let an agent answer a question."""
        ...


def framework(name: str) -> Framework:
    """Return the demo's piece for one framework; the framework itself is not imported yet.

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
    """Return one tool definition in the form in which all frameworks are measured."""
    return {"name": name, "description": description or "", "parameters": parameters}
