"""Alembic environment: runs the migrations on the server's connection."""

from __future__ import annotations

from alembic import context

from toolspan.server.data.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
