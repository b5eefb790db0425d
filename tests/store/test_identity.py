"""Which copy of a collection this is: no two ever write as one device."""

import shutil
from pathlib import Path

import pytest

from kmdesk.store.collection import Collection
from kmdesk.store.views import Query
from tests.factory import lesson


def device_of(path: Path) -> str:
    """Save something in a collection and return the device that its revision names."""
    with Collection.open(path, create=True, author="AP") as opened:
        [record] = opened.add([lesson()]).ids
        return opened.history(record)[0].device


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ours.kmdesk"


def test_a_copy_stays_itself(path: Path) -> None:
    assert device_of(path) == device_of(path) == device_of(path)


def test_a_copied_file_is_another_copy_before_its_first_save(path: Path) -> None:
    original = device_of(path)
    copy = Path(shutil.copy(path, path.with_name("copy.kmdesk")))
    assert device_of(copy) != original
    assert device_of(copy) != original
    assert device_of(path) == original


def test_the_same_path_on_another_pc_is_another_copy(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = device_of(path)
    monkeypatch.setenv("KMDESK_HOME", str(tmp_path / "another home"))
    other = device_of(path)
    assert other != original
    monkeypatch.setenv("KMDESK_HOME", str(tmp_path / "home"))
    assert device_of(path) == original


def test_what_was_saved_on_this_pc_stays_known_in_a_copy(path: Path) -> None:
    device_of(path)
    copy = Path(shutil.copy(path, path.with_name("copy.kmdesk")))
    with Collection.open(copy, author="AP") as opened:
        [record] = opened.ids(Query())
        assert opened.history(record)[0].here


def test_an_older_state_copied_over_the_file_is_another_copy(path: Path) -> None:
    original = device_of(path)
    older = path.read_bytes()
    assert device_of(path) == original
    with path.open("r+b") as file:  # the same file on the disk, as `cp` leaves it
        file.write(older)
        file.truncate()
    assert device_of(path) != original


def test_an_import_that_was_taken_back_changes_nothing(path: Path, tmp_path: Path) -> None:
    from kmdesk.exchange import export_file, import_file

    original = device_of(path)
    with Collection.open(tmp_path / "theirs.kmdesk", create=True, author="B") as theirs:
        theirs.add([lesson()])
        file = export_file(theirs, tmp_path / "theirs.kmx").path
    with Collection.open(path, author="AP") as opened:
        opened.take_back([import_file(opened, file).number])
    assert device_of(path) == original


def test_a_home_that_cannot_be_written_stops_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("no folder")
    monkeypatch.setenv("KMDESK_HOME", str(blocked / "home"))
    assert device_of(path) == device_of(path)
