"""HTTP server that stores sellers' credentials and executes operations for its clients.

settings = toolspan.server.settings(data_dir="data")
client_id, client_secret = toolspan.server.init(settings)
toolspan.server.serve(settings)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError
from toolspan.server.settings import Settings, settings

if TYPE_CHECKING:
    from toolspan.server.app import create_app
    from toolspan.server.kill_switch import switch
    from toolspan.server.new_connector import NewConnector, add_connector
    from toolspan.server.operators import Doubt, add_organization, doubts, limits, rotate_secret, settle
    from toolspan.server.security.rotation import Rotation, drop_key, prepare_keys, rotate_keys
    from toolspan.server.security.verification import Verification, verify
    from toolspan.server.serving import serve
    from toolspan.server.setup import add_client, init

_LATER = {
    "Doubt": "operators",
    "NewConnector": "new_connector",
    "Rotation": "security.rotation",
    "Verification": "security.verification",
    "add_client": "setup",
    "add_connector": "new_connector",
    "add_organization": "operators",
    "create_app": "app",
    "doubts": "operators",
    "drop_key": "security.rotation",
    "init": "setup",
    "limits": "operators",
    "prepare_keys": "security.rotation",
    "rotate_keys": "security.rotation",
    "rotate_secret": "operators",
    "serve": "serving",
    "settle": "operators",
    "switch": "kill_switch",
    "verify": "security.verification",
}
"""Names that are imported when they are first asked for: most commands need no HTTP server."""


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        value = globals()[name] = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"The server needs the module {error.name}, which is not installed.",
            hint='Install it with: pip install "toolspan[server]"',
        ) from None
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


__all__ = [
    "Doubt",
    "NewConnector",
    "Rotation",
    "Settings",
    "Verification",
    "add_client",
    "add_connector",
    "add_organization",
    "create_app",
    "doubts",
    "drop_key",
    "init",
    "limits",
    "prepare_keys",
    "rotate_keys",
    "rotate_secret",
    "serve",
    "settings",
    "settle",
    "switch",
    "verify",
]
