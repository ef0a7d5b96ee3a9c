"""Table of all endpoints."""

from toolspan.server.routes import (
    callback,
    catalogue,
    checks,
    connectors,
    consent_pages,
    controls,
    execute,
    health,
    jobs,
    limits,
    oauth,
    schedules,
    tokens,
    webhooks,
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
    *jobs.ENDPOINTS,
    *schedules.ENDPOINTS,
    *webhooks.ENDPOINTS,
    *limits.ENDPOINTS,
    *catalogue.ENDPOINTS,
    *health.ENDPOINTS,
)
"""All endpoints. The first matching path wins, so specific paths come before general ones; the most used come first."""
