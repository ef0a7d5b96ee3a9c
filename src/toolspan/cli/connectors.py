"""Opens a connector for a command: on an account, on a server, or on the embedded emulator."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from inspect import signature
from typing import TYPE_CHECKING, Any

from toolspan.cli.console import usage
from toolspan.errors import ConfigurationError, NotFound
from toolspan.operations.names import squash

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from toolspan.cli.support import CommandLineSupport
    from toolspan.connector import Connector


def one_name(positional: str | None, option: str | None) -> str | None:
    """Return the connector's name, which may stand alone or after `--connector`.

    Raises:
        ConfigurationError: Both are there and differ.
    """
    if positional and option and squash(positional) != squash(option):
        raise ConfigurationError(
            f"Two connectors are named: {positional[:80]} and {option[:80]}.", hint="Name one."
        )
    return option or positional


@dataclass(frozen=True)
class Opening:
    """How a connector is opened.

    `workspace` or `connector_id` opens it through a server instead of on the account in the
    environment; `emulator` on the embedded account of this `seed`. `approve` is whether a person approves writes.
    """

    slug: str | None = None
    region: str | None = None
    writes: Sequence[str] = ()
    emulator: bool = False
    seed: int = 7
    workspace: str | None = None
    connector_id: str | None = None
    approve: bool = True

    @property
    def hosted(self) -> bool:
        """Whether calls go through a server."""
        return self.workspace is not None or self.connector_id is not None

    def connector(self) -> type[Connector]:
        """Return the connector's class.

        Raises:
            NotFound: There is none of that name, or several to choose from.
        """
        from toolspan.registry import connector_class

        return connector_class(self.slug)

    def view(self) -> CommandLineSupport:
        """Return what the command line knows of the connector; a server may have one that is not installed here.

        Raises:
            NotFound: As in `connector`.
        """
        from toolspan.cli.support import support

        try:
            return support(self.connector())
        except NotFound:
            if not self.hosted or self.slug is None:
                raise
            from toolspan.hosted.generic import hosted_class

            return support(hosted_class(self.slug))

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Connector]:
        """Give an open connector and close it afterwards.

        Raises:
            WrongUsageError: Connector, region or policy are wrong, or an extra is missing.
        """
        async with AsyncExitStack() as stack:
            with usage():
                connector = await self._opened(stack)
            await stack.enter_async_context(connector)
            yield connector

    async def _opened(self, stack: AsyncExitStack) -> Connector:
        if self.hosted:
            return self._connected()
        settings = {"region": self.region} if self.region is not None else {}
        if self.emulator:
            settings |= await self.view().emulate(stack, self.seed, self.region)
        return self._made(settings)

    def _connected(self) -> Connector:
        """Return the connector of a server.

        Raises:
            ConfigurationError: An option does not go together with a server.
        """
        from toolspan.hosted.session import account_of
        from toolspan.policy import Policy
        from toolspan.registry import connect
        from toolspan.types import AirbyteAuthConfig

        for name, given in (("--emulator", self.emulator), ("--region", self.region)):
            if given not in (None, False):
                raise ConfigurationError(
                    f"{name} and a server do not go together.",
                    hint="The server knows the account and its region.",
                )
        account_of(AirbyteAuthConfig())  # what the environment lacks is wrong usage, not a failed call
        return connect(
            self.slug or self.connector().slug,
            workspace_name=self.workspace,
            connector_id=self.connector_id,
            policy=Policy(writes=list(self.writes), approve=self.approve),
        )

    def _made(self, settings: Mapping[str, Any]) -> Connector:
        from toolspan.policy import Policy

        made: Any = self.connector()
        if foreign := settings.keys() - signature(made).parameters:
            raise ConfigurationError(
                f"{made.slug} takes no {' or '.join(f'--{name}' for name in sorted(foreign))}."
            )
        connector: Connector = made(policy=Policy(writes=list(self.writes), approve=self.approve), **settings)
        return connector
