"""Finds connectors by their entry points, and opens one: on an account, on a server, or on the embedded emulator."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import entry_points
from inspect import signature
from typing import TYPE_CHECKING, Any

from toolspan.cli.console import usage
from toolspan.cli.extras import load
from toolspan.errors import ConfigurationError, NotFound
from toolspan.operations.names import squash, suggestion

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from toolspan.connector import Connector

GROUP = "toolspan.connectors"
EMULATED = "amazon-seller-partner"
"""The connector that ships: the one that is meant where several are installed and none is named."""


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


def connector_class(slug: str | None = None) -> type[Connector]:
    """Return the connector of that name; when none is named, the one that ships, or the only one there is.

    Raises:
        NotFound: There is none of that name, or several to choose from.
    """
    points = {point.name: point for point in entry_points(group=GROUP)}
    names = ", ".join(sorted(points)) or "none"
    if slug is None:
        slug = EMULATED if EMULATED in points else next(iter(points)) if len(points) == 1 else None
    by_form = {squash(name): point for name, point in points.items()}
    point = by_form.get(squash(slug or ""))
    if point is None:
        if slug or not points:
            raise NotFound(
                f"There is no connector {(slug or '')[:80]!r}.{suggestion(slug or '', points)}",
                hint=f"The connectors are: {names}.",
            )
        raise NotFound(
            "Several connectors are installed, and none is named.",
            hint=f"Name one with --connector: {names}.",
        )
    return point.load()  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Opening:
    """How a connector is opened.

    `workspace` or `connector_id` opens it through a server instead of on the account in the
    environment; `emulator` on the embedded seller of this `seed`. `approve` is whether a person approves writes.
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
    def name(self) -> str | None:
        """The connector's name; None where the only one is meant. The emulator plays one only."""
        return self.slug or (EMULATED if self.emulator else None)

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
        if self.workspace is not None or self.connector_id is not None:
            return self._hosted()
        more = await self._emulated(stack) if self.emulator else {}
        return self._made(({"region": self.region} if self.region is not None else {}) | more)

    def _hosted(self) -> Connector:
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
            self.slug or EMULATED,
            workspace_name=self.workspace,
            connector_id=self.connector_id,
            policy=Policy(writes=list(self.writes), approve=self.approve),
        )

    def _made(self, settings: Mapping[str, Any]) -> Connector:
        from toolspan.policy import Policy

        made: Any = connector_class(self.name)
        if foreign := settings.keys() - signature(made).parameters:
            raise ConfigurationError(
                f"{made.slug} takes no {' or '.join(f'--{name}' for name in sorted(foreign))}."
            )
        connector: Connector = made(policy=Policy(writes=list(self.writes), approve=self.approve), **settings)
        return connector

    async def _emulated(self, stack: AsyncExitStack) -> dict[str, Any]:
        """Start the emulator and return the settings that lead to it."""
        if connector_class(self.name).slug != EMULATED:
            raise ConfigurationError(f"The embedded emulator plays {EMULATED} only.")
        from toolspan.connectors.amazon_seller_partner.regions import find_place

        region = self.region or "US"
        emulator = load("emulator").Emulator(self.seed, region=find_place(region).region)
        return emulator_settings(await stack.enter_async_context(emulator)) | {"region": region}


def emulator_settings(emulator: Any) -> dict[str, Any]:
    """Return the settings of a connector that lead to a running emulator."""
    from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig

    return {
        "auth_config": AmazonSellerPartnerAuthConfig(**emulator.credentials),
        "base_url": emulator.url,
        "token_url": emulator.token_url,
        "seller_id": emulator.seller_id,
        "clock": emulator.clock,
    }
