"""What an import brings together without asking is told, and what stayed out of the trash."""

from pathlib import Path

import pytest

from kmdesk.exchange import ImportReport, export_file, import_file, preview, read
from kmdesk.store.collection import Collection
from kmdesk.store.views import Wish
from tests.factory import lesson


@pytest.fixture
def record(ours: Collection, theirs: Collection, tmp_path: Path) -> str:
    """A lesson that both have."""
    [record] = ours.add([{**lesson(), "why": "Once", "context": "Once"}]).ids
    swap(ours, theirs, tmp_path)
    return record


def swap(giver: Collection, taker: Collection, folder: Path) -> ImportReport:
    export_file(giver, folder / "swap.kmx")
    return import_file(taker, folder / "swap.kmx")


def test_it_says_whose_work_stands(
    ours: Collection, theirs: Collection, record: str, tmp_path: Path
) -> None:
    ours.edit(record, {"why": "Ours", "statement": "Ours"})
    theirs.edit(record, {"context": None, "title": "Theirs", "statement": "Theirs"})
    export_file(theirs, tmp_path / "swap.kmx")
    [line] = preview(ours, read(tmp_path / "swap.kmx", None)).lines
    report = import_file(ours, tmp_path / "swap.kmx")
    [merged] = report.merged
    assert (merged.id, merged.theirs, merged.ours) == (record, ("context", "title"), ("why",))
    assert merged.words == "Merged without asking: title, context (theirs), why (yours)."
    assert line.merged_in_words() == merged.words
    assert ours.exchanges()[0].summary["merged"] == 1
    assert [one.path for one in ours.conflicts()] == ["statement"]
    told = {one.path: (one.ours, one.theirs, one.shown) for one in ours.merged_by(report.number)}
    assert told == {
        "context": ("Once", None, None),
        "title": (lesson()["title"], "Theirs", "Theirs"),
        "why": ("Ours", "Once", "Ours"),
    }
    ours.settle(record, {})
    ours.edit(record, {"title": "Later work", "why": "Later work"})
    later = {one.path: (one.ours, one.theirs, one.shown) for one in ours.merged_by(report.number)}
    assert later == told


def test_what_was_erased_since_is_not_told_of_an_import(
    ours: Collection, theirs: Collection, record: str, tmp_path: Path
) -> None:
    ours.edit(record, {"why": "Ours to go"})
    theirs.edit(record, {"context": "Theirs"})
    report = swap(theirs, ours, tmp_path)
    assert {one.path for one in ours.merged_by(report.number)} == {"why", "context"}
    ours.erase([Wish(record, ("why",))], "Asked for")
    assert "Ours to go" not in str(ours.merged_by(report.number))


def test_each_import_tells_its_own_merges(
    ours: Collection, theirs: Collection, record: str, tmp_path: Path
) -> None:
    ours.edit(record, {"why": "Ours"})
    theirs.edit(record, {"context": "Theirs"})
    first = swap(theirs, ours, tmp_path)
    theirs.edit(record, {"title": "Theirs again"})
    ours.edit(record, {"statement": "Ours again"})
    second = swap(theirs, ours, tmp_path)
    assert {one.path for one in ours.merged_by(first.number)} == {"why", "context"}
    assert {one.path for one in ours.merged_by(second.number)} >= {"title", "statement"}
    assert ours.merged_by(second.number + 1) == []


def test_nothing_is_told_where_only_one_side_worked(
    ours: Collection, theirs: Collection, record: str, tmp_path: Path
) -> None:
    theirs.edit(record, {"title": "Theirs"})
    assert swap(theirs, ours, tmp_path).merged == ()
    assert swap(theirs, ours, tmp_path).merged == ()


@pytest.mark.parametrize("we_trash", [True, False])
def test_what_was_in_the_trash_and_changed_stays_and_is_told(
    ours: Collection, theirs: Collection, record: str, tmp_path: Path, we_trash: bool
) -> None:
    trashing, editing = (ours, theirs) if we_trash else (theirs, ours)
    trashing.trash([record])
    editing.edit(record, {"why": "Still true"})
    [merged] = swap(theirs, ours, tmp_path).merged
    assert merged.kept == ("trashed",)
    assert "it stays because it was changed on the other" in merged.words
    assert not ours.get(record).trashed
    assert ours.get(record).revived == ("trashed",)
    number = ours.exchanges()[0].number
    told = {one.path: (one.ours, one.theirs, one.shown) for one in ours.merged_by(number)}
    assert told["trashed"] == ((True, None, None) if we_trash else (None, True, None))


def test_the_history_says_who_was_brought_together(
    ours: Collection, theirs: Collection, record: str, tmp_path: Path
) -> None:
    ours.edit(record, {"why": "Ours"})
    theirs.edit(record, {"context": "Theirs"})
    swap(theirs, ours, tmp_path)
    ours.edit(record, {"title": "Together"})
    assert ours.history(record)[0].together == ("AP", "JO")
