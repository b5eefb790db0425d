"""Backups, recovery and the analyst's views."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from kmdesk.base.errors import UserError
from kmdesk.exchange import undo_import
from kmdesk.models.kinds import KINDS
from kmdesk.store.collection import Collection
from kmdesk.store.views import Query
from tests.factory import DOCUMENTS, evidence_summary, lesson
from tests.store.exchange import send


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


def test_what_is_saved_after_an_import_was_taken_back_is_backed_up(
    collection: Collection, theirs: Collection, tmp_path: Path
) -> None:
    [came] = theirs.add([lesson(title="Came")]).ids
    collection.add([lesson()])
    send(theirs, collection, [came])
    assert collection.keep_backup(tmp_path / "first", 5)
    assert collection.keep_backup(tmp_path / "first", 5) is None
    undo_import(collection, 1)
    [saved] = collection.add([lesson(title="Saved since")]).ids
    time.sleep(1)  # backups are named by the second
    copy = collection.keep_backup(tmp_path / "first", 5)
    assert copy is not None
    with Collection.open(copy, read_only=True) as read:
        assert read.get(saved).title == "Saved since"


def test_a_backup_never_replaces_the_collection_itself(collection: Collection) -> None:
    with pytest.raises(UserError, match="is the collection itself"):
        collection.backup(collection.path)


def test_a_backup_replaces_an_older_one(collection: Collection, tmp_path: Path) -> None:
    target = collection.backup(tmp_path / "copy.kmdesk")
    [record] = collection.add([lesson(title="Later")]).ids
    collection.backup(target)
    with Collection.open(target) as copy:
        assert copy.get(record).document["title"] == "Later"


def test_a_backup_never_replaces_another_collection(collection: Collection, tmp_path: Path) -> None:
    other = tmp_path / "other.kmdesk"
    with Collection.open(other, create=True, author="AP") as made:
        [record] = made.add([lesson(title="Kept")]).ids
    with pytest.raises(UserError, match="versions that this one lacks"):
        collection.backup(other)
    with Collection.open(other) as kept:
        assert kept.get(record).document["title"] == "Kept"


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


def cut(data: bytes) -> bytes:
    return data[: len(data) * 3 // 4]


def without_the_first_page(data: bytes) -> bytes:
    return data[:100] + bytes(3_996) + data[4_096:]


def without(table: str, data: bytes) -> bytes:
    """Spoil the page where a table begins."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(data[:18] + b"\x01\x01" + data[20:])  # as without a log
        query = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        at = (connection.execute(query, (table,)).fetchone()[0] - 1) * 4_096
    return data[:at] + b"\xff" * 4_096 + data[at + 4_096 :]


@pytest.mark.parametrize(("damage", "least"), [(cut, 300), (partial(without, "attachment"), 600)])
def test_much_of_a_broken_file_is_recovered(
    tmp_path: Path, damage: Callable[[bytes], bytes], least: int
) -> None:
    damaged = tmp_path / "damaged.kmdesk"
    with Collection.open(damaged, create=True) as made:
        made.add([lesson(title=f"Lesson {n}") for n in range(600)])
    before = damage(damaged.read_bytes())
    damaged.write_bytes(before)
    with Collection.open(tmp_path / "new.kmdesk", create=True) as new:
        assert len(new.recover(damaged).ids) >= least
        assert new.check().problems == ()
    assert damaged.read_bytes() == before


@pytest.mark.parametrize("damage", [cut, without_the_first_page])
def test_a_broken_file_is_told_in_a_sentence(path: Path, damage: Callable[[bytes], bytes]) -> None:
    with Collection.open(path, create=True) as made:
        made.add([lesson()])
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(UserError, match=r"ours\.kmdesk cannot be read .*recover this file"):
        Collection.open(path)


def test_of_a_file_without_its_first_page_nothing_is_left(path: Path, tmp_path: Path) -> None:
    with Collection.open(path, create=True) as made:
        made.add([lesson()])
    path.write_bytes(without_the_first_page(path.read_bytes()))
    with (
        Collection.open(tmp_path / "new.kmdesk", create=True) as new,
        pytest.raises(UserError, match=r"Nothing in .* can be read"),
    ):
        new.recover(path)


def test_damage_that_is_met_later_is_told_in_a_sentence(collection: Collection, path: Path) -> None:
    [record] = collection.add([lesson()]).ids
    collection.close()
    path.write_bytes(without("record", path.read_bytes()))
    with Collection.open(path) as opened:
        with pytest.raises(UserError, match=r"ours\.kmdesk cannot be read"):
            opened.get(record)
        with pytest.raises(UserError, match="nothing was saved"):
            opened.trash([record])


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
