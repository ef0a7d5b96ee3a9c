"""`HostedWorkspace`: manages connectors, consents and tokens of one workspace of a server."""

from __future__ import annotations

import re
from functools import wraps
from inspect import iscoroutine
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from toolspan.clock import SYSTEM_CLOCK, Deadline
from toolspan.errors import (
    ConfigurationError,
    DeadlineExceeded,
    InvalidInput,
    NeedsReauthorization,
    NotFound,
    PermissionDenied,
    RateLimited,
    ToolspanError,
    UpstreamError,
)
from toolspan.hosted import endpoints as e
from toolspan.hosted import models as m
from toolspan.hosted.client import Client
from toolspan.hosted.jobs import HostedJob, wait_for
from toolspan.hosted.responses import read_page
from toolspan.hosted.session import CHECKED_CONNECTORS
from toolspan.operations.model import Operation
from toolspan.operations.request import WireRequest, json_body
from toolspan.runtime.loop import LOOP
from toolspan.runtime.single import Single
from toolspan.types import AirbyteAuthConfig

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import httpx2
    from pydantic import BaseModel

    from toolspan.clock import Clock
    from toolspan.page import Page


_ID = re.compile(r"[A-Za-z0-9._:~-]{1,128}")
_REFUSED = "access_denied"


def connector_id_of(url: str) -> str:
    """Return the id of the connector created by a consent.

    Args:
        url: The complete address that the browser was sent to, or its query.

    Raises:
        NeedsReauthorization: The seller did not consent.
        UpstreamError: The server could not make the connector; the message says why.
        InvalidInput: The address is not that of a callback.
    """
    try:
        query = parse_qs(urlsplit(url if "?" in url else f"?{url}").query, max_num_fields=100)
    except ValueError:
        query = {}
    if "error" in query:
        raise _refusal(query["error"][0], " ".join(query.get("error_description", ())))
    found = query.get("connector_id", [])
    if len(found) != 1 or not _ID.fullmatch(found[0]):
        raise InvalidInput(
            f"The callback names {len(found) or 'no'} connector_id" + ("s." if len(found) > 1 else "."),
            hint="Give the complete URL that the server redirected to.",
        )
    return found[0]


def _refusal(error: str, description: str) -> ToolspanError:
    said = f"{error}: {description}" if description else error
    if error == _REFUSED:
        return NeedsReauthorization(
            f"The seller did not consent ({said}).", hint="Start again with initiate_oauth."
        )
    return UpstreamError(
        f"The consent did not lead to a connector ({said}).",
        upstream_code=error,
        hint="Start again with initiate_oauth: a consent is good for one try.",
    )


Fields = dict[str, Any] | None
CHECK_PATIENCE = 20.0
"""Seconds to wait for the credentials check of a new connector."""


