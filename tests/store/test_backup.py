"""Backups, recovery and the analyst's views."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kmdesk.base.errors import UserError
from kmdesk.models.kinds import KINDS
from kmdesk.store.collection import Collection
from kmdesk.store.views import Query
from tests.factory import DOCUMENTS, evidence_summary, lesson


def documents(collection: Collection) -> dict[str, object]:
    return {record: collection.get(record).document for record in collection.ids(Query())}


def test_a_backup_holds_what_is_not_checkpointed_yet(
    collection: Collection, tmp_path: Path
) -> None:
    collection.add([make() for make in DOCUMENTS.values()])
    copy = collection.backup(tmp_path / "copies" / "copy.kmdesk")
    with Collection.open(copy, read_only=True) as read:
        assert documents(read) == documents(collection)
        assert read.check().problems == ()
    assert not list(copy.parent.glob("*.part"))


def test_without_a_target_backups_are_dated_and_beside_the_collection(
    collection: Collection, path: Path
) -> None:
    copy = collection.backup()
    assert copy.parent == path.parent / "backups"
    assert copy.name.startswith("ours 20")


def test_a_backup_never_replaces_the_collection_itself(collection: Collection) -> None:
    with pytest.raises(UserError, match="is the collection itself"):
        collection.backup(collection.path)


def test_a_backup_that_is_not_sound_is_not_kept(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy.kmdesk"
    target.write_bytes(b"the last good one")
    monkeypatch.setattr("kmdesk.store.sqlite.quick_check", lambda _path: ["page 3 is torn"])
    with pytest.raises(UserError, match="page 3 is torn"):
        collection.backup(target)
    assert target.read_bytes() == b"the last good one"


def test_what_can_be_read_of_a_damaged_file_is_recovered(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.kmdesk"
    with Collection.open(damaged, create=True, author="AP") as made:
        ids = made.add([lesson(title=f"Lesson {n}") for n in range(60)]).ids
    with closing(sqlite3.connect(damaged)) as connection:
        numbers = (7, 8, 30)
        for number in numbers:
            connection.execute(
                "UPDATE revision SET header = zeroblob(40) WHERE number = ?", (number,)
            )
        connection.commit()
    with Collection.open(tmp_path / "new.kmdesk", create=True) as new:
        assert len(new.recover(damaged).ids) == len(ids) - len(numbers)
        assert new.check().problems == ()
        assert new.recover(damaged).ids == ()


def test_torn_pages_cost_only_what_was_on_them(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.kmdesk"
    with Collection.open(damaged, create=True, author="AP") as made:
        made.add([evidence_summary(title=f"Summary {n}") for n in range(200)])
    data = bytearray(damaged.read_bytes())
    at = data.index(b'"title":"Summary 150"') // 4096 * 4096
    data[at : at + 4096] = bytes(4096)
    damaged.write_bytes(data)
    with Collection.open(tmp_path / "new.kmdesk", create=True) as new:
        recovered = len(new.recover(damaged).ids)
        assert 100 < recovered <= 200
        assert new.check().problems == ()


def test_every_kind_has_a_view_for_analysts(collection: Collection, path: Path) -> None:
    collection.add([make() for make in DOCUMENTS.values()])
    with closing(sqlite3.connect(path)) as connection:
        for kind in KINDS.values():
            view = kind.name.replace("-", "_")
            [row] = connection.execute(f"SELECT id, title FROM {view}").fetchall()
            assert row[1] == DOCUMENTS[kind.name]()["title"]
        found = connection.execute(
            "SELECT text, certainty FROM evidence_summary_findings ORDER BY place"
        ).fetchall()
        tags = connection.execute("SELECT value FROM evidence_summary_tags").fetchall()
    assert found == [
        (one["text"], one["certainty"]) for one in DOCUMENTS["evidence-summary"]()["findings"]
    ]
    assert tags == [("falls",), ("wards",)]
