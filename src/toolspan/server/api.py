"""All endpoints of the API."""

from toolspan.server.routes import connectors, execute, health, tokens

ENDPOINTS = (
    *tokens.ENDPOINTS,
    *connectors.ENDPOINTS,
    *execute.ENDPOINTS,
    *health.ENDPOINTS,
)
"""All endpoints; where two paths could match, the more particular one stands first."""
