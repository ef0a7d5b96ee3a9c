"""HTTP server that stores sellers' credentials and executes operations for its clients.

settings = toolspan.server.settings(data_dir="data")
client_id, client_secret = toolspan.server.init(settings)
toolspan.server.serve(settings)
"""

from toolspan.server.app import create_app
from toolspan.server.kill_switch import switch
from toolspan.server.operators import Doubt, add_organization, doubts, limits, rotate_secret, settle
from toolspan.server.security.rotation import Rotation, drop_key, rotate_keys
from toolspan.server.serving import serve
from toolspan.server.settings import Settings, settings
from toolspan.server.setup import add_client, init

__all__ = [
    "Doubt",
    "Rotation",
    "Settings",
    "add_client",
    "add_organization",
    "create_app",
    "doubts",
    "drop_key",
    "init",
    "limits",
    "rotate_keys",
    "rotate_secret",
    "serve",
    "settings",
    "settle",
    "switch",
]
