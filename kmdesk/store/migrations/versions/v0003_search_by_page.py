"""The full-text index holds terms and facts, and numbers of records rise with their last change."""

from alembic import op

from kmdesk.store import fulltext, projection

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the index and all that comes from revisions anew."""
    for statement in (*fulltext.DROP, *fulltext.CREATE):
        op.execute(statement)
    projection.rebuild_all(op.get_bind())


def downgrade() -> None:
    """Refuse: the older index is made by an older kmdesk from its backup."""
    raise NotImplementedError
