"""What the command line asks of a connector: what to look at, where it is emulated, and its own words."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from toolspan.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from contextlib import AsyncExitStack

    from toolspan.base import BaseConnector
    from toolspan.cli.doctor.findings import Finding
    from toolspan.connector import Connector


@dataclass(frozen=True, slots=True)
class Area:
    """A part of an API that an account may be barred from: one cheap read of it, and what the read needs."""

    entity: str
    action: str
    params: Mapping[str, Any] = field(default_factory=dict)
    advice: str | None = None


class CommandLineSupport:
    """The command line's view of a connector; every method has a working default.

    A connector names its own by `command_line = "package.module:Class"`; it is imported by a command only.

    Args:
        connector: The connector's class.
    """

    areas: ClassVar[Mapping[str, Area]] = {}
    """What `toolspan doctor` tries and `toolspan limits --ask` asks, by name."""
    limits_note: ClassVar[str] = (
        "This is counted by this process alone, from a full limit on; other programs with the same account share it."
    )
    """What a person should know of the limits that `toolspan limits` shows."""
    emulated: ClassVar[bool] = False
    """Whether `--emulator` plays this connector's API."""

    def __init__(self, connector: type[BaseConnector]) -> None:
        self.connector = connector

    def settings(self) -> Iterable[Finding]:
        """Return what is to be said of the environment that the connector reads."""
        return ()

    def counts(self) -> bool:
        """Return whether there is an account whose calls are counted, and not the published limits alone."""
        return True

    def account(self, records: Sequence[Mapping[str, Any]]) -> str:
        """Return what the records of `check()` say of the account, in one sentence."""
        return f"{self.connector.title} answers."

    def elsewhere(self, connector: Connector) -> Iterable[tuple[Connector, str, str]]:
        """Return other places where the same account may be: a connector, its name, and how to go there."""
        return ()

    async def emulate(self, stack: AsyncExitStack, seed: int, region: str | None) -> dict[str, Any]:
        """Start an emulator and return the settings of a connector that lead to it.

        Raises:
            ConfigurationError: There is none.
        """
        raise ConfigurationError(
            f"There is no emulator of {self.connector.slug}.", hint="Leave --emulator out."
        )


def support(connector: type[BaseConnector]) -> CommandLineSupport:
    """Return the command line's view of a connector."""
    if not connector.command_line:
        return CommandLineSupport(connector)
    module, _, name = connector.command_line.partition(":")
    found: CommandLineSupport = getattr(import_module(module), name)(connector)
    return found
