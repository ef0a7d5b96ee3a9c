"""One connector, every agent framework."""

from toolspan.errors import (
    AuthenticationError,
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
from toolspan.page import Meta, Page
from toolspan.policy import Policy
from toolspan.tooling.decorators import tool_utils, translate_exceptions
from toolspan.tooling.face import build_connector_tools
from toolspan.version import __version__

__all__ = [
    "AuthenticationError",
    "ConfigurationError",
    "DeadlineExceeded",
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
    "RateLimited",
    "TooLarge",
    "ToolspanError",
    "UpstreamError",
    "__version__",
    "build_connector_tools",
    "tool_utils",
    "translate_exceptions",
]
