"""Installed connectors by name, and `connect()`, which returns a hosted connector."""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from inspect import signature
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from toolspan.base import ConnectorOptions
from toolspan.errors import ConfigurationError, NotFound
from toolspan.operations.names import squash, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.metadata import EntryPoint

    import httpx2

    from toolspan.clock import Clock
    from toolspan.connector import Connector
    from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector

    Transport = httpx2.AsyncBaseTransport | Callable[[], httpx2.AsyncBaseTransport] | None

GROUP = "toolspan.connectors"
"""Entry-point group of connectors."""
_OURS = "toolspan"
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,99}")
_AUTH = (
    "workspace_name",
    "connector_id",
    "organization_id",
    "airbyte_client_id",
    "airbyte_client_secret",
    "api_url",
)


class ConnectOptions(ConnectorOptions, total=False):
    """Options of `connect()`."""

    workspace_name: str | None
    connector_id: str | None
    organization_id: str | None
    airbyte_client_id: str | None
    airbyte_client_secret: str | None
    api_url: str | None
    clock: Clock
    transport: Transport


def connector_class(slug: str | None = None) -> type[Connector]:
    """Return an installed connector class by name; without a name, the one that ships or the only one.

    Args:
        slug: Such as `amazon-seller-partner`; letter case, spaces and dashes do not matter.

    Raises:
        NotFound: There is none of that name, or several to choose from.
    """
    points = {point.name: point for point in entry_points(group=GROUP)}
    names = ", ".join(sorted(points)) or "none"
    if slug is not None or not points:
        if point := _point(slug or "", points):
            return point.load()  # type: ignore[no-any-return]
        raise NotFound(
            f"There is no connector {(slug or '')[:80]!r}.{suggestion(slug or '', points)}",
            hint=f"The connectors are: {names}.",
        )
    ours = [point for point in points.values() if point.dist and point.dist.name == _OURS]
    chosen = ours if len(ours) == 1 else list(points.values())
    if len(chosen) > 1:
        raise NotFound(
            "Several connectors are installed, and none is named.",
            hint=f"Name one with --connector: {names}.",
        )
    return chosen[0].load()  # type: ignore[no-any-return]


def _point(slug: str, points: dict[str, EntryPoint]) -> EntryPoint | None:
    return {squash(name): point for name, point in points.items()}.get(squash(slug))


# A literal is a str too: the first that fits is meant.
@overload
def connect(
    slug: Literal["amazon-seller-partner"], **options: Unpack[ConnectOptions]
) -> AmazonSellerPartnerConnector: ...


@overload
def connect(slug: str, **options: Unpack[ConnectOptions]) -> Connector: ...


def connect(slug: str, **options: Unpack[ConnectOptions]) -> Connector:
    """Return a connector that calls through a server, which holds the credentials.

    Nothing is requested before the first call; what is left out may be put into the environment
    until then.

    Args:
        slug: Such as `amazon-seller-partner`, or any other connector that is installed. Of one that is
            not, the server of Airbyte, or another that has it, knows the operations.
        options: As follows; each may be left out.
        workspace_name: The tenant; its only connector of this kind is used.
        connector_id: The connector itself.
        organization_id: For clients of several organizations (`TOOLSPAN_ORGANIZATION_ID`).
        airbyte_client_id: `TOOLSPAN_CLIENT_ID` when left out. Where no TOOLSPAN_ name is set, the
            AIRBYTE_ ones are read, for the secret and the organization too.
        airbyte_client_secret: `TOOLSPAN_CLIENT_SECRET` when left out.
        api_url: The server (`TOOLSPAN_API_URL`). With TOOLSPAN_ variables there is no default; otherwise
            it is https://api.airbyte.ai.
        policy: What the connector may do, within what the server allows; reads only by default.
        timeout: Seconds for one call, waits and retries included; 30 by default.
        clock: Time for dates and waits.
        transport: An httpx2 async transport, or a function that makes one per event loop.
        journal: Remembers writes (`toolspan.journal`); the process's own when left out.
        on_write: Called before and after each write with a `WriteRecord`; may be async.
        results: Stores results that were too long for a model; in this process when left out.

    Raises:
        ConfigurationError: Neither workspace_name nor connector_id is given, or a value is not valid.
    """
    if unknown := options.keys() - ConnectOptions.__optional_keys__:
        raise TypeError(f"connect() got an unexpected keyword argument {min(unknown)!r}")
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug):
        raise ConfigurationError(f"connect() takes the name of a connector, not {str(slug)[:80]!r}.")
    from toolspan.types import AirbyteAuthConfig  # noqa: PLC0415 - brings pydantic's models

    given: Any = options
    left: dict[str, Any] = {**given}
    given.clear()  # a traceback of what follows must not hold the secret
    auth = AirbyteAuthConfig(**{name: left.pop(name) for name in _AUTH if name in left})
    return _hosted(slug)(auth, **left)


def _hosted(slug: str) -> Callable[..., Connector]:
    """Return a factory of hosted connectors with that name."""
    points = {point.name: point for point in entry_points(group=GROUP)}
    point = _point(slug, points)
    known: type[Connector] | None = point.load() if point else None
    if known and "auth_config" in signature(known).parameters:
        return known  # works in both modes by itself
    from toolspan.hosted.generic import hosted_class, hosted_subclass  # noqa: PLC0415 - only what is used

    return hosted_subclass(known) if known else hosted_class(slug)
