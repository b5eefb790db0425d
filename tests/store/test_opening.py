"""Who may open a collection, and what they are told."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kmdesk.base.errors import UserError
from kmdesk.store import lock
from kmdesk.store.collection import Collection
from tests.factory import lesson


def test_a_file_that_is_not_there_is_not_made(path: Path) -> None:
    with pytest.raises(UserError, match="There is no file"):
        Collection.open(path)
    assert not path.exists()


@pytest.mark.parametrize("data", [b"", b"not a database", b"SQLite format 3\x00" + b"\x00" * 100])
def test_another_file_is_refused_and_left_alone(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(UserError, match="is not a kmdesk collection"):
        Collection.open(path)
    assert path.read_bytes() == data


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UserError, match="could not be made"):
        Collection.open(tmp_path / "file" / "ours.kmdesk", create=True)


def test_in_a_folder_that_cannot_be_written_it_is_read(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Collection.open(path, create=True) as made:
        [record] = made.add([lesson()]).ids

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    Path(f"{path}-wal").mkdir()  # as in such a folder, SQLite cannot make this file
    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    with Collection.open(path) as opened:
        assert opened.read_only
        assert opened.notices == (f"{path.parent} cannot be written, so nothing can be saved.",)
        assert opened.get(record).title == lesson()["title"]
        assert opened.check().problems == ()
        with pytest.raises(UserError, match="cannot be written"):
            opened.edit(record, {"title": "x"})
        assert opened.backup(tmp_path / "elsewhere" / "copy.kmdesk").exists()


def test_the_second_to_open_it_reads_and_is_told_who_writes(
    collection: Collection, path: Path
) -> None:
    [record] = collection.add([lesson()]).ids
    with Collection.open(path) as second:
        assert second.read_only
        assert lock.holder() in second.notices[0]
        assert second.get(record).title == lesson()["title"]
        with pytest.raises(UserError, match="open for reading only; nothing was saved"):
            second.add([lesson()])
    assert len(collection.history(record)) == 1


def test_the_lock_goes_with_its_holder(path: Path) -> None:
    for _ in range(2):
        with Collection.open(path, create=True) as opened:
            assert not opened.read_only


def test_a_read_only_opening_takes_no_lock(path: Path) -> None:
    Collection.open(path, create=True).close()
    with Collection.open(path, read_only=True), Collection.open(path) as writer:
        assert not writer.read_only


def test_a_collection_of_a_newer_kmdesk_is_read_and_not_written(path: Path) -> None:
    with Collection.open(path, create=True) as made:
        [record] = made.add([lesson()]).ids
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = path.read_bytes()
    with Collection.open(path) as opened:
        assert opened.newer
        assert opened.read_only
        assert "newer kmdesk" in opened.notices[0]
        assert opened.get(record).title == lesson()["title"]
        with pytest.raises(UserError, match="nothing was saved"):
            opened.trash([record])
    assert path.read_bytes() == before


def test_each_new_collection_is_a_device_of_its_own(tmp_path: Path) -> None:
    devices = set()
    for name in "abc":
        with Collection.open(tmp_path / f"{name}.kmdesk", create=True) as made:
            [record] = made.add([lesson()]).ids
            devices.add(made.history(record)[0].device)
    assert len(devices) == 3


def test_on_a_network_share_there_is_no_write_ahead_log_and_a_warning(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("kmdesk.store.database", "kmdesk.store.sqlite"):
        monkeypatch.setattr(f"{module}.on_network_share", lambda _path: True)
    with Collection.open(path, create=True) as opened:
        assert any("network share" in notice for notice in opened.notices)
        opened.add([lesson()])
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
