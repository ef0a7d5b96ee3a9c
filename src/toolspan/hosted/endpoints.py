"""The server's endpoints as operations, so that retries and errors work as for any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolspan.operations.model import Operation
from toolspan.operations.styles import path_segment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolspan.operations.model import Effect

_APPLICATIONS = "/api/v1/account/applications"
_CONNECTORS = "/api/v1/integrations/connectors"
_ONE = f"{_CONNECTORS}/{{}}"
_WORKSPACES = "/api/v1/workspaces"


def _endpoint(
    name: str, method: str, path: str, *, repeatable: bool = True, verify: str | None = None
) -> Operation:
    entity, _, action = name.partition(".")
    effect: Effect = "read" if repeatable else "write"  # as far as the retry rule is concerned
    return Operation(
        entity, action, "", effect, method=method, path=path, idempotent=repeatable, verify=verify
    )  # fmt: skip


TOKEN = _endpoint("token.get", "POST", f"{_APPLICATIONS}/token")
SCOPED_TOKEN = _endpoint("scoped_token.get", "POST", f"{_APPLICATIONS}/scoped-token")
WIDGET_TOKEN = _endpoint("widget_token.get", "POST", f"{_APPLICATIONS}/widget-token")
SCOPED_TOKEN_INFO = _endpoint("scoped_token.info", "GET", f"{_APPLICATIONS}/scoped-token/info")

CREATE = _endpoint(
    "connectors.create", "POST", _CONNECTORS, repeatable=False, verify="list the connectors of the workspace"
)
LIST = _endpoint("connectors.list", "GET", _CONNECTORS)
GET = _endpoint("connectors.get", "GET", _ONE)
UPDATE = _endpoint("connectors.update", "PUT", _ONE)
DELETE = _endpoint("connectors.delete", "DELETE", _ONE)
CHECK_NEW = _endpoint("connectors.check", "POST", f"{_CONNECTORS}/check")
CHECK = _endpoint("connectors.check", "POST", f"{_ONE}/check")
SYNC = _endpoint("connectors.sync", "POST", f"{_ONE}/sync")
INSPECT = _endpoint("connectors.inspect", "GET", f"{_ONE}/inspect")
EVENTS = _endpoint("connectors.events", "GET", f"{_ONE}/events")
EXECUTE_PATH = f"{_ONE}/execute"
INITIATE = _endpoint("oauth.initiate", "POST", f"{_CONNECTORS}/oauth/initiate")
SET_APP = _endpoint("oauth.credentials", "PUT", "/api/v1/oauth/credentials")
DELETE_APP = _endpoint("oauth.credentials", "DELETE", "/api/v1/oauth/credentials/connector_type/{}")
JOB = _endpoint("jobs.get", "GET", "/api/v1/jobs/{}")
JOB_RESULT = _endpoint("jobs.result", "GET", "/api/v1/jobs/{}/result")
CANCEL_JOB = _endpoint("jobs.cancel", "POST", "/api/v1/jobs/{}/cancel")

WORKSPACES = _endpoint("workspaces.list", "GET", _WORKSPACES)
WORKSPACE = _endpoint("workspaces.get", "GET", f"{_WORKSPACES}/{{}}")
UPDATE_WORKSPACE = _endpoint("workspaces.update", "PUT", f"{_WORKSPACES}/{{}}")
DELETE_WORKSPACE = _endpoint("workspaces.delete", "DELETE", f"{_WORKSPACES}/{{}}")

SKILL_DOCS = _endpoint("docs.read", "GET", "/api/v1/skills/docs")
SKILL_SEARCH = _endpoint("docs.search", "GET", "/api/v1/skills/search")


def path_of(template: str, ids: Sequence[str]) -> str:
    """Return a path with ids filled in, each encoded as exactly one segment."""
    return template.format(*map(path_segment, ids))
