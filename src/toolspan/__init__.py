"""One connector, every agent framework."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from toolspan.errors import (
    AuthenticationError,
    Cancelled,
    ConfigurationError,
    DeadlineExceeded,
    InvalidInput,
    NeedsApproval,
    NeedsReauthorization,
    NotFound,
    OutcomeUnknown,
    PermissionDenied,
    PolicyDenied,
    RateLimited,
    TooLarge,
    ToolspanError,
    UpstreamError,
)
from toolspan.policy import Policy
from toolspan.version import __version__

if TYPE_CHECKING:
    from toolspan.connector import Connector
    from toolspan.hosted.workspace import HostedWorkspace
    from toolspan.page import Meta, Page
    from toolspan.registry import connect
    from toolspan.runtime.progress import Progress, on_progress
    from toolspan.toolkit import CallContext, Toolkit, tool
    from toolspan.tools.build import build_connector_tools
    from toolspan.tools.decorators import tool_utils, translate_exceptions
    from toolspan.types import AirbyteAuthConfig

_LATER = {
    "AirbyteAuthConfig": "toolspan.types",
    "CallContext": "toolspan.toolkit",
    "Connector": "toolspan.connector",
    "HostedWorkspace": "toolspan.hosted.workspace",
    "Meta": "toolspan.page",
    "Page": "toolspan.page",
    "Progress": "toolspan.runtime.progress",
    "Toolkit": "toolspan.toolkit",
    "build_connector_tools": "toolspan.tools.build",
    "connect": "toolspan.registry",
    "on_progress": "toolspan.runtime.progress",
    "tool": "toolspan.toolkit",
    "tool_utils": "toolspan.tools.decorators",
    "translate_exceptions": "toolspan.tools.decorators",
}
"""Names that are imported when they are first asked for: most programs need only a connector."""


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_LATER[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


__all__ = [
    "AirbyteAuthConfig",
    "AuthenticationError",
    "CallContext",
    "Cancelled",
    "ConfigurationError",
    "Connector",
    "DeadlineExceeded",
    "HostedWorkspace",
    "InvalidInput",
    "Meta",
    "NeedsApproval",
    "NeedsReauthorization",
    "NotFound",
    "OutcomeUnknown",
    "Page",
    "PermissionDenied",
    "Policy",
    "PolicyDenied",
    "Progress",
    "RateLimited",
    "TooLarge",
    "Toolkit",
    "ToolspanError",
    "UpstreamError",
    "__version__",
    "build_connector_tools",
    "connect",
    "on_progress",
    "tool",
    "tool_utils",
    "translate_exceptions",
]
