"""Leases of jobs: which process runs one, and until when others leave it alone.

Both columns may be empty, so that a server of the release before can still add and finish jobs.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("jobs", sa.Column("runner", sa.String(length=36), nullable=True))
    op.add_column("jobs", sa.Column("leased_until", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Remove the columns."""
    with op.batch_alter_table("jobs") as jobs:
        jobs.drop_column("leased_until")
        jobs.drop_column("runner")
