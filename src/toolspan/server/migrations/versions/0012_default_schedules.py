"""Schedules that the server sets by default, and those of them that were removed.

The column has a default, so that a server of the release before can still set schedules.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column(
        "schedules", sa.Column("status", sa.String(length=16), nullable=False, server_default="set")
    )


def downgrade() -> None:
    """Remove the column, and the schedules that the release before does not know."""
    op.execute("DELETE FROM schedules WHERE kind <> 'check'")
    with op.batch_alter_table("schedules") as schedules:
        schedules.drop_column("status")
