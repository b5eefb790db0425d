"""Files are written whole or not at all."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from kmdesk.base.errors import UserError
from kmdesk.base.files import replacing, write_text


def test_the_new_file_takes_the_place_of_the_old(tmp_path: Path) -> None:
    target = tmp_path / "paper.txt"
    target.write_text("old")
    write_text(target, "Café\nrounds\n")
    assert target.read_bytes() == "Café\nrounds\n".encode()
    assert list(tmp_path.iterdir()) == [target]


def break_off(target: Path, error: type[BaseException]) -> None:
    with replacing(target) as beside:
        beside.write_text("half of the n")
        raise error


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_fault_in_the_middle_leaves_the_old_file(
    tmp_path: Path, error: type[BaseException]
) -> None:
    target = tmp_path / "paper.txt"
    target.write_text("old")
    with pytest.raises(error):
        break_off(target, error)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_fault_in_the_middle_leaves_no_file_where_there_was_none(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        break_off(tmp_path / "paper.txt", ValueError)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_one_sentence_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "paper.txt"
    target.write_text("old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match=r"No space left on device.*nothing was changed"):
        write_text(target, "new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for folder in ("missing", "file"):
        with pytest.raises(UserError, match="could not be written"):
            write_text(tmp_path / folder / "paper.txt", "new")


def test_a_folder_in_the_place_of_the_file_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "paper.txt"
    target.mkdir()
    with pytest.raises(UserError, match="could not be written"):
        write_text(target, "new")
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(os.name != "posix", reason="file modes are of POSIX")
def test_others_may_read_the_file_as_any_other_of_this_person(tmp_path: Path) -> None:
    usual = tmp_path / "usual.txt"
    usual.write_text("x")
    write_text(tmp_path / "paper.txt", "x")
    modes = {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert modes == {stat.S_IMODE(usual.stat().st_mode)}


def test_what_a_killed_process_left_goes_a_day_later(tmp_path: Path) -> None:
    names = (".old.kmx.abc.kmdesk.part", ".fresh.kmx.abc.kmdesk.part", ".another.part", "mine.part")
    for name in names:
        (tmp_path / name).write_bytes(b"half")
    for name in (names[0], *names[2:]):
        os.utime(tmp_path / name, (1_000_000, 1_000_000))
    write_text(tmp_path / "new.txt", "words")
    assert {path.name for path in tmp_path.iterdir()} == {*names[1:], "new.txt"}


def test_no_other_file_takes_the_place_of_a_collection(tmp_path: Path) -> None:
    target = tmp_path / "knowledge.kmdesk"
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("CREATE TABLE record (id TEXT)")
    before = target.read_bytes()
    with pytest.raises(UserError, match=r"is a collection and was not overwritten"):
        write_text(target, "a paper")
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]
