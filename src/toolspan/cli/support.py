"""Command-line support of a connector: checks for `doctor`, its emulator, and messages."""

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
    """A part of an API that needs a permission of its own: a cheap read that tests it, and advice if it is denied."""

    entity: str
    action: str
    params: Mapping[str, Any] = field(default_factory=dict)
    advice: str | None = None


class CommandLineSupport:
    """Command-line support of a connector; every method has a working default.

    A connector names its subclass in `command_line = "package.module:Class"`. Only commands import it.

    Args:
        connector: The connector's class.
    """

    areas: ClassVar[Mapping[str, Area]] = {}
    """Areas by name; `toolspan doctor` and `toolspan limits --ask` call each."""
    limits_note: ClassVar[str] = (
        "This is an estimate that starts from a full limit; other programs with the same account share the limit."
    )
    """Note below the table of `toolspan limits`."""
    emulated: ClassVar[bool] = False
    """True if `--emulator` emulates this connector's API."""

    def __init__(self, connector: type[BaseConnector]) -> None:
        self.connector = connector

    def settings(self) -> Iterable[Finding]:
        """Return findings on the environment variables of the connector."""
        return ()

    def counts(self) -> bool:
        """Return True if there is an account whose calls can be counted; otherwise `limits` shows the published plan."""
        return True

    def account(self, records: Sequence[Mapping[str, Any]]) -> str:
        """Return one sentence on the account, from the records of `check()`."""
        return f"{self.connector.title} answers."

    def elsewhere(self, connector: Connector) -> Iterable[tuple[Connector, str, str]]:
        """Return alternatives to try when the account is not found: a connector, its name, and how to select it."""
        return ()

    async def emulate(self, stack: AsyncExitStack, seed: int, region: str | None) -> dict[str, Any]:
        """Start an emulator and return the settings of a connector on it.

        Raises:
            ConfigurationError: The connector has no emulator.
        """
        raise ConfigurationError(f"{self.connector.slug} has no emulator.", hint="Omit --emulator.")


def support(connector: type[BaseConnector]) -> CommandLineSupport:
    """Return the command-line support of a connector."""
    if not connector.command_line:
        return CommandLineSupport(connector)
    module, _, name = connector.command_line.partition(":")
    found: CommandLineSupport = getattr(import_module(module), name)(connector)
    return found
