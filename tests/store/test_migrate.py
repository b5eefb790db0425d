"""Bringing a collection up to date: whole, after a backup, or not at all."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from kmdesk.base.errors import UserError
from kmdesk.models.tables import Table
from kmdesk.store import migrate, sqlite
from kmdesk.store.collection import Collection
from kmdesk.store.views import ExchangeView
from tests.factory import lesson


def test_the_schema_of_the_migrations_is_that_of_the_tables(collection: Collection) -> None:
    def ours(_object: object, name: str | None, *_rest: object) -> bool:
        return not (name or "").startswith("search")

    engine = sqlite.engine(collection.path)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_type": True}
        )
        assert compare_metadata(context, Table.metadata) == []
    engine.dispose()


WITHOUT_FILE_TEXT = (
    "DROP TABLE file_text",
    "DROP TABLE file",
    "DROP INDEX ix_record_due",
    "ALTER TABLE record DROP COLUMN authors",
)
"""Takes away what version 0008 brought, but for what it makes anew in any case."""


def test_a_collection_of_the_version_before_is_found_in_by_the_new_index(path: Path) -> None:
    with Collection.open(path, create=True, author="AP") as made:
        records = made.add([lesson(statement="Organised handovers"), lesson()]).ids
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP INDEX search_by_title")
        for table in ("search", "search_word", "recommendation", "erasure"):
            connection.execute(f"DROP TABLE {table}")
        for statement in WITHOUT_FILE_TEXT:
            connection.execute(statement)
        connection.execute("CREATE VIRTUAL TABLE search USING fts5(title, body)")
        connection.execute(
            "UPDATE record SET number = (SELECT count(*) FROM record r WHERE r.id < record.id)"
        )
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
        connection.commit()
    with Collection.open(path) as opened:
        assert opened.check().problems == ()
        assert {hit.row.id for hit in opened.search("lesson")} <= set(records)
        assert [hit.row.id for hit in opened.search("organizing handover")] == [records[0]]
        assert [hit.row.id for hit in opened.search("by:AP handover")] == [records[0]]
    assert [*path.parent.glob(f"*.before-{migrate.HEAD}-from-0002.kmdesk")]


def test_all_versions_are_known_and_the_last_is_reached(collection: Collection) -> None:
    assert migrate.version_of(collection.path) == migrate.HEAD
    folder = Path(migrate.__file__).parent / "migrations" / "versions"
    found = sorted(file.name[1:5] for file in folder.glob("v*.py"))
    assert found == list(migrate.VERSIONS)


def _older(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the next opening find a collection of the version before."""
    monkeypatch.setattr(migrate, "VERSIONS", (*migrate.VERSIONS, "9999"))
    monkeypatch.setattr(migrate, "HEAD", "9999")


def test_an_upgrade_that_fails_leaves_every_byte_and_names_the_backup(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Collection.open(path, create=True) as made:
        [record] = made.add([lesson()]).ids
    before = path.read_bytes()
    found = migrate.HEAD
    _older(monkeypatch)

    def broken(file: Path, _target: str) -> None:
        engine = sqlite.engine(file, writer=True, foreign_keys=False)
        with engine.begin() as connection:
            _damage(connection)

    def _damage(connection: Connection) -> None:
        connection.exec_driver_sql("DELETE FROM revision")
        connection.exec_driver_sql("ALTER TABLE record ADD COLUMN extra TEXT")
        raise ValueError("the disk caught fire")

    monkeypatch.setattr(migrate, "_run", broken)
    with pytest.raises(UserError, match="the disk caught fire") as caught:
        Collection.open(path)
    assert path.read_bytes() == before
    [saved] = path.parent.glob(f"*.before-9999-from-{found}.kmdesk")
    assert str(saved) in str(caught.value)
    monkeypatch.undo()
    for file in (path, saved):
        with Collection.open(file) as opened:
            assert opened.get(record).title == lesson()["title"]


def test_a_collection_of_the_first_version_keeps_its_log(path: Path) -> None:
    with Collection.open(path, create=True) as made:
        [record] = made.add([lesson()]).ids
        made.log_exchange(ExchangeView(0, "out", "2026-01-01T00:00:00.000000Z", "old.kmx"))
    engine = sqlite.engine(path, writer=True, foreign_keys=False)
    with engine.begin() as connection:
        for statement in WITHOUT_FILE_TEXT:
            connection.exec_driver_sql(statement)
        for table in ("recommendation", "departure", "erasure"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("ALTER TABLE exchange DROP COLUMN format")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    engine.dispose()
    with Collection.open(path) as opened:
        assert [entry.file for entry in opened.exchanges()] == ["old.kmx"]
        assert opened.get(record).title == lesson()["title"]
        assert migrate.version_of(path) == migrate.HEAD


def test_a_failed_upgrade_lets_go_of_the_lock(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Collection.open(path, create=True).close()
    _older(monkeypatch)
    monkeypatch.setattr(migrate, "_run", lambda *_: (_ for _ in ()).throw(ValueError("no")))
    with pytest.raises(UserError):
        Collection.open(path)
    monkeypatch.undo()
    with Collection.open(path) as opened:
        assert not opened.read_only
