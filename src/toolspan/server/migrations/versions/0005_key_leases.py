"""Leases of idempotency keys: until when repetitions wait for the call of another process.

The column may be empty, so that a server of the release before can still add and settle keys: nobody waits for its calls.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("idempotency", sa.Column("leased_until", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Remove the column."""
    with op.batch_alter_table("idempotency") as idempotency:
        idempotency.drop_column("leased_until")
