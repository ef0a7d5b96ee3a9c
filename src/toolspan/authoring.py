"""Everything that a connector author imports.

A folder with `connector.toml`, `operations.json` and `guides/` becomes a connector by
`rest_connector(__package__)`. What no data can say is one method of a `RestAPI`. A connector that is more than
that is a `Connector` with an `OperationIndex` and `Guides`, which hands its calls to a `LocalExecutor`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from toolspan.base import ConnectorOptions
from toolspan.clock import SYSTEM_CLOCK, Clock, Deadline
from toolspan.connector import Connector
from toolspan.contract import Call, Token, TokenStore, UsagePlan
from toolspan.entity import Entity
from toolspan.errors import (
    AuthenticationError,
    ConfigurationError,
    InvalidInput,
    NeedsReauthorization,
    NotFound,
    PermissionDenied,
    RateLimited,
    TooLarge,
    ToolspanError,
    UpstreamError,
)
from toolspan.operations.index import OperationIndex
from toolspan.operations.model import Operation
from toolspan.operations.request import WireRequest
from toolspan.rest.connector import RestConnector, rest_connector
from toolspan.runtime.redaction import Redactor
from toolspan.tools.guides import Guides
from toolspan.transport.api import LimitRules, RestAPI
from toolspan.transport.authorization import AccountAuthorization, Authorization, Placement, TokenEndpoint
from toolspan.transport.credentials import Credentials
from toolspan.transport.error_rules import ErrorRules
from toolspan.transport.urls import checked_url

if TYPE_CHECKING:
    from toolspan.page import Meta, Page
    from toolspan.transport.executor import BaseExecutor, LocalExecutor
    from toolspan.transport.http import Http, Response
    from toolspan.transport.tokens import MemoryTokenStore, TokenProvider

_LATER = {
    "BaseExecutor": "toolspan.transport.executor",
    "Http": "toolspan.transport.http",
    "LocalExecutor": "toolspan.transport.executor",
    "MemoryTokenStore": "toolspan.transport.tokens",
    "Meta": "toolspan.page",
    "Page": "toolspan.page",
    "Response": "toolspan.transport.http",
    "TokenProvider": "toolspan.transport.tokens",
}
"""Names that are imported when they are first asked for: they bring the HTTP client or pydantic's models."""


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_LATER[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


__all__ = [
    "SYSTEM_CLOCK",
    "AccountAuthorization",
    "AuthenticationError",
    "Authorization",
    "BaseExecutor",
    "Call",
    "Clock",
    "ConfigurationError",
    "Connector",
    "ConnectorOptions",
    "Credentials",
    "Deadline",
    "Entity",
    "ErrorRules",
    "Guides",
    "Http",
    "InvalidInput",
    "LimitRules",
    "LocalExecutor",
    "MemoryTokenStore",
    "Meta",
    "NeedsReauthorization",
    "NotFound",
    "Operation",
    "OperationIndex",
    "Page",
    "PermissionDenied",
    "Placement",
    "RateLimited",
    "Redactor",
    "Response",
    "RestAPI",
    "RestConnector",
    "Token",
    "TokenEndpoint",
    "TokenProvider",
    "TokenStore",
    "TooLarge",
    "ToolspanError",
    "UpstreamError",
    "UsagePlan",
    "WireRequest",
    "checked_url",
    "rest_connector",
]
