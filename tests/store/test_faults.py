"""A disk that refuses: one sentence, nothing half-written, and later saves go on."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from kmdesk.base.errors import UserError
from kmdesk.exchange import export_file, import_file
from kmdesk.store.collection import Collection
from kmdesk.store.views import Draft, Query
from tests.factory import DOCUMENTS, lesson
from tests.store.test_projection import rows


class Refusal:
    """Makes the n-th statement of the writer fail as a full disk does."""

    def __init__(self, collection: Collection) -> None:
        engine = collection._database._writer
        assert engine is not None
        self.left = -1
        self.refused = 0
        event.listen(engine, "before_cursor_execute", self._on_statement)

    def _on_statement(self, *_details: Any) -> None:
        if self.left == 0:
            raise sqlite3.OperationalError("database or disk is full")
        self.left -= 1

    def until_done(self, action: Callable[[], object]) -> Iterator[str]:
        """Try an action, refused one statement later each time; yield what the person reads."""
        while True:
            self.left = self.refused
            try:
                action()
            except UserError as error:
                self.left = -1
                self.refused += 1
                yield str(error)
            else:
                self.left = -1
                return


def test_a_refusal_at_any_statement_of_a_save_changes_nothing(
    collection: Collection, path: Path
) -> None:
    [record] = collection.add([lesson(tags=["a"])]).ids
    refusal = Refusal(collection)
    before = rows(path)
    draft = Draft(record, "lesson", collection.get(record).heads, {"title": "Typed"})
    collection.put_draft(draft)
    fields = {**lesson(statement="New words", tags=["b"]), "title": "New"}
    del fields["kind"]
    sentences = refusal.until_done(lambda: collection.save(record, "lesson", fields, draft.base))
    for sentence in sentences:
        assert "disk is full" in sentence
        assert "nothing was saved" in sentence
        assert rows(path) == before
        assert collection.draft(record) == draft
    assert refusal.refused > 8
    assert collection.get(record).document["statement"] == "New words"
    assert collection.draft(record) is None
    assert collection.check().problems == ()


def test_a_refusal_at_any_statement_of_an_import_changes_nothing(
    collection: Collection, path: Path, tmp_path: Path
) -> None:
    file = tmp_path / "swap.kmx"
    with Collection.open(tmp_path / "theirs.kmdesk", create=True) as theirs:
        theirs.add([make() for make in DOCUMENTS.values()])
        export_file(theirs, file)
    refusal = Refusal(collection)
    before = rows(path)
    for _sentence in refusal.until_done(lambda: import_file(collection, file)):
        assert rows(path) == before
        assert collection.exchanges() == []
    assert refusal.refused > 8
    assert len(collection.ids(Query())) == len(DOCUMENTS)
    assert collection.check().problems == ()


def test_a_file_that_may_not_grow_refuses_and_goes_on_later(
    collection: Collection, path: Path
) -> None:
    engine = collection._database._writer
    assert engine is not None
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    limit = [f"PRAGMA max_page_count = {pages}"]

    @event.listens_for(engine, "begin", insert=True)
    def _limit(connection: Any) -> None:
        connection.exec_driver_sql(limit[0])

    big = lesson(statement="word " * 200_000)
    with pytest.raises(UserError, match="full"):
        collection.add([big])
    assert collection.ids(Query()) == []
    assert collection.check().problems == ()
    limit[0] = "PRAGMA max_page_count = 1000000"
    assert len(collection.add([big]).ids) == 1
