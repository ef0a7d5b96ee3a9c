"""Limits of organisations.

The column may be empty, so that a server of the release before can still add organisations.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and the index by which the size of what is stored is found."""
    op.add_column("organizations", sa.Column("limits", sa.JSON(), nullable=True))
    op.create_index("secrets_by_organization", "secrets", ["organization_id"], unique=False)


def downgrade() -> None:
    """Remove both."""
    op.drop_index("secrets_by_organization", table_name="secrets")
    with op.batch_alter_table("organizations") as organizations:
        organizations.drop_column("limits")
