"""The words of attachments, all authors of a record, and indexes that count what waits."""

import sqlalchemy as sa
from alembic import op

from kmdesk.store import fulltext, projection

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables, and all that comes from revisions anew."""
    op.create_table(
        "file",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "record", name=op.f("pk_file")),
    )
    op.create_index(op.f("ix_file_record"), "file", ["record"])
    op.create_table(
        "file_text",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("reader", sa.Integer(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["attachment.sha256"],
            name=op.f("fk_file_text_sha256_attachment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_text")),
    )
    op.add_column("record", sa.Column("authors", sa.Text(), nullable=False, server_default=""))
    op.drop_index("ix_record_conflicts", "record")
    for name, column, some in (
        ("ix_record_conflicts", "conflicts", "conflicts > 0"),
        ("ix_record_due", "review_by", "review_by <> ''"),
    ):
        op.create_index(name, "record", ["trashed", column], sqlite_where=sa.text(some))
    for statement in (*fulltext.DROP, *fulltext.CREATE):
        op.execute(statement)
    projection.rebuild_all(op.get_bind())


def downgrade() -> None:
    """Refuse: the older index is made by an older kmdesk from its backup."""
    raise NotImplementedError
