"""All endpoints of the API."""

from toolspan.server.routes import (
    callback,
    catalogue,
    checks,
    connectors,
    consent_pages,
    controls,
    execute,
    health,
    oauth,
    tokens,
    workspaces,
)

ENDPOINTS = (
    *execute.ENDPOINTS,
    *tokens.ENDPOINTS,
    *workspaces.ENDPOINTS,
    *checks.ENDPOINTS,
    *oauth.ENDPOINTS,
    *consent_pages.ENDPOINTS,
    *callback.ENDPOINTS,
    *connectors.ENDPOINTS,
    *controls.ENDPOINTS,
    *catalogue.ENDPOINTS,
    *health.ENDPOINTS,
)
"""All endpoints; where two paths could match, the more particular one stands first, and first of all what is called most."""
