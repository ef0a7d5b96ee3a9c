"""Executes one call of a stored connector and updates the connector's state."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from toolspan.errors import AuthenticationError, NeedsReauthorization, NotFound, ToolspanError
from toolspan.runtime.progress import watching
from toolspan.runtime.sending import sending
from toolspan.server.amazon.dates import with_start
from toolspan.server.amazon.definition import CONNECTOR
from toolspan.server.data import connectors
from toolspan.server.data.states import state_of
from toolspan.server.problems import Problem, not_found
from toolspan.server.runtime.pool import Stopped, refuses_client
from toolspan.server.security.envelope import SealBroken

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from toolspan.clock import Clock
    from toolspan.operations.model import Operation
    from toolspan.page import Page
    from toolspan.server.runtime.pool import Live
    from toolspan.server.services import Services

logger = logging.getLogger("toolspan.server")
Row = dict[str, Any]
DISABLED, NEEDS_REAUTH = "connector_disabled", "connector_needs_reauth"
"""Error codes of a connector that accepts no calls, as opposed to errors of a call."""


def operation_of(entity: str, action: str) -> Operation | None:
    """Return the operation of a call; None for local operations and unknown names."""
    try:
        return CONNECTOR.operations.find(entity, action)
    except NotFound:
        return None


def switched_on(row: Row) -> None:
    """Reject calls of a connector that is switched off.

    Raises:
        Problem: 403.
    """
    state, reason = state_of(row)
    if state == "disabled":
        raise Problem(403, DISABLED, reason or "The connector is switched off.", details={"retryable": False})


def ready(row: Row) -> None:
    """Reject calls of a connector that is not usable.

    Raises:
        Problem: 403 if it is switched off, 409 if its seller must consent again.
    """
    switched_on(row)
    state, reason = state_of(row)
    if state == "needs_reauth":
        raise Problem(
            409,
            NEEDS_REAUTH,
            reason or "The seller must consent again.",
            details={"retryable": False},
        )


def paged(operation: Operation | None, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the parameters with `cursor` renamed to the paging parameter of the operation."""
    cursor = operation.cursor if operation else None
    if cursor is None or cursor.parameter is None or "cursor" not in params:
        return params
    kept = {} if cursor.alone else {name: value for name, value in params.items() if name != "cursor"}
    return {**kept, cursor.parameter: params["cursor"]} if params["cursor"] is not None else kept


def completed(
    row: Row, operation: Operation | None, params: Mapping[str, Any], clock: Clock
) -> tuple[Mapping[str, Any], str | None]:
    """Return the parameters with the server's additions, and a warning for each addition."""
    given = paged(operation, params)
    if operation is None:
        return given, None
    return with_start(operation, given, row["replication_config"].get("replication_start_date"), clock)


class Calls:
    """Executes calls.

    Args:
        services: Shared parts of the server.
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    async def execute(
        self,
        row: Row,
        operation: Operation | None,
        entity: str,
        action: str,
        params: Mapping[str, Any],
        **options: Any,
    ) -> Page:
        """Execute one call and return its page.

        Raises:
            Problem: The connector is switched off or was changed.
            ToolspanError: The call failed.
        """
        given, said = completed(row, operation, params, self._services.clock)

        async def work(live: Live) -> Page:
            return await live.connector.execute(entity, action, given, **options)

        page: Page = await self.perform(row, work)
        if operation is not None and row["state"] == "unchecked":
            await self._proved(row)
        if said:
            page.meta.warnings.append(said)
        return page

    async def _proved(self, row: Row) -> None:
        """Mark the credentials as working. A busy database does not fail the call; the next call marks them."""
        with suppress(Problem):
            async with self._services.database.write() as connection:
                await connectors.set_state(connection, row, "active", None, self._services.now())

    async def perform(self, row: Row, work: Callable[[Live], Awaitable[Any]]) -> Any:
        """Run `work` on the connector; retry once if its credentials were changed meanwhile.

        A write that may have been sent is never retried, since credentials can be rejected after it, too.

        Raises:
            Problem: 429 if a limit of the organisation is reached.
        """
        async with self._services.limits.admit(row):
            return await self._performed(row, work)

    async def _performed(self, row: Row, work: Callable[[Live], Awaitable[Any]]) -> Any:
        try:
            with watching(self._services.watcher):
                return await self._with_either_secret(row, work)
        except SealBroken as error:
            if sending().left:
                raise
            return await self._with_newer(row, work, error)
        except NeedsReauthorization as error:
            reason = f"{error.message} {error.hint or ''} Then give the new refresh_token with PUT, or use oauth/initiate."
            async with self._services.database.write() as connection:
                marked = await connectors.needs_reauthorization(connection, row, reason, self._services.now())
            if marked or sending().left:
                raise
            return await self._with_newer(row, work, error)
        except Stopped:
            raise Problem(
                403,
                DISABLED,
                "The connector was switched off or changed while this ran.",
                details={"retryable": False},
            ) from None

    async def _with_newer(self, row: Row, work: Callable[[Live], Awaitable[Any]], error: Exception) -> Any:
        """Retry with the stored connector, if it is newer than the one the call started with."""
        async with self._services.database.read() as connection:
            newer = await connectors.get(connection, row["organization_id"], row["workspace_id"], row["id"])
        if (newer["version"], newer["secret_version"]) == (row["version"], row["secret_version"]):
            raise error
        ready(newer)
        done = await self._with_either_secret(newer, work)
        if newer["state"] == "unchecked":
            await self._proved(newer)
        return done

    async def _with_either_secret(self, row: Row, work: Callable[[Live], Awaitable[Any]]) -> Any:
        """Retry with the other client secret if the first is rejected: after a rotation either may be valid."""
        refused: Live | None = None

        async def remembering(live: Live) -> Any:
            nonlocal refused
            refused = live
            return await work(live)

        live = self._services.live
        try:
            return await live.run(row, remembering)
        except AuthenticationError as error:
            if (
                refused is None
                or sending().left
                or not refuses_client(error)
                or not await live.next_secret(row, refused)
            ):
                raise
        self._services.metrics.alarm("client_secret_refused")
        logger.warning(
            "connector %s: the newest client secret was refused, the one before it is used", row["id"]
        )
        return await live.run(row, work)


async def stored(services: Services, row: Mapping[str, Any]) -> Row:
    """Return the current row of a connector.

    Raises:
        Problem: 404.
    """
    async with services.database.read() as connection:
        found = await connectors.get(connection, row["organization_id"], row["workspace_id"], row["id"])
    if not found:
        raise not_found("connector")
    return found


def failure_type(error: ToolspanError | Problem) -> str:
    """Return the failure type of the API: who is at fault."""
    if error.code in ("rate_limited", "upstream", "timeout", "busy"):
        return "transient_error"
    return "system_error" if error.code in ("internal", "sealed") else "config_error"