class HostedWorkspace(Client):
    """One tenant's workspace on a server.

    Nothing is requested before the first call. All methods raise `ToolspanError`s: InvalidInput
    for what the server refuses, NotFound, AuthenticationError, PermissionDenied, UpstreamError.

    Args:
        name: The workspace's name.
        auth_config: Who calls; what it leaves out is read from the environment at the first call.
        api_url: The server, where `auth_config` does not name it.
        timeout: Seconds for one call, waits and retries included.
        clock: Time for waits.
        transport: An httpx2 async transport, or a function that makes one per event loop.
    """

    def __init__(
        self,
        name: str,
        auth_config: AirbyteAuthConfig | None = None,
        *,
        api_url: str | None = None,
        timeout: float | None = 60.0,
        clock: Clock = SYSTEM_CLOCK,
        transport: httpx2.AsyncBaseTransport | Callable[[], httpx2.AsyncBaseTransport] | None = None,
    ) -> None:
        auth = auth_config or AirbyteAuthConfig()
        if api_url is not None:
            if auth.api_url not in (None, api_url):
                raise ConfigurationError(
                    "Two servers are named: api_url and the one of auth_config.", hint="Name one."
                )
            auth = auth.model_copy(update={"api_url": AirbyteAuthConfig(api_url=api_url).api_url})
        super().__init__(auth, timeout=timeout, clock=clock, transport=transport)
        self.name = name

    @classmethod
    def from_env(cls, name: str, **options: Any) -> Self:
        """Return a workspace with the client's credentials from the environment; options as in the class."""
        return cls(name, None, **options)

    # ------------------------------------------------------------------ connectors

    async def create_connector(
        self,
        connector_type: str,
        *,
        credentials: Mapping[str, Any] | BaseModel,
        replication_config: Fields = None,
        environment: Fields = None,
        entities: Sequence[Mapping[str, Any]] | None = None,
        name: str | None = None,
    ) -> m.HostedConnectorDetails:
        """Create a connector and return it. Its credentials stay on the server and are never shown again.

        They are checked first. Where the check could not be made (Amazon busy, broken or slow, a
        403), the connector is made all the same, and its state is `unchecked` until a call succeeds.
        The same call again returns the connector that is there.

        Args:
            connector_type: Such as `amazon-seller-partner`; letter case, spaces and dashes do not matter.
            credentials: The seller's, as fields or as the connector's own auth config.
            replication_config: Such as `{"replication_start_date": "2025-01-01T00:00:00Z"}`.
            environment: Such as `{"region": "US", "seller_id": ...}`.
            entities: What may be done with which entity; everything may be read when left out.
            name: What people call it; one of its own for each connector of the workspace.

        Raises:
            AuthenticationError: The application's credentials were refused; nothing was stored.
            NeedsReauthorization: The seller's were.
            UpstreamError: The name belongs to a connector that was made otherwise (`update_connector`
                changes it), or the server failed.
        """
        sealed = self._sealed(credentials)
        del credentials  # a traceback of what follows must not hold them
        deadline = self._deadline()
        body = self._new(
            connector_type,
            credentials=sealed,
            replication_config=replication_config,
            environment=environment,
            entities=entities,
            name=name,
        )
        checked = await self._checked(body, deadline)
        if self._session.has(CHECKED_CONNECTORS):
            body["checked"] = checked
        return await self._get(m.HostedConnectorDetails, e.CREATE, body=body, deadline=deadline)

    async def _checked(self, body: Mapping[str, Any], deadline: Deadline) -> bool:
        """Return whether a new connector's credentials work; False if that cannot be determined now.

        Raises:
            AuthenticationError: They do not.
        """
        left = deadline.remaining()
        patience = Deadline(self.clock, CHECK_PATIENCE if left is None else min(CHECK_PATIENCE, left / 2))
        try:
            check = await self._get(m.Check, e.CHECK_NEW, body=body, deadline=patience)
        except (DeadlineExceeded, NotFound, PermissionDenied, RateLimited, UpstreamError):
            return False  # what stands in the way of the create too, the create says
        if refusal := check.refusal():
            raise self.redact.error(refusal)
        return check.ok

    async def list_connectors(self) -> list[m.HostedConnectorSummary]:
        """Return all connectors of the workspace."""
        return await self._list(m.HostedConnectorSummary, e.LIST, query={"workspace_name": self.name})

    async def get_connector(self, connector_id: str) -> m.HostedConnectorDetails:
        """Return a connector with its state."""
        return await self._get(m.HostedConnectorDetails, e.GET, connector_id)

    async def update_connector(
        self,
        connector_id: str,
        *,
        name: str | None = None,
        credentials: Mapping[str, Any] | BaseModel | None = None,
        replication_config: Fields = None,
        environment: Fields = None,
        entities: Sequence[Mapping[str, Any]] | None = None,
    ) -> m.HostedConnectorDetails:
        """Update a connector and return it; fields left out keep their value.

        New credentials take the place of the old ones at once: the connector keeps its id.
        """
        sealed = None if credentials is None else self._sealed(credentials)
        del credentials  # as above
        body = {
            "name": name,
            "credentials": sealed,
            "replication_config": replication_config,
            "environment": environment,
            "entities": entities,
        }
        return await self._get(m.HostedConnectorDetails, e.UPDATE, connector_id, body=body)

    async def delete_connector(self, connector_id: str, *, wait: bool = False) -> m.Job:
        """Delete a connector and return the job; from now on it cannot be called.

        Args:
            connector_id: Which one.
            wait: Whether to return only when the job has ended, within the timeout.
        """
        deadline = Deadline(self.clock, self.timeout)
        started = await self._call(e.DELETE, connector_id, deadline=deadline)
        job = m.Job(id=str(started.get("job_id")))
        return await wait_for(self._session, job.id, deadline) if wait else job

    async def sync_connector(self, connector_id: str, *, entities: Sequence[str] | None = None) -> HostedJob:
        """Replicate a connector into the server's context store, up to now, and return the job.

        The server does so by itself when the connector is created with a `replication_start_date`, and every 15
        minutes or so.

            job = await workspace.sync_connector(connector_id, entities=["orders"])
            await job.wait()

        Args:
            connector_id: Which one.
            entities: Entities to replicate. Default: all.

        Raises:
            ConfigurationError: It has no `replication_start_date`, or the server no context store.
            InvalidInput: An entity is not replicated.
        """
        body = {"entities": list(entities)} if entities is not None else {}
        return self.job(str((await self._call(e.SYNC, connector_id, body=body)).get("job_id")))

    def job(self, job_id: str) -> HostedJob:
        """Return a job of the server, such as one that an unfinished call names in `resume`. Nothing is requested."""
        return HostedJob(self._session, job_id, lambda seconds: Deadline(self.clock, seconds))

    async def submit(
        self,
        connector_id: str,
        entity: str,
        action: str,
        params: Mapping[str, Any] | None = None,
        *,
        wait: int = 5,
    ) -> HostedJob | Page:
        """Make a call that takes long, such as `reports.run`, and return it as a job of the server.

        Args:
            connector_id: Of which connector.
            entity: As in `connector.execute`.
            action: As in `connector.execute`.
            params: By wire name or in snake_case.
            wait: Whole seconds that the server waits before it answers with a job. A call that ends within them
                is returned as its page.

        Raises:
            ToolspanError: As `connector.execute`; a call of this kind cannot become a job, or did not get so far.
        """
        operation = Operation(entity, action, "", "write", idempotent=False)
        request = WireRequest(
            "POST",
            e.path_of(e.EXECUTE_PATH, [connector_id]),
            headers={"prefer": f"respond-async, wait={wait}", "idempotency-key": uuid4().hex},
            body=json_body({"entity": entity, "action": action, "params": dict(params or {})}),
        )
        try:
            body = await self._session.perform(operation, request, self._deadline())
        except ToolspanError as error:
            raise self.redact.error(error) from None
        job = (body or {}).get("job")
        if isinstance(job, dict) and job.get("id"):
            return self.job(str(job["id"]))
        return read_page(operation, {}, body, self.redact)

    async def check_connector(
        self,
        connector_id: str,
        *,
        credentials: Mapping[str, Any] | BaseModel | None = None,
        environment: Fields = None,
    ) -> m.Check:
        """Check the connector's credentials against the API.

        Given new ones, or another region, these are tried and not stored: as it would be after an update.
        """
        sealed = None if credentials is None else self._sealed(credentials)
        del credentials  # as above
        body = {"credentials": sealed, "environment": environment}
        return await self._get(m.Check, e.CHECK, connector_id, body=body)

    async def audit_events(self, connector_id: str, *, limit: int | None = None) -> list[m.AuditEvent]:
        """Return the audit events of a connector, the newest first."""
        return await self._list(m.AuditEvent, e.EVENTS, connector_id, query={"limit": limit})

    # ------------------------------------------------------------------ consent

    async def initiate_oauth(
        self,
        connector_type: str,
        *,
        redirect_url: str,
        name: str | None = None,
        replication_config: Fields = None,
        environment: Fields = None,
        entities: Sequence[Mapping[str, Any]] | None = None,
        connector_id: str | None = None,
    ) -> m.OAuthFlow:
        """Start an OAuth consent and return its URL.

        Afterwards the server makes the connector and sends the browser to `redirect_url`; read it
        with `connector_id_from_callback`.

        Args:
            connector_type: As in `create_connector`.
            redirect_url: Your own page.
            name: As in `create_connector`.
            replication_config: As in `create_connector`.
            environment: As in `create_connector`; the region decides which Seller Central asks.
            entities: As in `create_connector`.
            connector_id: Renews the consent of this connector instead of making one.
        """
        body = self._new(
            connector_type,
            redirect_url=redirect_url,
            replication_config=replication_config,
            environment=environment,
            entities=entities,
            name=name,
            connector_id=connector_id,
        )
        return await self._get(m.OAuthFlow, e.INITIATE, body=body)

    connector_id_from_callback = staticmethod(connector_id_of)

    async def set_oauth_app(self, connector_type: str, configuration: Mapping[str, Any]) -> m.OAuthApp:
        """Store the organization's own OAuth application and return it; its secret is never shown again.

        Args:
            connector_type: As in `create_connector`.
            configuration: For Amazon `application_id`, `lwa_app_id`, `lwa_client_secret`, and if
                they differ from the server's `redirect_uri` and `draft`.
        """
        body = {"connector_type": connector_type, "configuration": self._sealed(configuration)}
        del configuration  # as above
        return await self._get(m.OAuthApp, e.SET_APP, body=body)

    async def delete_oauth_app(self, connector_type: str) -> None:
        """Delete the organization's own OAuth application, if there is one."""
        await self._call(e.DELETE_APP, connector_type)

    # ------------------------------------------------------------------ workspaces and tokens

    async def scoped_token(self) -> m.ScopedToken:
        """Return a token limited to this workspace, for a front end; the workspace is created if needed."""
        found = await self._get(m.ScopedToken, e.SCOPED_TOKEN, body={"workspace_name": self.name})
        self.redact.add(found.token.get_secret_value())
        return found

    async def widget_token(self, allowed_origin: str) -> m.ScopedToken:
        """Return a token limited to this workspace and one web origin, such as https://yourapp.com."""
        body = {"workspace_name": self.name, "allowed_origin": allowed_origin}
        found = await self._get(m.ScopedToken, e.WIDGET_TOKEN, body=body)
        self.redact.add(found.token.get_secret_value())
        return found

    async def scoped_token_info(self, token: m.ScopedToken | str) -> m.ScopedTokenInfo:
        """Return the scope of a scoped token."""
        bearer = token if isinstance(token, str) else token.token.get_secret_value()
        self.redact.add(bearer)
        return await self._get(m.ScopedTokenInfo, e.SCOPED_TOKEN_INFO, bearer=bearer)

    async def list_workspaces(
        self, *, name_contains: str | None = None, status: str | None = None
    ) -> list[m.Workspace]:
        """Return all workspaces of the organization."""
        query = {"name_contains": name_contains, "status": status, "limit": 100}
        return await self._list(m.Workspace, e.WORKSPACES, query=query)

    async def get_workspace(self, workspace_id: str | None = None) -> m.Workspace:
        """Return a workspace: this one if no id is given.

        Raises:
            NotFound: There is none of this name.
        """
        if workspace_id:
            return await self._get(m.Workspace, e.WORKSPACE, workspace_id)
        found = [w for w in await self.list_workspaces(name_contains=self.name) if w.name == self.name]
        if not found:
            raise NotFound(f'There is no workspace "{self.name}".')
        return found[0]

    async def update_workspace(
        self, workspace_id: str, *, name: str | None = None, status: str | None = None
    ) -> m.Workspace:
        """Update a workspace and return it; `inactive` disables its connectors."""
        return await self._get(
            m.Workspace, e.UPDATE_WORKSPACE, workspace_id, body={"name": name, "status": status}
        )

    async def delete_workspace(self, workspace_id: str) -> None:
        """Delete a workspace with its connectors."""
        await self._call(e.DELETE_WORKSPACE, workspace_id)

    @property
    def sync(self) -> SyncHostedWorkspace:
        """The same workspace without `await`, for scripts and notebooks."""
        from toolspan.hosted.workspace import SyncHostedWorkspace  # noqa: PLC0415 - scripts alone need its thread

        return SyncHostedWorkspace(self)

    def _new(self, connector_type: str, **wanted: Any) -> dict[str, Any]:
        return {"workspace_name": self.name, "connector_type": connector_type, **wanted}


