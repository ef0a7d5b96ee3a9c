"""Connector lookup: by id, or the only connector of its kind in a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolspan.clock import Deadline, within
from toolspan.contract import Token
from toolspan.errors import ConfigurationError, NotFound, UpstreamError
from toolspan.hosted.endpoints import LIST
from toolspan.hosted.session import PATIENCE
from toolspan.operations.names import squash
from toolspan.transport.tokens import TokenProvider

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from toolspan.hosted.session import Session
    from toolspan.types import AirbyteAuthConfig

    Row = Mapping[str, Any]

_LOOKING_UP = "looking up the connector"
_MOST = 10  # connectors named in a message


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of connector on the server, matched by definition id, or by name without one."""

    slug: str
    definition_id: str | None = None

    def fits(self, row: Row) -> bool:
        """Return whether a listed connector is of this kind."""
        template = _template(row)
        definition = template.get("actor_definition_id") or template.get("source_definition_id")
        if self.definition_id and isinstance(definition, str):
            return definition.lower() == self.definition_id
        names = (template.get("connector_name"), template.get("name"))
        return squash(self.slug) in [squash(name) for name in names if isinstance(name, str)]


class ConnectorId:
    """The id of a connector: looked up once for all callers, and cached.

    Args:
        session: The server session.
        kind: The kind of connector.
        auth: Names the connector or the workspace.

    Raises:
        ConfigurationError: It names neither.
    """

    def __init__(self, session: Session, kind: Kind, auth: AirbyteAuthConfig) -> None:
        if not auth.connector_id and not auth.workspace_name:
            raise ConfigurationError(
                "No connector specified.",
                hint="Give workspace_name, or connector_id.",
            )
        self.workspace = auth.workspace_name
        self._session = session
        self._kind = kind
        self.given = auth.connector_id
        # Single-flight and cached, as a token is.
        self._found = TokenProvider(self._look_up, clock=session.clock)

    async def get(self, deadline: Deadline) -> str:
        """Return the id.

        Raises:
            NotFound: The workspace has no connector of this kind.
            ConfigurationError: It has several.
        """
        if self.given:
            return self.given
        return await within(deadline, self._found.get(), _LOOKING_UP)

    async def other_than(self, gone: str, deadline: Deadline) -> str | None:
        """Return the id of the connector that replaced a deleted one; None if there is none.

        Raises:
            NotFound: The workspace no longer has a connector of this kind.
        """
        if self.given:
            return None
        found = await within(deadline, self._found.renew(gone), _LOOKING_UP)
        return found if found != gone else None

    async def _look_up(self) -> Token:
        deadline = Deadline(self._session.clock, PATIENCE)
        query = {"workspace_name": self.workspace, "definition_id": self._kind.definition_id}
        rows = [row for row in await self._session.pages(LIST, deadline, query=query) if self._kind.fits(row)]
        if not rows:
            raise await self._none(deadline)
        if len(rows) > 1:
            raise ConfigurationError(
                f'The workspace "{self.workspace}" has {len(rows)} {self._kind.slug} connectors: {_named(rows)}.',
                hint="Give connector_id to choose one.",
            )
        found = rows[0].get("id")
        if not isinstance(found, str) or not found:
            raise UpstreamError("The server lists a connector without an id.")
        return Token(found)

    async def _none(self, deadline: Deadline) -> NotFound:
        others = await self._session.pages(LIST, deadline, query={"workspace_name": self.workspace})
        has = f"it has {_named(others)}" if others else "it has no connector at all"
        return NotFound(
            f'The workspace "{self.workspace}" has no {self._kind.slug} connector; {has}.',
            hint="Check workspace_name, or create one: HostedWorkspace.create_connector or initiate_oauth.",
        )


def _template(row: Row) -> Row:
    template = row.get("summarized_source_template")
    return template if isinstance(template, dict) else {}


def _named(rows: Iterable[Row]) -> str:
    named = [f'"{row.get("name")}" ({_template(row).get("name")}, id {row.get("id")})' for row in rows]
    more = [f"and {len(named) - _MOST} more"] if len(named) > _MOST else []
    return ", ".join(named[:_MOST] + more)
