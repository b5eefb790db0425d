"""The migrations of a collection, run by Alembic from `kmdesk.store.migrate`."""