class SyncHostedWorkspace(Single):
    """Synchronous version of `HostedWorkspace`, with the same methods.

    Close it, or use it as a context: `with HostedWorkspace("acme").sync as workspace:`.

    Args:
        workspace: The workspace behind it.
    """

    def __init__(self, workspace: HostedWorkspace) -> None:
        self._workspace = workspace

    def close(self) -> None:
        """Close the connections of synchronous calls; `aclose` closes those of asynchronous ones."""
        LOOP.run(self._workspace.aclose())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __dir__(self) -> list[str]:
        return [name for name in dir(self._workspace) if not name.startswith("_") and name != "sync"]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return _blocking(getattr(self._workspace, name))


class SyncHostedJob:
    """Synchronous version of `HostedJob`, with the same methods.

    Args:
        job: The job behind it.
    """

    def __init__(self, job: HostedJob) -> None:
        self.id = job.id
        self._job = job

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return _blocking(getattr(self._job, name))


def _blocking(method: Any) -> Any:
    """Return a method that needs no `await`; jobs that it returns need none either."""
    if not callable(method):
        return method

    @wraps(method)
    def blocking(*arguments: Any, **options: Any) -> Any:
        found = method(*arguments, **options)
        found = LOOP.run(found) if iscoroutine(found) else found
        return SyncHostedJob(found) if isinstance(found, HostedJob) else found

    return blocking
