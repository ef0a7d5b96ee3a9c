"""Results that were cut. Their content lies in `secrets`, encrypted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "results",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organization_id", sa.String(length=36), nullable=False),
        sa.Column("workspace_id", sa.String(length=36), nullable=False),
        sa.Column("connector_id", sa.String(length=36), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_results_connector_id"), "results", ["connector_id"], unique=False)
    op.create_index(op.f("ix_results_expires_at"), "results", ["expires_at"], unique=False)
    op.create_index("results_by_organization", "results", ["organization_id", "expires_at"], unique=False)


def downgrade() -> None:
    """Delete the table, and what it stands for."""
    op.execute("DELETE FROM secrets WHERE kind = 'result'")
    op.drop_table("results")
