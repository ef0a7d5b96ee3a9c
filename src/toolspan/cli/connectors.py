"""Opens the connector of a command: on an account, through a server, or on the emulator."""

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

    from toolspan.cli.documents import DocumentOptions
    from toolspan.cli.support import CommandLineSupport
    from toolspan.connector import Connector


def one_name(positional: str | None, option: str | None) -> str | None:
    """Return the connector's name, given as argument or as `--connector`.

    Raises:
        ConfigurationError: Both are given and differ.
    """
    if positional and option and squash(positional) != squash(option):
        raise ConfigurationError(
            f"Two connectors are named: {positional[:80]} and {option[:80]}.", hint="Name only one."
        )
    return option or positional


def own_store(connector: Connector, stack: AsyncExitStack) -> None:
    """Give a connector on the emulator a store in a folder that is removed with the stack.

    Each command has an emulated account of its own, so that what one has replicated is of no use to the next one.
    """
    from tempfile import TemporaryDirectory

    from toolspan.store.store import Store

    folder = stack.enter_context(TemporaryDirectory(prefix="toolspan-store-"))
    connector._store = Store(connector, folder)  # noqa: SLF001 - nobody else's data is touched


@dataclass(frozen=True)
class Opening:
    """Options that select and open a connector.

    `workspace` or `connector_id` opens it through a server; `emulator` opens it on the emulated account
    of this `seed`; otherwise the environment names the account. `document` opens the connector of an OpenAPI document. With `approve`, a person approves writes.
    """

    slug: str | None = None
    region: str | None = None
    writes: Sequence[str] = ()
    emulator: bool = False
    seed: int = 7
    workspace: str | None = None
    connector_id: str | None = None
    approve: bool = True
    document: DocumentOptions | None = None

    @property
    def hosted(self) -> bool:
        """True if calls go through a server."""
        return self.workspace is not None or self.connector_id is not None

    def connector(self) -> type[Connector]:
        """Return the connector's class.

        Raises:
            NotFound: No connector has that name, or several are installed and none is named.
        """
        from toolspan.registry import connector_class

        return connector_class(self.slug)

    def view(self) -> CommandLineSupport:
        """Return the connector's command-line support; through a server also for one that is not installed here.

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
        """Context manager that opens and closes the connector.

        Raises:
            WrongUsageError: Connector, region or policy is invalid, or an extra is missing.
        """
        async with AsyncExitStack() as stack:
            with usage():
                connector = await self._create(stack)
            await stack.enter_async_context(connector)
            if self.document is not None:
                stack.enter_context(self.document.naming_variables())
            yield connector

    async def _create(self, stack: AsyncExitStack) -> Connector:
        if self.document is not None:
            return self._create_described(self.document)
        if self.hosted:
            return self._create_hosted()
        settings = {"region": self.region} if self.region is not None else {}
        if self.emulator:
            settings |= await self.view().emulate(stack, self.seed, self.region)
        return self.create_local(settings)

    def _create_described(self, document: DocumentOptions) -> Connector:
        """Return the connector of an OpenAPI document.

        Raises:
            ConfigurationError: It cannot be used, or another option names another connector.
        """
        from toolspan.policy import Policy

        given = {"a connector": self.slug, "--region": self.region, "--emulator": self.emulator or None}
        given |= {"--workspace": self.workspace, "--connector-id": self.connector_id}
        for name, value in given.items():
            if value is not None:
                raise ConfigurationError(
                    f"{name} cannot be combined with --openapi.",
                    hint="The document alone says what is called.",
                )
        return document.connector(Policy(writes=list(self.writes), approve=self.approve))

    def _create_hosted(self) -> Connector:
        """Return the connector of a server.

        Raises:
            ConfigurationError: An option cannot be combined with a server.
        """
        from toolspan.hosted.session import account_of
        from toolspan.policy import Policy
        from toolspan.registry import connect
        from toolspan.types import AirbyteAuthConfig

        for name, value in (("--emulator", self.emulator), ("--region", self.region)):
            if value not in (None, False):
                raise ConfigurationError(
                    f"{name} cannot be combined with a server.",
                    hint="The server knows the account and its region.",
                )
        account_of(
            AirbyteAuthConfig()
        )  # raises here: a missing variable counts as wrong usage, not as a failed call
        return connect(
            self.slug or self.connector().slug,
            workspace_name=self.workspace,
            connector_id=self.connector_id,
            policy=Policy(writes=list(self.writes), approve=self.approve),
        )

    def create_local(self, settings: Mapping[str, Any] | None = None) -> Connector:
        """Return a connector of this machine's environment.

        Args:
            settings: Arguments of its class, besides the policy; the region when left out.

        Raises:
            ConfigurationError: It has no such setting, or one is wrong.
        """
        from toolspan.policy import Policy

        if settings is None:
            settings = {"region": self.region} if self.region is not None else {}

        connector_class: Any = self.connector()
        if foreign := settings.keys() - signature(connector_class).parameters:
            raise ConfigurationError(
                f"{connector_class.slug} has no {' or '.join(f'--{name}' for name in sorted(foreign))} option."
            )
        connector: Connector = connector_class(
            policy=Policy(writes=list(self.writes), approve=self.approve), **settings
        )
        return connector
