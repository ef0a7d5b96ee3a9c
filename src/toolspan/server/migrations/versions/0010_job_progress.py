"""Progress of jobs, and how often each was begun.

Both columns have a default, so that a server of the release before can still add and finish jobs.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("jobs", sa.Column("progress", sa.JSON(), nullable=True))
    op.add_column("jobs", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Remove the columns."""
    with op.batch_alter_table("jobs") as jobs:
        jobs.drop_column("attempts")
        jobs.drop_column("progress")
