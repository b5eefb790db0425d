"""What went out with which file, and the format of briefings."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Give the exchange log a format, and a table of the revisions that left."""
    op.add_column("exchange", sa.Column("format", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "departure",
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("exchange", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange"], ["exchange.number"], name=op.f("fk_departure_exchange_exchange")
        ),
        sa.PrimaryKeyConstraint("revision", "exchange", name=op.f("pk_departure")),
    )


def downgrade() -> None:
    """Take both away."""
    op.drop_table("departure")
    op.drop_column("exchange", "format")
