"""Recommendations that are still open, by the day they are due."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table; a later version fills it, with all that comes from revisions."""
    op.create_table(
        "recommendation",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record", "item", name=op.f("pk_recommendation")),
    )
    op.create_index(op.f("ix_recommendation_due"), "recommendation", ["due"])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("recommendation")
