"""What a toolkit takes its tools from besides functions: connectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from toolspan.tools.build import specs_of, specs_of_accounts
from toolspan.tools.options import MAX_OUTPUT_CHARS, TOOL_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.base import BaseConnector
    from toolspan.contract import Person, ToolSpec
    from toolspan.runtime.progress import Listener
    from toolspan.runtime.scope import Reader
    from toolspan.toolkit.shared import Shared
    from toolspan.tools.options import ToolOptions


class Source(Protocol):
    """Where tools of a toolkit come from: a function, a connector, or several accounts of one."""

    @property
    def origin(self) -> str:
        """Says in messages what it is."""
        ...

    @property
    def is_read_on(self) -> bool:
        """Whether its results may be too long for a model, and it has no tool of its own to read on."""
        ...

    def specs(
        self,
        *,
        strict: bool = False,
        on_progress: Listener | None = None,
        ask: Person | None = None,
        reader: Reader | None = None,
    ) -> list[ToolSpec]:
        """Return its tools.

        Args:
            strict: Whether their parameters take the form of strict modes.
            on_progress: Takes what calls report.
            ask: Asks a person before writes, instead of the framework's own way.
            reader: How long results are read on; None where the toolkit has no tool for that.
        """
        ...


class ConnectorSource:
    """The tools of one connector in a toolkit, within the smaller limits of both.

    Args:
        connector: Whose operations they call.
        shared: Of the toolkit.
        prefix: Put before each name.
        options: As in `connector.tools`.
    """

    def __init__(self, connector: BaseConnector, shared: Shared, prefix: str, options: ToolOptions) -> None:
        self.origin = connector.title
        self._connector = connector
        self._options = _within([connector], shared, prefix, options)

    @property
    def is_read_on(self) -> bool:
        """Whether it needs the toolkit's tool to read on: typed tools do, `execute` reads on itself."""
        return self._options.get("shape") == "typed"

    def specs(self, **options: Any) -> list[ToolSpec]:
        """Return the tools; these options come before those with which it was added."""
        given: Mapping[str, Any] = {name: value for name, value in options.items() if value}
        return specs_of(self._connector, **{**self._options, **given})


class AccountsSource:
    """The tools of several accounts of one connector in a toolkit, within the smallest limits of all.

    Args:
        connectors: A connector for each account.
        argument: Argument of the tools that names the account.
        shared: Of the toolkit.
        prefix: Put before each name.
        options: As in `connector.tools`.
    """

    def __init__(
        self,
        connectors: Mapping[str, BaseConnector],
        argument: str,
        shared: Shared,
        prefix: str,
        options: ToolOptions,
    ) -> None:
        self._connectors = dict(connectors)
        self._argument = argument
        self._options = _within(list(connectors.values()), shared, prefix, options)
        titles = {connector.title for connector in connectors.values()}
        self.origin = f"{' and '.join(sorted(titles))} ({', '.join(map(str, connectors))})"

    @property
    def is_read_on(self) -> bool:
        """Whether it needs the toolkit's tool to read on, as above."""
        return self._options.get("shape") == "typed"

    def specs(self, **options: Any) -> list[ToolSpec]:
        """Return the tools; these options come before those with which it was added."""
        given: Mapping[str, Any] = {name: value for name, value in options.items() if value}
        return specs_of_accounts(self._connectors, argument=self._argument, **{**self._options, **given})


def _within(
    connectors: Sequence[BaseConnector], shared: Shared, prefix: str, options: ToolOptions
) -> dict[str, Any]:
    """Return the options of tools whose limits are the smallest of all."""
    seconds = [
        options.get("timeout", TOOL_TIMEOUT),
        shared.timeout,
        *(connector.timeout for connector in connectors),
    ]
    characters = [options.get("max_output_chars", MAX_OUTPUT_CHARS), shared.max_output_chars]
    return {
        **options,
        "prefix": prefix,
        "timeout": min(each for each in seconds if each is not None),
        "max_output_chars": min(each for each in characters if each is not None),
    }
