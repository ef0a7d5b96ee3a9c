"""Whether an operator switched a connector or an organisation off, which a client then cannot undo.

The columns have a default, so that a server of the release before can still add rows.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, and mark what is switched off now without a request of a client in the audit log."""
    for table, which in (
        ("connectors", "action = 'connector.switch' AND subject_id = connectors.id"),
        ("organizations", "action = 'organization.switch' AND organization_id = organizations.id"),
    ):
        op.add_column(
            table, sa.Column("stopped_by_operator", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        op.execute(
            f"UPDATE {table} SET stopped_by_operator = true WHERE stopped AND "  # noqa: S608 - the two tables above
            f"(SELECT actor FROM audit WHERE {which} ORDER BY at DESC LIMIT 1) IS NULL"
        )


def downgrade() -> None:
    """Remove the columns."""
    for table in ("connectors", "organizations"):
        with op.batch_alter_table(table) as changed:
            changed.drop_column("stopped_by_operator")
