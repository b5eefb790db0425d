"""Imports taken back: several in a row, with their files, and only while nobody built on them."""

from pathlib import Path

import pytest

from kmdesk.base.errors import UserError
from kmdesk.exchange import export_file, import_file, undo_import
from kmdesk.store.collection import Collection
from kmdesk.store.views import Draft
from tests.exchange.test_transfer import LESSON, everything


def take(source: Collection, target: Collection, file: Path) -> int:
    export_file(source, file)
    return import_file(target, file).number


def test_several_in_a_row_the_latest_first(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    [record] = ours.add([LESSON]).ids
    states, numbers = [everything(theirs)], []
    for number in range(3):
        ours.edit(record, {"why": f"reason {number}"})
        ours.add([{**LESSON, "title": f"Lesson {number}"}])
        numbers.append(take(ours, theirs, tmp_path / f"{number}.kmx"))
        states.append(everything(theirs))
    with pytest.raises(UserError, match=f"Take back import {numbers[1]} first"):
        undo_import(theirs, numbers[0])
    for number in reversed(numbers):
        assert everything(theirs) == states.pop()
        undo_import(theirs, number)
    assert everything(theirs) == states.pop() == {}
    assert theirs.check().problems == ()
    import_file(theirs, tmp_path / "2.kmx")
    assert everything(theirs) == everything(ours)


def test_all_or_none_of_several(ours: Collection, theirs: Collection, tmp_path: Path) -> None:
    [record] = ours.add([LESSON]).ids
    first = take(ours, theirs, tmp_path / "1.kmx")
    theirs.edit(record, {"why": "built on it"})
    ours.add([{**LESSON, "title": "Second"}])
    second = take(ours, theirs, tmp_path / "2.kmx")
    before = everything(theirs)
    with pytest.raises(UserError, match="was changed after"):
        undo_import(theirs, first, second)
    assert everything(theirs) == before
    assert [entry.undone for entry in theirs.exchanges()] == [False, False]


def test_a_draft_begun_from_an_import_is_saved_or_discarded_first(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    [record] = ours.add([LESSON]).ids
    take(ours, theirs, tmp_path / "1.kmx")
    ours.edit(record, {"why": "A later reason"})
    number = take(ours, theirs, tmp_path / "2.kmx")
    page = theirs.get(record)
    fields = {name: v for name, v in page.document.items() if name not in ("kind", "id")}
    theirs.put_draft(Draft(record, "lesson", page.heads, {**fields, "why": "Typed"}))
    with pytest.raises(UserError, match="Save the draft or discard it first"):
        undo_import(theirs, number)
    assert theirs.get(record).document["why"] == "A later reason"
    theirs.drop_draft(record)
    undo_import(theirs, number)
    assert "why" not in theirs.get(record).document


def test_the_bytes_of_files_go_too_unless_something_else_names_them(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    shared, own = tmp_path / "shared.txt", tmp_path / "own.txt"
    shared.write_text("both have it")
    own.write_text("only they have it")
    first, second = ours.add([LESSON, {**LESSON, "title": "Second"}]).ids
    ours.attach(first, shared)
    ours.attach(second, own)
    [mine] = theirs.add([{**LESSON, "title": "Mine"}]).ids
    theirs.attach(mine, shared)
    number = take(ours, theirs, tmp_path / "a.kmx")
    assert theirs.check().attachments == 2
    undo_import(theirs, number)
    assert theirs.check().attachments == 1
    [kept] = theirs.get(mine).document["attachments"]
    assert theirs.attachment(kept["id"]) == shared.read_bytes()
    import_file(theirs, tmp_path / "a.kmx")
    assert theirs.check().attachments == 2
    assert theirs.check().problems == ()


def test_what_was_there_before_and_changed_is_as_it_was(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    [record] = ours.add([LESSON]).ids
    take(ours, theirs, tmp_path / "a.kmx")
    theirs.edit(record, {"statement": "Theirs"})
    ours.edit(record, {"statement": "Ours"})
    before = everything(theirs)
    number = take(ours, theirs, tmp_path / "b.kmx")
    assert theirs.conflicts(record)
    undo_import(theirs, number)
    assert everything(theirs) == before
    assert theirs.search("Theirs")
    assert not theirs.search("Ours", kind="lesson")
