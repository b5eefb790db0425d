"""What Alembic runs inside the context that `kmdesk.store.migrate` has set up."""

from alembic import context

with context.begin_transaction():
    context.run_migrations()
