"""The full-text index holds terms and facts, and numbers of records rise with their last change."""

from alembic import op

from kmdesk.store import fulltext

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the index anew; a later version fills it, with all that comes from revisions."""
    for statement in (*fulltext.DROP, *fulltext.CREATE):
        op.execute(statement)


def downgrade() -> None:
    """Refuse: the older index is made by an older kmdesk from its backup."""
    raise NotImplementedError
