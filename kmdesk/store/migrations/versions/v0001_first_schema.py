"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    _make_record()
    _make_exchange()
    _make_revision()
    _make_projections()
    op.create_table(
        "attachment",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_attachment")),
    )
    op.create_table(
        "draft",
        *_texts("record", "kind", "base", "fields", "time", "author"),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_draft")),
    )
    op.create_table(
        "setting",
        *_texts("name", "value"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.execute(
        "CREATE VIRTUAL TABLE search USING fts5(title, body, "
        "tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
    )


def downgrade() -> None:
    """Take all tables away."""
    op.execute("DROP TABLE search")
    for table in (
        "setting",
        "draft",
        "attachment",
        "link",
        "tag",
        "revision",
        "exchange",
        "record",
    ):
        op.drop_table(table)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _make_record() -> None:
    op.create_table(
        "record",
        sa.Column("number", sa.Integer(), nullable=False),
        *_texts("id", "kind", "title", "lead", "status", "sharing", "review_by"),
        sa.Column("trashed", sa.Boolean(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        *_texts("created", "created_by", "updated", "updated_by", "document"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_record")),
        sa.UniqueConstraint("id", name=op.f("uq_record_id")),
    )
    op.create_index(
        op.f("ix_record_trashed_kind_updated"), "record", ["trashed", "kind", "updated"]
    )
    op.create_index(op.f("ix_record_trashed_updated"), "record", ["trashed", "updated"])
    op.create_index(
        "ix_record_conflicts", "record", ["conflicts"], sqlite_where=sa.text("conflicts > 0")
    )
    op.create_index(
        "ix_record_review_by", "record", ["review_by"], sqlite_where=sa.text("review_by <> ''")
    )


def _make_exchange() -> None:
    op.create_table(
        "exchange",
        sa.Column("number", sa.Integer(), nullable=False),
        *_texts("direction", "time", "file", "peer", "peer_name"),
        sa.Column("undone", sa.Boolean(), nullable=False),
        *_texts("summary"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_exchange")),
    )


def _make_revision() -> None:
    op.create_table(
        "revision",
        sa.Column("number", sa.Integer(), nullable=False),
        *_texts("id", "record"),
        sa.Column("head", sa.Boolean(), nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("exchange", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_revision")),
        sa.UniqueConstraint("id", name=op.f("uq_revision_id")),
        sa.ForeignKeyConstraint(
            ["exchange"], ["exchange.number"], name=op.f("fk_revision_exchange_exchange")
        ),
    )
    op.create_index(op.f("ix_revision_record_head"), "revision", ["record", "head"])
    op.create_index(
        "ix_revision_exchange",
        "revision",
        ["exchange"],
        sqlite_where=sa.text("exchange IS NOT NULL"),
    )


def _make_projections() -> None:
    op.create_table(
        "tag",
        *_texts("tag", "record"),
        sa.PrimaryKeyConstraint("tag", "record", name=op.f("pk_tag")),
    )
    op.create_index(op.f("ix_tag_record"), "tag", ["record"])
    op.create_table(
        "link",
        *_texts("target", "record", "path"),
        sa.PrimaryKeyConstraint("target", "record", "path", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_record"), "link", ["record"])
